package search

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/blevesearch/vellum"

	"shebao/search/analysis"
)

// tally counts what the vocabulary is made of. Counts are added when a guide
// comes in and taken away when it goes, so that an index that was brought up to
// date has the very vocabulary of one made anew.
type tally struct {
	words map[string]int  // word as written -> number of sections with it
	pairs map[[2]rune]int // pair of Chinese characters -> weight, see hanWeights
	inner map[uint64]int  // see innerPairs
}

func newTally() tally {
	return tally{words: map[string]int{}, pairs: map[[2]rune]int{}, inner: map[uint64]int{}}
}

// add adds what other has counted, so many times.
func (t tally) add(other tally, times int) {
	for k, n := range other.words {
		t.words[k] += times * n
	}
	for k, n := range other.pairs {
		t.pairs[k] += times * n
	}
	for k, n := range other.inner {
		t.inner[k] += times * n
	}
}

// words are the words of scripts with spaces as they are written in the
// guides, each with the number of sections that have it.
type words struct {
	Automaton   []byte // of vellum: word -> place in Counts
	Counts      []uint32
	Added       texts // words that the automaton does not have, in order
	AddedCounts []uint32
}

func (w *words) columns(v columns) {
	v.bytes(&w.Automaton)
	v.uint32s(&w.Counts)
	w.Added.columns(v)
	v.uint32s(&w.AddedCounts)
}

func (w *words) sound() bool { return w.Added.check(len(w.AddedCounts)) }

// maxAdded bounds the words beside the automaton, which are looked through one
// by one.
const maxAdded = 1000

// newWords packs words with their counts.
func newWords(counts map[string]int) (words, error) {
	var w words
	var out bytes.Buffer
	automaton, err := vellum.New(&out, nil)
	if err != nil {
		return w, err
	}
	for _, word := range slices.Sorted(maps.Keys(counts)) {
		if counts[word] <= 0 {
			continue
		}
		if err := automaton.Insert([]byte(word), uint64(len(w.Counts))); err != nil {
			return w, err
		}
		w.Counts = append(w.Counts, uint32(counts[word]))
	}
	if err := automaton.Close(); err != nil {
		return w, err
	}
	w.Automaton = out.Bytes()
	return w, nil
}

// changed returns the words after a change of their counts.
func (w *words) changed(change map[string]int) (words, error) {
	automaton, err := vellum.Load(w.Automaton)
	if err != nil {
		return words{}, err
	}
	counts := slices.Clone(w.Counts)
	added := map[string]int{}
	for i, n := range w.AddedCounts {
		added[w.Added.at(uint32(i))] = int(n)
	}
	for word, n := range change {
		place, ok, err := automaton.Get([]byte(word))
		switch {
		case err != nil:
			return words{}, err
		case !ok:
			added[word] += n
		case place >= uint64(len(counts)) || int(counts[place])+n < 0:
			return words{}, fmt.Errorf("%w: word %q", errColumns, word)
		default:
			counts[place] = uint32(int(counts[place]) + n)
		}
	}
	maps.DeleteFunc(added, func(_ string, n int) bool { return n <= 0 })
	if len(added) > maxAdded {
		it, err := automaton.Iterator(nil, nil)
		for ; err == nil; err = it.Next() {
			word, place := it.Current()
			added[string(word)] = int(counts[place])
		}
		return newWords(added)
	}
	out := words{Automaton: w.Automaton, Counts: counts}
	for _, word := range slices.Sorted(maps.Keys(added)) {
		out.Added.add(word)
		out.AddedCounts = append(out.AddedCounts, uint32(added[word]))
	}
	return out, nil
}

// innerPairs counts, for pairs of neighbouring characters in titles, questions
// and headings, the characters that come before them. A key is the pair's first
// character, its second, and the one before or 0, 21 bits each; keys are in
// order.
type innerPairs struct {
	Key   []uint64
	Count []uint32
}

func innerKey(first, second, before rune) uint64 {
	return uint64(first)<<42 | uint64(second)<<21 | uint64(before)
}

func (p *innerPairs) columns(v columns) {
	v.uint64s(&p.Key)
	v.uint32s(&p.Count)
}

func (p *innerPairs) sound() bool { return len(p.Key) == len(p.Count) }

// changed returns the counts after a change.
func (p *innerPairs) changed(change map[uint64]int) innerPairs {
	var out innerPairs
	put := func(key uint64, n int) {
		if n > 0 {
			out.Key = append(out.Key, key)
			out.Count = append(out.Count, uint32(n))
		}
	}
	keys := slices.Sorted(maps.Keys(change))
	for i, key := range p.Key {
		for len(keys) > 0 && keys[0] < key {
			put(keys[0], change[keys[0]])
			keys = keys[1:]
		}
		n := int(p.Count[i])
		if len(keys) > 0 && keys[0] == key {
			n += change[key]
			keys = keys[1:]
		}
		put(key, n)
	}
	for _, key := range keys {
		put(key, change[key])
	}
	return out
}

// inside returns the pairs that stand inside a longer word: they never begin a
// stretch, and few different characters come before them, as 社 and 医 before
// 保卡.
func (p *innerPairs) inside() map[[2]rune]bool {
	const char = 1<<21 - 1
	inner := map[[2]rune]bool{}
	for i := 0; i < len(p.Key); {
		group := p.Key[i] >> 21
		times, different, begins := 0, 0, false
		for ; i < len(p.Key) && p.Key[i]>>21 == group; i++ {
			before := rune(p.Key[i] & char)
			times += int(p.Count[i])
			different++
			begins = begins || before == 0 || strings.ContainsRune(analysis.ChineseLight, before)
		}
		if !begins && different <= times/4 {
			inner[[2]rune{rune(group >> 21), rune(group & char)}] = true
		}
	}
	return inner
}

// pairWeights returns the weights of all pairs that are kept, in their order.
func (h *hanVocabulary) pairWeights() []pairWeight {
	out := make([]pairWeight, len(h.First))
	for k := range out {
		out[k] = pairWeight{[2]rune{rune(h.Chars[h.First[k]]), rune(h.Chars[h.Second[k]])}, h.Weight[k]}
	}
	return out
}

// pairWeight is a pair of characters and how much it weighs.
type pairWeight struct {
	pair   [2]rune
	weight uint32
}

func comparePairs(a, b pairWeight) int { return slices.Compare(a.pair[:], b.pair[:]) }

// changedPairs adds a change to pairs that are in order.
func changedPairs(pairs []pairWeight, change map[[2]rune]int) []pairWeight {
	var new []pairWeight
	for pair, n := range change {
		i, ok := slices.BinarySearchFunc(pairs, pairWeight{pair: pair}, comparePairs)
		switch {
		case ok:
			pairs[i].weight = uint32(max(0, min(int64(pairs[i].weight)+int64(n), 1<<32-1)))
		case n > 0:
			new = append(new, pairWeight{pair, uint32(min(int64(n), 1<<32-1))})
		}
	}
	pairs = slices.DeleteFunc(pairs, func(p pairWeight) bool { return p.weight == 0 })
	if len(new) > 0 {
		pairs = append(pairs, new...)
		slices.SortFunc(pairs, comparePairs)
	}
	return pairs
}

// heaviest keeps the n heaviest pairs, in the order of their characters.
func heaviest(pairs []pairWeight, n int) []pairWeight {
	if len(pairs) <= n {
		return pairs
	}
	slices.SortFunc(pairs, func(a, b pairWeight) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), comparePairs(a, b))
	})
	pairs = pairs[:n]
	slices.SortFunc(pairs, comparePairs)
	return pairs
}
