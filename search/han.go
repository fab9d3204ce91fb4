package search

import (
	"cmp"
	"maps"
	"math"
	"slices"
	gosync "sync"
	"unicode"

	"shebao/search/analysis"
	"shebao/search/pinyin"
)

// hanVocabulary lists the pairs of neighbouring Chinese characters that occur
// in the index, with how much they weigh: in how many sections they stand,
// those of titles, questions and headings counting more. It is what pinyin and
// homophones are resolved to: whatever is typed by sound can only mean
// something that is there. Build makes it; queries only look things up in it.
// Characters are named by their place in Chars.
type hanVocabulary struct {
	// Characters, in order, with the weight of the pairs they stand in and how
	// each is said, the commonest way first.
	Chars       []uint32
	CharWeight  []uint32
	Readings    []pinyin.Syllable
	CharReading []uint32 // where a character's readings begin; one more at the end

	// Pairs, in the order of their characters.
	First, Second []uint32
	Weight        []uint32
	Inner         []uint8 // 1: the pair stands inside a longer word: 保卡
	Total         float64
	CharPairs     []uint32 // where the pairs begin that begin with a character; one more at the end

	// Pairs by sound: keys are two syllables, in order; pairs of the same
	// sound stand together, the heaviest first.
	SoundKey, SoundPair []uint32

	// Characters by syllable, the heaviest first.
	SyllableChars []uint32
	SyllableFirst []uint32 // where a syllable's characters begin; one more at the end
}

// hanWeights are the weights of an occurrence by field.
var hanWeights = [guideFields]uint32{titleField: 8, summaryField: 2, questionsField: 5, headingField: 3, textField: 1, slugField: 1}

// maxHan bounds the vocabulary. A corpus of tens of thousands of statutes has
// some 300,000 pairs that occur twice.
const maxHan = 400_000

func hanPair(term string) (p [2]rune, ok bool) {
	p, ok = pairOf(term)
	return p, ok && unicode.Is(unicode.Han, p[0]) && unicode.Is(unicode.Han, p[1])
}

func saturate(a, b uint32) uint32 {
	if a > math.MaxUint32-b {
		return math.MaxUint32
	}
	return a + b
}

// newHanVocabulary makes the vocabulary of pairs in the order of their
// characters, the heaviest of them if there are too many.
func newHanVocabulary(pairs []pairWeight, inner map[[2]rune]bool) hanVocabulary {
	pairs = heaviest(pairs, maxHan)
	byChar := map[rune]uint32{}
	for _, p := range pairs {
		byChar[p.pair[0]] = saturate(byChar[p.pair[0]], p.weight)
		byChar[p.pair[1]] = saturate(byChar[p.pair[1]], p.weight)
	}
	var v hanVocabulary
	v.setChars(byChar)
	for _, p := range pairs {
		v.First = append(v.First, uint32(v.place(p.pair[0])))
		v.Second = append(v.Second, uint32(v.place(p.pair[1])))
		v.Weight = append(v.Weight, p.weight)
		inside := uint8(0)
		if inner[p.pair] {
			inside = 1
		}
		v.Inner = append(v.Inner, inside)
		v.Total += float64(p.weight)
	}
	for c, k := 0, 0; c <= len(v.Chars); c++ {
		for k < len(v.First) && v.First[k] < uint32(c) {
			k++
		}
		v.CharPairs = append(v.CharPairs, uint32(k))
	}
	v.setSounds()
	return v
}

