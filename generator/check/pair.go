package check

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"shebao/generator"
)

// checkPairs compares every page with its translations: each with the page in
// the first language of the site that has it. A fault stands at the
// translation, though it may be the other page that has to change.
func checkPairs(content fs.FS, in *generator.Inspection, pages []*page, was confirmed, add func(rule, file string, line, column int, message string)) {
	languages := in.Site.Config.Languages
	written := map[string]bool{} // languages that have any page
	pairs := map[string][]*page{}
	for _, p := range pages {
		written[p.Lang] = true
		pairs[p.key()] = append(pairs[p.key()], p)
	}
	broken := map[string]bool{} // files that could not be read
	for _, f := range in.Faults {
		broken[f.File] = true
	}
	for _, key := range slices.Sorted(maps.Keys(pairs)) {
		pair := pairs[key]
		slices.SortFunc(pair, func(a, b *page) int { return slices.Index(languages, a.Lang) - slices.Index(languages, b.Lang) })
		first := pair[0]
		for _, lang := range languages {
			file := lang + "/" + key + ".md"
			has := slices.ContainsFunc(pair, func(p *page) bool { return p.Lang == lang })
			if has || !written[lang] || broken[file] {
				continue
			}
			message := fmt.Sprintf("there is no %s: readers of that language see this page with a notice", file)
			if first.Slug == "" {
				message = fmt.Sprintf("there is no %s: the page has no text in that language", file)
			} else if _, err := fs.Stat(content, file); err == nil {
				message = fmt.Sprintf("%s is a draft: readers of that language see this page with a notice", file)
			}
			add("missing-translation", first.File, 1, 1, message)
		}
		for _, other := range pair[1:] {
			compare(first, other, func(rule string, line int, format string, args ...any) {
				add(rule, other.File, line, 1, fmt.Sprintf(format, args...))
			})
		}
		if was != nil && len(pair) > 1 {
			checkChanged(key, pair, was, add)
		}
	}
}

// compare tells in what two translations differ.
func compare(first, other *page, add func(rule string, line int, format string, args ...any)) {
	if line, message := differentHeadings(first, other); message != "" {
		add("pair-headings", line, "%s", message)
	}
	if message := difference(first.facts, other.facts, first.File); message != "" {
		add("pair-facts", 1, "the facts differ: %s", message)
	}
	if message := difference(first.links, other.links, first.File); message != "" {
		add("pair-links", 1, "the links differ: %s", message)
	} else if first.outside != other.outside {
		add("pair-links", 1, "%s to other sites here and %d in %s", count(other.outside, "link"), first.outside, first.File)
	}
	if line, message := differentSteps(first, other); message != "" {
		add("pair-steps", line, "%s", message)
	}
	if a, b := len(first.Sources), len(other.Sources); a != b {
		add("pair-sources", other.lines["sources"], "%s here and %d in %s", count(b, "source"), a, first.File)
	}
	if a, b := len(first.Questions), len(other.Questions); a != b {
		add("pair-questions", other.lines["questions"], "%s here and %d in %s", count(b, "question"), a, first.File)
	}
}

// differentHeadings finds the first heading that differs in its level or id.
// Ids made from words differ with the language and are heading-id's matter.
func differentHeadings(first, other *page) (line int, message string) {
	for i, h := range other.headings {
		line = other.BodyLine + h.Line - 1
		if i >= len(first.headings) {
			return line, fmt.Sprintf("%s has no heading like %q", first.File, h.Text)
		}
		f := first.headings[i]
		switch {
		case h.Written && f.Written && h.ID != f.ID:
			return line, fmt.Sprintf("the heading here is {#%s} and in %s {#%s}: translations have the same headings in the same order", h.ID, first.File, f.ID)
		case h.Level != f.Level:
			return line, fmt.Sprintf("the heading %q is of level %d here and of level %d in %s", h.Text, h.Level, f.Level, first.File)
		}
	}
	if n := len(other.headings); n < len(first.headings) {
		return 1, fmt.Sprintf("%s goes on with the heading %q", first.File, first.headings[n].Text)
	}
	return 0, ""
}

// differentSteps compares ordered lists one by one.
func differentSteps(first, other *page) (line int, message string) {
	for i, s := range other.steps {
		line = other.BodyLine + s.Line - 1
		if i >= len(first.steps) {
			return line, fmt.Sprintf("%s has no ordered list like this one", first.File)
		}
		if n := first.steps[i].Items; n != s.Items {
			return line, fmt.Sprintf("this list has %s here and %d in %s", count(s.Items, "step"), n, first.File)
		}
	}
	if n := len(other.steps); n < len(first.steps) {
		return 1, fmt.Sprintf("%s has an ordered list more, on line %d", first.File, first.BodyLine+first.steps[n].Line-1)
	}
	return 0, ""
}

// difference names what only one of two sorted lists has.
func difference(first, other []string, file string) string {
	var notes []string
	if only := without(other, first); len(only) > 0 {
		notes = append(notes, "only here "+some(only))
	}
	if only := without(first, other); len(only) > 0 {
		notes = append(notes, "only in "+file+" "+some(only))
	}
	return strings.Join(notes, "; ")
}

func without(list, others []string) []string {
	var rest []string
	for _, s := range list {
		if _, ok := slices.BinarySearch(others, s); !ok {
			rest = append(rest, s)
		}
	}
	return rest
}

// some lists a few of many.
func some(list []string) string {
	const few = 5
	if len(list) <= few {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:few], ", "), len(list)-few)
}

// checkChanged tells which language of a pair has changed since it was
// confirmed, and where.
func checkChanged(key string, pair []*page, was confirmed, add func(rule, file string, line, column int, message string)) {
	hint := "compare them, then run shebao check --confirm " + key
	if _, ok := was[key]; !ok {
		add("pair-changed", pair[0].File, 1, 1, "this page and its translation were never compared: "+hint)
		return
	}
	changed := map[string][]string{}
	for _, p := range pair {
		if names := was.changed(p); len(names) > 0 {
			changed[p.Lang] = names
		}
	}
	for _, p := range pair {
		names := changed[p.Lang]
		if names == nil {
			continue
		}
		others := "and the translation has not"
		if len(changed) > 1 {
			others = "and the translation too"
		}
		add("pair-changed", p.File, 1, 1, fmt.Sprintf("%s changed since the languages were compared, %s: %s", some(names), others, hint))
	}
}
