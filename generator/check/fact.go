package check

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"shebao/generator/guide"
	"shebao/generator/markdown"
)

// factFinder finds values of facts in texts of one language.
type factFinder struct {
	lang    string
	byFirst map[rune][]factValue // by the first character of the value, longest first
}

// factValue is a value and the facts that have it.
type factValue struct {
	text  []rune // folded
	value string // as facts.yaml has it
	names []string

	// unmistakable: nobody writes this by chance, see copy.go.
	unmistakable bool
}

// newFactFinder prepares the facts of a site.
func newFactFinder(lang string, facts map[string]guide.Fact) *factFinder {
	f := &factFinder{lang: lang, byFirst: map[rune][]factValue{}}
	values := map[string][]string{}
	for name, fact := range facts {
		if folded := f.fold(fact.Value.In(lang)); folded != "" {
			values[folded] = append(values[folded], name)
		}
	}
	for folded, names := range values {
		slices.Sort(names)
		v := factValue{
			text: []rune(folded), value: facts[names[0]].Value.In(lang), names: names,
			unmistakable: slices.ContainsFunc(names, func(name string) bool { return unmistakable(facts[name]) }),
		}
		f.byFirst[v.text[0]] = append(f.byFirst[v.text[0]], v)
	}
	for _, list := range f.byFirst {
		slices.SortFunc(list, func(a, b factValue) int { return len(b.text) - len(a.text) })
	}
	return f
}

// fold leaves out what may differ between two ways of writing a value: capitals,
// and in Chinese the spaces around numbers.
func (f *factFinder) fold(s string) string {
	words := strings.Fields(strings.ToLower(s))
	if f.lang == "zh" {
		return strings.Join(words, "")
	}
	return strings.Join(words, " ")
}

// at compares a value with the beginning of a text. It gives the number of
// bytes that are the value, 0 if they are not.
func (f *factFinder) at(text string, value []rune) int {
	i := 0
	for n, want := range value {
		if f.lang == "zh" && n > 0 {
			for i < len(text) && text[i] == ' ' {
				i++
			}
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == '\n' {
			r = ' '
		}
		if size == 0 || unicode.ToLower(r) != want {
			return 0
		}
		i += size
	}
	return i
}

// check finds words in brackets that are not the fact's value, and gives what
// looks like a copy of a fact.
func (f *factFinder) check(list []passage, add adder) (copies []factCopy) {
	full := false
	for i := range list {
		p := &list[i]
		for n, s := range p.Spans {
			if s.Kind != markdown.Fact {
				continue
			}
			end := len(p.Text)
			if n+1 < len(p.Spans) {
				end = p.Spans[n+1].Start
			}
			if value := p.Text[s.Start:end]; s.Written != value && !full {
				line, column := p.place(s.Start)
				full = !add("fact-text", line, column, "the fact %s is %q: write that in the brackets too, for other readers of the file", s.Fact, value)
			}
		}
		if !p.Quote && len(f.byFirst) > 0 && len(copies) < maxCopies {
			copies = f.copies(p, copies)
		}
	}
	return copies
}

// copies adds the values that are written out in a passage.
func (f *factFinder) copies(p *passage, list []factCopy) []factCopy {
	for at := 0; at < len(p.Text); {
		r, size := utf8.DecodeRuneInString(p.Text[at:])
		length := size
		for _, v := range f.byFirst[unicode.ToLower(r)] {
			n := f.at(p.Text[at:], v.text)
			if n == 0 || !apart(p.Text[:at], p.Text[at:at+n], p.Text[at+n:]) || !p.isWords(at, at+n) {
				continue
			}
			line, column := p.place(at)
			list = append(list, factCopy{line, column, strings.Clone(p.Text[at : at+n]), v})
			if len(list) >= maxCopies {
				return list
			}
			length = n
			break
		}
		at += length
	}
	return list
}

// isWords tells whether a stretch was written as it is, not taken from a fact
// or from code.
func (p *passage) isWords(from, to int) bool {
	i := sort.Search(len(p.Spans), func(i int) bool { return p.Spans[i].Start > from })
	for i = max(i-1, 0); i < len(p.Spans) && p.Spans[i].Start < to; i++ {
		if kind := p.Spans[i].Kind; kind != markdown.Words && kind != markdown.Break {
			return false
		}
	}
	return true
}

// apart tells whether a stretch stands for itself: 5 天 is not in 15 天, and
// 12333 not in 912333 or 1.12333.
func apart(left, value, right string) bool {
	first, _ := utf8.DecodeRuneInString(value)
	last, _ := utf8.DecodeLastRuneInString(value)
	return !joined(lastRunes(left), first) && !joined(firstRunes(right), last)
}

// joined tells whether a character and the two next to it, the nearer one
// first, belong to one number or word.
func joined(outside [2]rune, edge rune) bool {
	near, far := outside[0], outside[1]
	switch {
	case unicode.IsDigit(edge):
		return unicode.IsDigit(near) || strings.ContainsRune(".,-", near) && unicode.IsDigit(far)
	case unicode.Is(unicode.Han, edge):
		return false
	case unicode.IsLetter(edge):
		return unicode.IsLetter(near) && !unicode.Is(unicode.Han, near)
	}
	return false
}

func lastRunes(s string) (two [2]rune) {
	for i := range two {
		r, size := utf8.DecodeLastRuneInString(s)
		if size == 0 {
			break
		}
		two[i], s = r, s[:len(s)-size]
	}
	return two
}

func firstRunes(s string) (two [2]rune) {
	for i := range two {
		r, size := utf8.DecodeRuneInString(s)
		if size == 0 {
			break
		}
		two[i], s = r, s[size:]
	}
	return two
}
