package search

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"unicode"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// hanVocabulary lists the pairs of neighbouring Chinese characters that occur
// in the index, with how much they weigh: in how many sections they stand,
// those of titles, questions and headings counting more. It is what pinyin and
// homophones are resolved to: whatever is typed by sound can only mean
// something that is there. Build makes it, queries only look things up in it.
type hanVocabulary struct {
	// Pairs, in the order of their characters.
	First, Second, Weight []uint32
	Inner                 []bool  // the pair stands inside a longer word: 保卡
	Total                 float64 // of the weights

	// Characters, in order, with the weight of the pairs they stand in, the
	// place of the first pair that each begins, and how each is said.
	Chars       []uint32
	CharWeight  []uint32
	CharPairs   []uint32 // one more at the end
	Readings    []syllable
	CharReading []uint32 // where a character's readings begin; one more at the end

	// Pairs by sound: keys are two syllables, in order; pairs of the same
	// sound stand together, the heaviest first.
	SoundKey, SoundPair []uint32

	// Characters by syllable, the heaviest first.
	SyllableChars []uint32 // places in Chars
	SyllableFirst []uint32 // where a syllable's characters begin; one more at the end
}

// hanWeights are the weights of an occurrence by field.
var hanWeights = [guideFields]uint32{titleField: 8, summaryField: 2, questionsField: 5, headingField: 3, textField: 1, slugField: 1}

// maxHan bounds the vocabulary. A corpus of tens of thousands of statutes has
// some 300,000 pairs that occur twice.
const maxHan = 400_000

// readHan reads the pairs off the term dictionaries of an index.
func readHan(seg segment.Segment) (map[[2]rune]uint32, error) {
	weights := map[[2]rune]uint32{}
	for f, name := range fieldNames {
		dict, err := seg.Dictionary(name)
		if err != nil {
			return nil, fmt.Errorf("terms of %s: %w", name, err)
		}
		for it := dict.AutomatonIterator(nil, nil, nil); ; {
			entry, err := it.Next()
			if err != nil {
				return nil, fmt.Errorf("terms of %s: %w", name, err)
			}
			if entry == nil {
				break
			}
			if p, ok := hanPair(entry.Term); ok {
				weights[p] += hanWeights[f] * uint32(min(entry.Count, 1<<24))
			}
		}
	}
	return weights, nil
}

func hanPair(term string) (p [2]rune, ok bool) {
	p, ok = pairOf(term)
	return p, ok && unicode.Is(unicode.Han, p[0]) && unicode.Is(unicode.Han, p[1])
}

func newHanVocabulary(weights map[[2]rune]uint32, inner map[[2]rune]bool) hanVocabulary {
	pairs := slices.SortedFunc(maps.Keys(weights), func(a, b [2]rune) int {
		return cmp.Or(cmp.Compare(weights[b], weights[a]), slices.Compare(a[:], b[:]))
	})
	pairs = pairs[:min(len(pairs), maxHan)]
	slices.SortFunc(pairs, func(a, b [2]rune) int { return slices.Compare(a[:], b[:]) })
	var v hanVocabulary
	byChar := map[rune]uint32{}
	for _, p := range pairs {
		w := weights[p]
		v.First = append(v.First, uint32(p[0]))
		v.Second = append(v.Second, uint32(p[1]))
		v.Weight = append(v.Weight, w)
		v.Inner = append(v.Inner, inner[p])
		v.Total += float64(w)
		byChar[p[0]] = saturate(byChar[p[0]], w)
		byChar[p[1]] = saturate(byChar[p[1]], w)
	}
	v.setChars(byChar)
	v.setSounds()
	return v
}

func saturate(a, b uint32) uint32 {
	if a > math.MaxUint32-b {
		return math.MaxUint32
	}
	return a + b
}

func (v *hanVocabulary) setChars(weight map[rune]uint32) {
	sounds := newSounds()
	at := 0
	for _, c := range slices.Sorted(maps.Keys(weight)) {
		for at < len(v.First) && v.First[at] < uint32(c) {
			at++
		}
		v.Chars = append(v.Chars, uint32(c))
		v.CharWeight = append(v.CharWeight, weight[c])
		v.CharPairs = append(v.CharPairs, uint32(at))
		v.CharReading = append(v.CharReading, uint32(len(v.Readings)))
		v.Readings = append(v.Readings, sounds.of(c)...)
	}
	v.CharPairs = append(v.CharPairs, uint32(len(v.First)))
	v.CharReading = append(v.CharReading, uint32(len(v.Readings)))
	bySyllable := make([][]uint32, len(sounds.syllables))
	for i := range v.Chars {
		for _, y := range v.readings(i) {
			bySyllable[y] = append(bySyllable[y], uint32(i))
		}
	}
	for _, chars := range bySyllable {
		slices.SortStableFunc(chars, func(a, b uint32) int { return cmp.Compare(v.CharWeight[b], v.CharWeight[a]) })
		v.SyllableFirst = append(v.SyllableFirst, uint32(len(v.SyllableChars)))
		v.SyllableChars = append(v.SyllableChars, chars...)
	}
	v.SyllableFirst = append(v.SyllableFirst, uint32(len(v.SyllableChars)))
}

