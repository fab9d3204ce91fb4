package search

import (
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// maxCluster bounds how far one character, as readers see it, is followed, in
// bytes: a letter may have any number of accents.
const maxCluster = 128

// clusterStart moves a place that is inside a character as readers see it, such
// as between a letter and its accent or in a family of emoji, to where that
// begins (UAX #29).
func clusterStart(text string, i int) int {
	start, _ := clusterAt(text, i)
	return start
}

// clusterEnd is where the character ends.
func clusterEnd(text string, i int) int {
	_, end := clusterAt(text, i)
	return end
}

func clusterAt(text string, i int) (start, end int) {
	if i == 0 || i == len(text) || text[i-1] < utf8.RuneSelf && text[i] < utf8.RuneSelf && text[i-1] != '\r' {
		return i, i
	}
	if before, _ := utf8.DecodeLastRuneInString(text[:i]); plainHan(before) {
		if after, _ := utf8.DecodeRuneInString(text[i:]); plainHan(after) {
			return i, i
		}
	}
	at := i
	for at > 0 && (i-at < maxCluster || !utf8.RuneStart(text[at])) && (at == i || text[at] > ' ') {
		at-- // to a space, before which a character ends for certain
	}
	for state := -1; at < i; {
		var cluster string
		cluster, _, _, state = uniseg.FirstGraphemeClusterInString(text[at:], state)
		if next := at + len(cluster); next > i {
			if next-at > maxCluster {
				return i, i
			}
			return at, next
		}
		at += len(cluster)
	}
	return i, i
}

// plainHan reports whether r is an ideograph or a full-width mark: between two of
// them a character ends always.
func plainHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3001 && r <= 0x3020 || r >= 0xFF01 && r <= 0xFF60
}
