package search

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"shebao/search/analysis"
)

// Bounds of a suggestion, so that one letter costs no more than a word.
const (
	suffixLimit  = 48   // bytes of a suffix that are compared
	suffixScan   = 4000 // places looked at for one prefix
	guessesTried = 6    // readings of pinyin that are looked up
	perGuide     = 2    // suggestions that lead into one guide
)

// appendPlaces appends the places in a line's key where a suggestion can begin:
// the beginning of the line, of a word, and every character of a script that
// writes without spaces. Sorted by what follows, those that begin with what was
// typed stand together. A place is the line in the upper half and the offset
// into its key in the lower one.
func (l *lines) appendPlaces(places []uint64, line uint32) []uint64 {
	if l.Kind[line] == slugLine {
		return places
	}
	before := ' '
	for i, r := range string(l.Key.bytes(line)) {
		if before == ' ' || analysis.SpacelessScript(r) || analysis.SpacelessScript(before) {
			places = append(places, uint64(line)<<32|uint64(i))
		}
		before = r
	}
	return places
}

// suffix is what follows a place, as far as it is compared.
func (l *lines) suffix(place uint64) []byte {
	rest := l.Key.bytes(uint32(place >> 32))[uint32(place):]
	return rest[:min(len(rest), suffixLimit)]
}

// Suggest completes text with titles, questions and headings, those in lang
// first, at most limit of them. Letters that begin nothing are read as pinyin.
// Text may stop within a word, and begin within a Chinese line.
func (ix *Index) Suggest(ctx context.Context, text, lang string, limit int) ([]Suggestion, error) {
	if utf8.RuneCountInString(text) > MaxQuery {
		return nil, ErrTooLong
	}
	var shown []Suggestion
	err := ix.use(func() (err error) {
		shown, err = ix.suggest(ctx, text, lang, limit)
		return err
	})
	return shown, err
}

func (ix *Index) suggest(ctx context.Context, text, lang string, limit int) ([]Suggestion, error) {
	s, err := ix.borrow()
	if err != nil {
		return nil, err
	}
	defer ix.giveBack(s)
	typed := lineKey(ix.analyzer, s.stemmer, text)
	if typed == "" || limit <= 0 || LooksLikeNumber(text) {
		return nil, nil
	}
	found := []*completions{ix.completions(typed, lang)}
	shown := ix.suggestions(found, lang, limit)
	if len(shown) == limit {
		return shown, nil
	}
	for _, reading := range ix.readings(typed) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		found = append(found, ix.completions(reading, lang))
	}
	return ix.suggestions(found, lang, limit), nil
}

// completions returns lines with a place that begins with the prefix, each as
// a rank, the best first: those in lang, those that begin with the prefix, titles
// in the order of the site, then questions, then headings, short before long. A
// line with several such places stands there several times.
func (ix *Index) completions(prefix, lang string) *completions {
	l, places := ix.lines, ix.places(prefix)
	c := &completions{ranks: make([]uint64, 0, len(places))}
	for _, place := range places {
		line := uint32(place >> 32)
		if len(prefix) > suffixLimit && !bytes.Contains(l.Key.bytes(line), []byte(prefix)) {
			continue
		}
		rank := uint64(l.Kind[line])<<48 | uint64(line)
		if l.Kind[line] != titleLine {
			rank |= uint64(min(len(l.Key.bytes(line)), 1<<16-1)) << 32
		}
		if uint32(place) != 0 {
			rank |= insideLine
		}
		if !ix.lineIn(line, lang) {
			rank |= otherLanguage
		}
		c.ranks = append(c.ranks, rank)
	}
	c.sortBest()
	return c
}

// places returns places in lines that begin with the prefix, not too many.
func (ix *Index) places(prefix string) []uint64 {
	l, want := ix.lines, []byte(prefix)
	want = want[:min(len(want), suffixLimit)]
	from := sort.Search(len(ix.Suffixes), func(i int) bool { return bytes.Compare(l.suffix(ix.Suffixes[i]), want) >= 0 })
	places := ix.Suffixes[from:min(len(ix.Suffixes), from+suffixScan)]
	return places[:sort.Search(len(places), func(i int) bool { return !bytes.HasPrefix(l.suffix(places[i]), want) })]
}

// completions are lines that go on from what was typed, each a number: the
// line in the lower half, above it what it is ranked by.
type completions struct {
	ranks  []uint64
	sorted int // how many stand in order, before all others
}

const (
	insideLine    = 1 << 52
	otherLanguage = 1 << 53
)

// sortBest puts a few of the best in order and before all others: more are
// seldom looked at, and one letter begins thousands of lines.
func (c *completions) sortBest() {
	const best = 64
	r := c.ranks
	if c.sorted = len(r); len(r) > 4*best {
		h := slices.Sorted(slices.Values(r[:best]))
		bound, n := h[best-1], 0
		for i, rank := range r {
			if rank > bound {
				continue
			}
			r[i], r[n] = r[n], rank
			if n++; n == 2*best {
				slices.Sort(r[:n])
				n, bound = best, r[best-1]
			}
		}
		c.sorted = n
	}
	slices.Sort(r[:c.sorted])
}

// at returns the i-th best and whether there is one.
func (c *completions) at(i int) (rank uint64, ok bool) {
	if i >= len(c.ranks) {
		return 0, false
	}
	if i >= c.sorted {
		slices.Sort(c.ranks[c.sorted:])
		c.sorted = len(c.ranks)
	}
	return c.ranks[i], true
}

// first orders what is true before what is not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func (ix *Index) lineIn(line uint32, lang string) bool {
	return ix.guides.Langs[ix.guides.Lang[ix.lines.Guide[line]]] == lang
}

// readings are the Chinese that typed letters can stand for as pinyin, in full
// or by initials, the likeliest first; what begins with a particle or the like is
// seldom what is looked for.
func (ix *Index) readings(typed string) []string {
	words := strings.Fields(typed)
	for _, w := range words {
		if !latin(w) {
			return nil
		}
	}
	var all []guess
	for _, short := range []bool{false, true} {
		all = append(all, ix.han.guesses(words, short)...)
	}
	light := func(g guess) bool { return len(g.text) > 0 && saysNothing(g.text[:1]) }
	slices.SortStableFunc(all, func(a, b guess) int {
		return cmp.Or(-first(light(a), light(b)), cmp.Compare(b.score, a.score))
	})
	var texts []string
	for _, g := range all {
		if text := string(g.text); text != "" && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
		if len(texts) == guessesTried {
			break
		}
	}
	return texts
}

// suggestions turns lines into what is shown: the reader's language first, no
// text and no address twice, and no guide more than a few times.
func (ix *Index) suggestions(found []*completions, lang string, limit int) []Suggestion {
	texts, guides := map[string]bool{}, map[uint32]int{}
	var shown []Suggestion
	for _, other := range []bool{false, true} {
		for _, c := range found {
			for i := 0; len(shown) < limit; i++ {
				rank, ok := c.at(i)
				if !ok || rank >= otherLanguage && !other {
					break
				}
				if other && rank < otherLanguage {
					continue
				}
				line := uint32(rank)
				guide, key := ix.lines.Guide[line], ix.lines.Key.bytes(line)
				if texts[string(key)] || guides[guide] >= perGuide {
					continue
				}
				texts[string(key)] = true
				guides[guide]++
				url := ix.guides.URL.at(guide)
				if ix.lines.Kind[line] == headingLine {
					url = ix.address(guide, ix.lines.Section[line])
				}
				shown = append(shown, Suggestion{Text: ix.lines.Text.at(line), URL: url})
			}
		}
	}
	return shown
}
