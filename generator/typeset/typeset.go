// Package typeset knows where the lines of a text had better break, and where
// they had better not.
//
// A browser breaks a line at any space, and Chinese between any two characters.
// Neither suits a reader: a line that begins with a unit has lost its number, and
// a title whose line ends amid a word is read twice. What stays together gets a
// no-break space (Hold), and where a long Chinese phrase may break is said by its
// parts (Phrases); a style sheet then keeps Chinese words whole.
//
// There is no dictionary here. The words that Chinese sentences are held together
// with are few, stand between the others, and so show where these begin; the
// names of laws and offices are made of words of two characters.
package typeset
