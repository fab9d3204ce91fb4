package check

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"shebao/generator/guide"
)

// factCopy is a stretch of a text that reads like the value of a fact.
type factCopy struct {
	line, column int
	written      string
	value        factValue
}

// maxCopies is how many are kept of one page until all pages are known: far more
// than are told, as most may turn out to be everyday words.
const maxCopies = 1000

// unmistakable tells the facts that a text means wherever it has their value:
// telephone numbers, sums of money, and names of offices and programs that are
// more than a word or two. "One year" and "30 days" are said of many things.
func unmistakable(f guide.Fact) bool {
	for _, value := range f.Value {
		digits := strings.ContainsFunc(value, unicode.IsDigit)
		switch f.Kind {
		case "phone":
			return true
		case "fee", "amount":
			if digits {
				return true
			}
		case "office", "app":
			if strings.ContainsFunc(value, unicode.IsUpper) || len(strings.Fields(value)) > 2 || len([]rune(value)) > 5 && unicode.Is(unicode.Han, []rune(value)[0]) {
				return true
			}
		}
		if digits && slices.ContainsFunc([]string{"元", "yuan", "¥", "￥", "CNY", "RMB"}, func(unit string) bool { return strings.Contains(value, unit) }) {
			return true
		}
	}
	return false
}

// checkCopies tells the copies of facts. What could be said of something else as
// well counts where the page or its translation uses that fact: one that speaks
// of it in one place is likely to mean it in the other.
func checkCopies(pages []*page, add func(rule, file string, line, column int, message string) (more bool)) {
	used := map[string][]string{} // facts by pair
	for _, p := range pages {
		used[p.key()] = append(used[p.key()], p.facts...)
	}
	for _, p := range pages {
		for _, c := range p.copies {
			names := slices.DeleteFunc(slices.Clone(c.value.names), func(name string) bool { return !slices.Contains(used[p.key()], name) })
			if len(names) == 0 && c.value.unmistakable {
				names = c.value.names
			}
			if len(names) == 0 {
				continue
			}
			message := fmt.Sprintf("%q reads like the fact %s: if you mean it, write [%s](fact:%s), so that it is changed in one place; if not, [%s](fact:)",
				c.written, strings.Join(names, " or "), c.value.value, names[0], c.written)
			if !add("literal-fact", p.File, c.line, c.column, message) {
				break
			}
		}
	}
}
