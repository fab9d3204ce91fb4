package search

import (
	"bytes"

	"shebao/search/analysis"
)

// Words that the index lacks may still be known: those that the thesaurus leads
// on from, and those that English is held together with. They are corrected too,
// so that "borow" leads where "borrow" does and "teh" says as little as "the".

// spelled returns the word that was probably meant by one that is not known: one
// edit away, the neighbours of a letter swapped counting as one. The first letter
// is taken to be right. A short word is so like many others that only swapped
// letters are put right, and only where that makes it a word that says nothing.
func (ix *Index) spelled(word string) (meant string, ok bool) {
	n := len(word)
	if n < 3 || n > analysis.MaxWord/2 {
		return "", false
	}
	for i := range n {
		if word[i] < 'a' || word[i] > 'z' {
			return "", false
		}
	}
	says := func(w []byte) bool {
		if ix.synonyms.words[string(w)] {
			return true
		}
		for _, ending := range []string{"ing", "ed", "s"} {
			if base, ok := bytes.CutSuffix(w, []byte(ending)); ok && len(base) > 2 && ix.synonyms.words[string(base)] {
				return true
			}
		}
		return false
	}
	nothing := func(w []byte) bool { return ix.stops[string(w)] || ix.light[string(w)] }
	var buf [analysis.MaxWord]byte
	w := buf[:n]
	for i := range n - 1 { // swapped
		copy(w, word)
		w[i], w[i+1] = w[i+1], w[i]
		if nothing(w) || n > 3 && says(w) {
			return string(w), true
		}
	}
	if n < 4 {
		return "", false
	}
	for i := 1; i <= n; i++ { // left out
		w = append(append(buf[:0], word[:i]...), 0)
		w = append(w, word[i:]...)
		for w[i] = 'a'; w[i] <= 'z'; w[i]++ {
			if says(w) || n > 4 && nothing(w) {
				return string(w), true
			}
		}
	}
	if n < 5 {
		return "", false
	}
	for i := 1; i < n; i++ { // too many
		if w = append(append(buf[:0], word[:i]...), word[i+1:]...); says(w) || n > 5 && nothing(w) {
			return string(w), true
		}
	}
	w = append(buf[:0], word...)
	for i := 1; i < n; i++ { // another one
		for w[i] = 'a'; w[i] <= 'z'; w[i]++ {
			if says(w) || n > 5 && nothing(w) {
				return string(w), true
			}
		}
		w[i] = word[i]
	}
	return "", false
}
