package search

import (
	"bytes"
	"cmp"
	"errors"
	"math"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/vellum"
)

// vocabulary holds the words of scripts with spaces as they are written in the
// index, with the number of sections that have them. It is read-only once
// made.
type vocabulary struct {
	*words
	automaton *vellum.FST
}

func newVocabulary(w *words) (*vocabulary, error) {
	automaton, err := vellum.Load(w.Automaton)
	if err != nil {
		return nil, err
	}
	return &vocabulary{w, automaton}, nil
}

// known is a word of the vocabulary that may be meant by another.
type known struct {
	word  string
	count uint64
	edits int // 0 for one that begins with what was typed
}

func (v *vocabulary) has(word string) bool { return v.count(word) > 0 }

func (v *vocabulary) count(word string) uint64 {
	place, ok, err := v.automaton.Get([]byte(word))
	if err != nil {
		return 0
	}
	if ok {
		return v.countAt(place)
	}
	i, ok := sort.Find(v.Added.len(), func(i int) int { return strings.Compare(word, v.Added.at(uint32(i))) })
	if !ok {
		return 0
	}
	return uint64(v.AddedCounts[i])
}

func (v *vocabulary) countAt(place uint64) uint64 {
	if place >= uint64(len(v.Counts)) {
		return 0
	}
	return uint64(v.Counts[place])
}

// list returns, in order, at most n words from start on, before end, that an
// automaton accepts.
func (v *vocabulary) list(accepts vellum.Automaton, start, end []byte, n int) (out []known, err error) {
	var it vellum.Iterator
	if accepts == nil {
		it, err = v.automaton.Iterator(start, end)
	} else {
		it, err = v.automaton.Search(accepts, start, end)
	}
	for ; err == nil && len(out) < n; err = it.Next() {
		word, place := it.Current()
		if count := v.countAt(place); count > 0 {
			out = append(out, known{word: string(word), count: count})
		}
	}
	if err != nil && !errors.Is(err, vellum.ErrIteratorDone) {
		return nil, err
	}
	inside := len(out)
	for i := range v.Added.len() {
		word := v.Added.bytes(uint32(i))
		if bytes.Compare(word, start) >= 0 && (end == nil || bytes.Compare(word, end) < 0) && (accepts == nil || accepted(accepts, word)) {
			out = append(out, known{word: string(word), count: uint64(v.AddedCounts[i])})
		}
	}
	if len(out) > inside {
		slices.SortFunc(out, func(a, b known) int { return cmp.Compare(a.word, b.word) })
	}
	return out[:min(len(out), n)], nil
}

// accepted runs an automaton over a word.
func accepted(a vellum.Automaton, word []byte) bool {
	state := a.Start()
	for _, b := range word {
		if !a.CanMatch(state) {
			return false
		}
		state = a.Accept(state, b)
	}
	return a.IsMatch(state)
}

// Bounds on looking through the vocabulary.
const (
	maxLook     = 20_000
	maxPrefixed = 8
	maxSpelled  = 3
)

// beginning returns the commonest words that begin with prefix.
func (v *vocabulary) beginning(prefix string) []known {
	out, err := v.list(nil, []byte(prefix), append([]byte(prefix), 0xFF), maxLook)
	if err != nil {
		return nil
	}
	slices.SortStableFunc(out, func(a, b known) int { return cmp.Compare(b.count, a.count) })
	return out[:min(len(out), maxPrefixed)]
}

// alike returns the words that were probably meant by a misspelled one: one
// edit away for a word of at least four letters, two for a long one or one
// that stands for a long one. Of three letters only swapped ones are put right, and
// one that was left out: aeg, crd. The first letter is seldom wrong, and never in a
// word that is two edits away.
func (v *vocabulary) alike(word string) []known {
	n := utf8.RuneCountInString(word)
	if n < 3 || n > 40 || strings.ContainsAny(word, "0123456789") {
		return nil
	}
	out := v.within(word, 1)
	if n < 5 { // too short to be wrong in its first letter and be told
		out = slices.DeleteFunc(out, func(k known) bool {
			return k.word[0] != word[0] || n == 3 && !swapped(k.word, word) && len(k.word) < 4
		})
	}
	if len(out) == 0 && n >= 5 {
		out = slices.DeleteFunc(v.within(word, 2), func(k known) bool {
			return k.word[0] != word[0] || max(n, utf8.RuneCountInString(k.word)) < 8
		})
	}
	score := func(k known) float64 {
		s := math.Log(float64(k.count) + 1)
		if k.word[0] != word[0] {
			s -= 2
		}
		if k.word[len(k.word)-1] == word[len(word)-1] {
			s++
		}
		if swapped(k.word, word) {
			s++
		}
		return s
	}
	slices.SortStableFunc(out, func(a, b known) int { return cmp.Compare(score(b), score(a)) })
	return out[:min(len(out), maxSpelled)]
}

// swapped reports whether a and b have the same letters.
func swapped(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// within returns the words that are so many edits away from one of no more than 40
// letters.
func (v *vocabulary) within(word string, edits int) []known {
	all, err := v.list(newNear(word, edits), nil, nil, maxLook)
	if err != nil {
		return nil
	}
	var out []known
	for _, k := range all {
		if !strings.ContainsAny(k.word, "0123456789") && utf8.RuneCountInString(k.word) > 2 {
			k.edits = edits
			out = append(out, k)
		}
	}
	return out
}

// parts returns two words of the vocabulary that are written together in word.
func (v *vocabulary) parts(word string) (first, second string, ok bool) {
	var best uint64
	for i := 3; i+3 <= len(word); i++ {
		if a, b := v.count(word[:i]), v.count(word[i:]); min(a, b) > best {
			best, first, second = min(a, b), word[:i], word[i:]
		}
	}
	return first, second, best > 0
}
