package analysis

import "unicode/utf8"

// Wanted tells at a glance of most words and characters of a text that they are
// none of those that are looked for: what they begin with is enough. It may take
// for wanted what is not, never the other way round.
type Wanted struct {
	seconds    [128][2]uint64       // by the first letter of words, the letters that may follow it
	characters [1 << 10 / 64]uint64 // of scripts without spaces, by their last bits
}

// Add has an element looked for: a stem or a character.
func (w *Wanted) Add(element string, words *Stemmer) {
	w.addBeginning(element)
	for _, form := range words.changed[element] {
		w.addBeginning(form)
	}
}

func (w *Wanted) addBeginning(s string) {
	first, _ := utf8.DecodeRuneInString(s)
	w.characters[first/64%int32(len(w.characters))] |= 1 << (first % 64)
	switch {
	case first >= 128:
	case len(s) == 1 || s[1] >= 128: // any may follow
		w.seconds[first] = [2]uint64{^uint64(0), ^uint64(0)}
	default:
		w.seconds[first][s[1]/64] |= 1 << (s[1] % 64)
	}
}

func (w *Wanted) character(r rune) bool {
	return w.characters[r/64%int32(len(w.characters))]&(1<<(r%64)) != 0
}

// begins reports whether a word may be wanted that begins with a letter in normal
// form, which is followed by rest as written.
func (w *Wanted) begins(first rune, rest string) bool {
	if first >= 128 {
		return true
	}
	seconds := &w.seconds[first]
	if len(rest) == 0 || !asciiLetter(rest[0]) {
		return seconds[0]|seconds[1] != 0
	}
	second := rest[0] | 0x20
	return seconds[second/64]&(1<<(second%64)) != 0
}

func asciiLetter(c byte) bool { c |= 0x20; return 'a' <= c && c <= 'z' }