func (v *hanVocabulary) setSounds() {
	type sounding struct{ key, pair uint32 }
	var all []sounding
	for i := range v.First {
		for _, x := range v.readings(v.char(rune(v.First[i]))) {
			for _, y := range v.readings(v.char(rune(v.Second[i]))) {
				all = append(all, sounding{soundKey(x, y), uint32(i)})
			}
		}
	}
	slices.SortFunc(all, func(a, b sounding) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(v.Weight[b.pair], v.Weight[a.pair]), cmp.Compare(a.pair, b.pair))
	})
	for _, s := range all {
		v.SoundKey = append(v.SoundKey, s.key)
		v.SoundPair = append(v.SoundPair, s.pair)
	}
}

func soundKey(x, y syllable) uint32 { return uint32(x)<<16 | uint32(y) }

// char returns the place of a character in Chars, -1 if it is not there.
func (v *hanVocabulary) char(c rune) int {
	i, ok := slices.BinarySearch(v.Chars, uint32(c))
	if !ok {
		return -1
	}
	return i
}

// readings returns how the i-th character is said.
func (v *hanVocabulary) readings(i int) []syllable {
	if i < 0 {
		return nil
	}
	return v.Readings[v.CharReading[i]:v.CharReading[i+1]]
}

// weight returns the weight of the pairs that a character stands in.
func (v *hanVocabulary) weight(c rune) float64 {
	if i := v.char(c); i >= 0 {
		return float64(v.CharWeight[i])
	}
	return 0
}

// pair returns the weight of a pair, 0 if it does not occur.
func (v *hanVocabulary) pair(a, b rune) uint32 {
	i := v.char(a)
	if i < 0 {
		return 0
	}
	from, to := v.CharPairs[i], v.CharPairs[i+1]
	j, ok := slices.BinarySearch(v.Second[from:to], uint32(b))
	if !ok {
		return 0
	}
	return v.Weight[int(from)+j]
}

// saidAs returns the pairs that are said x and y, at most n of them, the
// heaviest first.
func (v *hanVocabulary) saidAs(x, y span, n int) []uint32 {
	const most = 4000 // looked at
	var out []uint32
	runs := 0
	for s := x.from; s < x.to; s++ {
		i, _ := slices.BinarySearch(v.SoundKey, soundKey(s, y.from))
		end := soundKey(s, y.to)
		run := 0
		for ; i < len(v.SoundKey) && v.SoundKey[i] < end && len(out) < most; i++ {
			out = append(out, v.SoundPair[i])
			run++
		}
		if run > 0 {
			runs++
		}
	}
	if runs > 1 || y.to-y.from > 1 {
		slices.SortFunc(out, func(a, b uint32) int {
			return cmp.Or(cmp.Compare(v.Weight[b], v.Weight[a]), cmp.Compare(a, b))
		})
		out = slices.Compact(out)
	}
	return out[:min(len(out), n)]
}

// charsSaidAs returns the places of characters that are said x, at most n, the
// heaviest first.
func (v *hanVocabulary) charsSaidAs(x span, n int) []uint32 {
	var out []uint32
	for s := x.from; s < x.to; s++ {
		chars := v.SyllableChars[v.SyllableFirst[s]:v.SyllableFirst[s+1]]
		out = append(out, chars[:min(len(chars), n)]...)
	}
	if x.to-x.from > 1 {
		slices.SortFunc(out, func(a, b uint32) int {
			return cmp.Or(cmp.Compare(v.CharWeight[b], v.CharWeight[a]), cmp.Compare(a, b))
		})
		out = slices.Compact(out)
	}
	return out[:min(len(out), n)]
}

// han is the vocabulary with the sounds it is keyed by. It is read-only.
type han struct {
	hanVocabulary
	sounds sounds
}

// affinity says how much more often two characters stand together than by
// chance, as a logarithm.
func (h *han) affinity(a, b rune) float64 {
	w := float64(h.pair(a, b))
	if w == 0 {
		return foreignPair
	}
	return math.Log(w * h.Total / (h.weight(a) * h.weight(b)))
}
