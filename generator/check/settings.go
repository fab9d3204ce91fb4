package check

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// settingsFile holds the site's settings.
const settingsFile = "site.yaml"

// statusParts are what a card's status needs to be told.
func statusParts() []string { return []string{"label", "meaning", "next", "tone"} }

// worded are the statuses that have words in every language; a generator
// refuses the others.
func (c *checker) worded() []string {
	return slices.DeleteFunc(slices.Clone(c.CardStatuses), func(code string) bool { return len(c.wordless(code)) > 0 })
}

// wordless names the words that are missing for a status.
func (c *checker) wordless(code string) []string {
	var missing []string
	for _, lang := range c.Theme.Languages() {
		for _, part := range statusParts() {
			if key := "status." + code + "." + part; !c.Theme.Words(lang).Has(key) {
				missing = append(missing, key+" in "+lang)
			}
		}
	}
	return missing
}

// checkSettings holds that journeys and statuses have words.
func (c *checker) checkSettings() {
	for _, code := range c.CardStatuses {
		if missing := c.wordless(code); len(missing) > 0 {
			c.note("words-missing", settingsFile, c.settingsLine("statuses", code), 1,
				fmt.Sprintf("the card status %s cannot be told: the theme has no %s", code, strings.Join(missing, ", ")))
		}
	}
	for _, j := range c.in.Site.Config.Journeys {
		if len(j.Title) == 0 {
			c.note("words-missing", settingsFile, c.settingsLine("journeys", j.ID), 1, fmt.Sprintf("the journey %q has no title", j.ID))
		}
		for _, s := range j.Steps {
			if len(s.Title) == 0 {
				c.note("words-missing", settingsFile, c.settingsLine("journeys", s.Guide), 1, fmt.Sprintf("the step %q has no title: say what is done there", s.Guide))
			}
		}
	}
}

// settingsLine finds the line of site.yaml on which a word stands behind a key.
func (c *checker) settingsLine(key, word string) int {
	text, err := fs.ReadFile(c.Content, settingsFile)
	if err != nil {
		return 1
	}
	from := max(bytes.Index(text, []byte(key+":")), 0)
	at := max(bytes.Index(text[from:], []byte(word)), 0)
	return 1 + bytes.Count(text[:from+at], []byte("\n"))
}

// checkTitles finds pages that readers cannot tell apart in a list.
func (c *checker) checkTitles() {
	first := map[string]*page{}
	slices.SortFunc(c.pages, func(a, b *page) int { return strings.Compare(a.File, b.File) })
	for _, p := range c.pages {
		key := p.Lang + " " + strings.ToLower(strings.Join(strings.Fields(p.Title), " "))
		if other := first[key]; other != nil {
			c.note("duplicate-title", p.File, p.lines["title"], 1, fmt.Sprintf("%s has this title too: readers cannot tell the two apart", other.File))
			continue
		}
		first[key] = p
	}
}