func (v *hanVocabulary) setChars(weight map[rune]uint32) {
	sounds := pinyin.NewTable()
	for _, c := range slices.Sorted(maps.Keys(weight)) {
		v.Chars = append(v.Chars, uint32(c))
		v.CharWeight = append(v.CharWeight, weight[c])
		v.CharReading = append(v.CharReading, uint32(len(v.Readings)))
		v.Readings = append(v.Readings, sounds.Readings(c)...)
	}
	v.CharReading = append(v.CharReading, uint32(len(v.Readings)))
	bySyllable := make([][]uint32, len(sounds.Syllables))
	for c := range v.Chars {
		for _, y := range v.readings(c) {
			bySyllable[y] = append(bySyllable[y], uint32(c))
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
	for k := range v.First {
		for _, x := range v.readings(int(v.First[k])) {
			for _, y := range v.readings(int(v.Second[k])) {
				all = append(all, sounding{soundKey(x, y), uint32(k)})
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

func soundKey(x, y pinyin.Syllable) uint32 { return uint32(x)<<16 | uint32(y) }

// place returns the place of a character, -1 if it does not occur.
func (v *hanVocabulary) place(c rune) int {
	i, ok := slices.BinarySearch(v.Chars, uint32(c))
	if !ok {
		return -1
	}
	return i
}

// readings returns how a character is said.
func (v *hanVocabulary) readings(c int) []pinyin.Syllable {
	return v.Readings[v.CharReading[c]:v.CharReading[c+1]]
}

// pairAt returns the place of the pair of two characters, -1 if it does not
// occur.
func (v *hanVocabulary) pairAt(a, b int) int {
	if a < 0 || b < 0 {
		return -1
	}
	from, to := v.CharPairs[a], v.CharPairs[a+1]
	k, ok := slices.BinarySearch(v.Second[from:to], uint32(b))
	if !ok {
		return -1
	}
	return int(from) + k
}

// pair returns the weight of a pair, 0 if it does not occur.
func (v *hanVocabulary) pair(a, b rune) uint32 {
	if k := v.pairAt(v.place(a), v.place(b)); k >= 0 {
		return v.Weight[k]
	}
	return 0
}

// inner reports whether two characters stand together inside longer words alone.
func (v *hanVocabulary) inner(a, b rune) bool {
	k := v.pairAt(v.place(a), v.place(b))
	return k >= 0 && v.Inner[k] != 0
}

// foreignPair is the affinity of characters that are nowhere together.
const foreignPair = -4

// affinity says how much more often two characters stand together than by
// chance, as a logarithm.
func (v *hanVocabulary) affinity(a, b rune) float64 {
	i, j := v.place(a), v.place(b)
	k := v.pairAt(i, j)
	if k < 0 {
		return foreignPair
	}
	return math.Log(float64(v.Weight[k]) * v.Total / (float64(v.CharWeight[i]) * float64(v.CharWeight[j])))
}

// saidAs returns the pairs that are said x and y, at most n of them, the
// heaviest first.
func (v *hanVocabulary) saidAs(x, y pinyin.Span, n int) []uint32 {
	const most = 4000 // looked at
	out, looked := make([]uint32, 0, n), 0
	order := func(a, b uint32) int {
		return cmp.Or(cmp.Compare(v.Weight[b], v.Weight[a]), cmp.Compare(a, b))
	}
	for s := x.From; s < x.To && looked < most; s++ {
		i, _ := slices.BinarySearch(v.SoundKey, soundKey(s, y.From))
		for end := soundKey(s, y.To); i < len(v.SoundKey) && v.SoundKey[i] < end && looked < most; i++ {
			k := v.SoundPair[i]
			looked++
			if len(out) == n && order(k, out[n-1]) >= 0 {
				continue
			}
			at, twice := slices.BinarySearchFunc(out, k, order)
			if twice { // it is said in both ways
				continue
			}
			out = slices.Insert(out[:min(len(out), n-1)], at, k)
		}
	}
	return out
}

// charsSaidAs returns characters that are said x, at most n, the heaviest
// first.
func (v *hanVocabulary) charsSaidAs(x pinyin.Span, n int) []uint32 {
	var out []uint32
	for s := x.From; s < x.To; s++ {
		chars := v.SyllableChars[v.SyllableFirst[s]:v.SyllableFirst[s+1]]
		out = append(out, chars[:min(len(chars), n)]...)
	}
	if x.To-x.From > 1 {
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
	sounds   pinyin.Table
	light    []bool      // by character: it is a particle or the like
	decoders gosync.Pool // room to decode in
}

func newHan(v hanVocabulary) *han {
	h := &han{hanVocabulary: v, sounds: pinyin.NewTable(), light: make([]bool, len(v.Chars))}
	for _, r := range analysis.ChineseLight {
		if c := h.place(r); c >= 0 {
			h.light[c] = true
		}
	}
	return h
}
