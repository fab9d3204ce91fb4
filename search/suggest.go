package search

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// Bounds of a suggestion, so that one letter costs no more than a word.
const (
	suffixLimit  = 48   // bytes of a suffix that are compared
	suffixScan   = 4000 // places looked at for one prefix
	guessesTried = 6    // readings of pinyin that are looked up
	perGuide     = 2    // suggestions that lead into one guide
)

// sortSuffixes lists every place in the lines' keys where a suggestion can
// begin: the beginning of a line, of a word, and every character of a script
// that writes without spaces. They are sorted by what follows, so that those
// that begin with what was typed stand together. A place is the line in the
// upper half and the offset into its key in the lower one.
func sortSuffixes(l *lines) []uint64 {
	var places []uint64
	for line := range uint32(l.Key.len()) {
		if l.Kind[line] == slugLine {
			continue
		}
		before := ' '
		for i, r := range string(l.Key.bytes(line)) {
			if before == ' ' || spacelessScript(r) || spacelessScript(before) {
				places = append(places, uint64(line)<<32|uint64(i))
			}
			before = r
		}
	}
	slices.SortFunc(places, func(a, b uint64) int {
		return cmp.Or(bytes.Compare(l.suffix(a), l.suffix(b)), cmp.Compare(a, b))
	})
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
	s, err := ix.borrow()
	if err != nil {
		return nil, err
	}
	defer ix.giveBack(s)
	typed := lineKey(ix.analyzer, s.stemmer, text)
	if typed == "" || limit <= 0 || LooksLikeNumber(text) {
		return nil, nil
	}
	found := ix.completions(typed, lang)
	for _, reading := range ix.readings(typed) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if len(found) >= limit {
			break
		}
		found = append(found, ix.completions(reading, lang)...)
	}
	return ix.suggestions(found, lang, limit), nil
}

// completion is a line that goes on from what was typed.
type completion struct {
	line  uint32
	begin bool // at its very beginning
}

// completions lists the lines with a place that begins with the prefix, the
// best first: those that begin with it, titles before questions before
// headings, short before long.
func (ix *Index) completions(prefix, lang string) []completion {
	l, want := ix.lines, []byte(prefix)
	want = want[:min(len(want), suffixLimit)]
	from := sort.Search(len(ix.Suffixes), func(i int) bool { return bytes.Compare(l.suffix(ix.Suffixes[i]), want) >= 0 })
	begins := map[uint32]bool{}
	for _, place := range ix.Suffixes[from:min(len(ix.Suffixes), from+suffixScan)] {
		if !bytes.HasPrefix(l.suffix(place), want) {
			break
		}
		line := uint32(place >> 32)
		if len(prefix) > suffixLimit && !bytes.Contains(l.Key.bytes(line), []byte(prefix)) {
			continue
		}
		begins[line] = begins[line] || uint32(place) == 0
	}
	found := make([]completion, 0, len(begins))
	for line, begin := range begins {
		found = append(found, completion{line, begin})
	}
	slices.SortFunc(found, func(a, b completion) int {
		return cmp.Or(
			first(ix.lineIn(a.line, lang), ix.lineIn(b.line, lang)),
			first(a.begin, b.begin),
			cmp.Compare(l.Kind[a.line], l.Kind[b.line]),
			cmp.Compare(len(l.Key.bytes(a.line)), len(l.Key.bytes(b.line))),
			cmp.Compare(a.line, b.line),
		)
	})
	return found
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
// or by initials, the likeliest first.
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
	slices.SortStableFunc(all, func(a, b guess) int { return cmp.Compare(b.score, a.score) })
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
func (ix *Index) suggestions(found []completion, lang string, limit int) []Suggestion {
	slices.SortStableFunc(found, func(a, b completion) int {
		return first(ix.lineIn(a.line, lang), ix.lineIn(b.line, lang))
	})
	texts, guides := map[string]bool{}, map[uint32]int{}
	var shown []Suggestion
	for _, c := range found {
		guide, key := ix.lines.Guide[c.line], ix.lines.Key.at(c.line)
		if texts[key] || guides[guide] >= perGuide {
			continue
		}
		texts[key] = true
		guides[guide]++
		url := ix.guides.URL.at(guide)
		if ix.lines.Kind[c.line] == headingLine {
			url = ix.address(guide, ix.lines.Section[c.line])
		}
		shown = append(shown, Suggestion{Text: ix.lines.Text.at(c.line), URL: url})
		if len(shown) == limit {
			break
		}
	}
	return shown
}
