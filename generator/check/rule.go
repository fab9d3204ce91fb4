package check

import (
	"embed"
	"fmt"
	"strings"

	"golang.org/x/tools/txtar"
)

// Rule is one thing that is looked for.
type Rule struct {
	Name     string
	Severity Severity
	Summary  string // what is wrong, in a sentence
}

// Rules lists every rule.
func Rules() []Rule {
	return []Rule{
		// The folder and its files.
		{"no-content", Error, "the folder holds no content that could be published"},
		{"bad-file", Error, "a file cannot be read as text: a link, a pipe, too large, not UTF-8"},
		{"bad-name", Error, "the name of a file or folder cannot be part of an address"},
		{"not-read", Warning, "a file or folder looks like content and is not read"},
		{"too-large", Error, "a text is too long, too deep or too tangled to be rendered"},

		// Settings and front matter.
		{"bad-yaml", Error, "the YAML cannot be read"},
		{"front-matter", Error, "a guide has no front matter, or it has no end"},
		{"unknown-key", Error, "a key is not known, and what it says is lost"},
		{"duplicate-key", Error, "a key stands twice"},
		{"missing-key", Error, "a key that has to be there is missing or empty"},
		{"wrong-type", Error, "a value is of another kind than its key needs"},
		{"wrong-value", Error, "a value cannot stand here"},
		{"bad-date", Error, "a date is no day of the calendar, or not written YYYY-MM-DD"},
		{"future-date", Error, "something is said to have been checked on a day that is still to come"},
		{"bad-address", Error, "a web address is none, or one that no page may link to"},
		{"unknown-fact", Error, "a text uses a fact that facts.yaml does not have"},
		{"words-missing", Warning, "a text of the settings has no words in one of the languages"},

		// Addresses, links and pictures.
		{"duplicate-url", Error, "two pages have one address"},
		{"alias-collision", Error, "an old address is the address of something else"},
		{"dead-link", Error, "a link leads to a page that is not there"},
		{"dead-anchor", Error, "a link leads to a place that the page does not have"},
		{"dead-image", Error, "a picture is not there, or none that can be shown"},
		{"dead-related", Warning, "a related entry names a guide that is not there"},
		{"journey-step", Error, "a step of a journey names a guide that is not there"},
		{"status-link", Error, "a card status is not explained, or by a guide that is not there"},
		{"foreign-image", Warning, "a picture of another site, which readers do not see"},
		{"missing-alt", Warning, "a picture has no alternative text"},
		{"empty-link", Error, "a link has no words"},

		// Headings.
		{"heading-id", Warning, "a heading has no id of its own"},
		{"bad-id", Error, "the id written behind a heading cannot be one, or is taken"},
		{"heading-level", Warning, "a heading skips a level"},
		{"empty-heading", Warning, "a heading has no words"},
		{"empty-section", Warning, "nothing stands below a heading"},
		{"duplicate-heading", Warning, "two headings of one level have the same words"},

		// The text.
		{"raw-html", Warning, "HTML in a text, which is shown as it is written"},
		{"open-comment", Error, "a comment has no end and hides what follows"},
		{"unknown-alert", Warning, "an alert of a kind that there is not"},
		{"stray-markdown", Warning, "Markdown that came to nothing, which readers see as it was typed"},
		{"note-to-self", Warning, "TODO or FIXME in a text that readers see"},
		{"lost-cells", Warning, "a table's row has more cells than its head"},
		{"cjk-emphasis", Warning, "Chinese emphasis that stays asterisks"},
		{"halfwidth-punctuation", Warning, "half-width punctuation between Chinese characters"},
		{"long-sentence", Warning, "a sentence is too long to be read once"},
		{"undated-now", Warning, "“currently” without a date"},
		{"literal-fact", Warning, "a copy of what facts.yaml holds"},
		{"fact-text", Warning, "the words in a fact's brackets are not its value"},

		// What keeps a page true.
		{"placeholder", Error, "a published page still has what a new page begins with"},
		{"missing-summary", Warning, "a guide has no summary"},
		{"missing-source", Warning, "a guide does not say where its statements come from"},
		{"missing-review-date", Warning, "a guide does not say when it was checked, and when it should be again"},
		{"review-due", Warning, "a guide should have been checked again"},
		{"duplicate-title", Warning, "two pages of a language have one title"},

		// Two languages in step.
		{"missing-translation", Warning, "a page is missing in one of the languages"},
		{"pair-headings", Warning, "two translations have different headings"},
		{"pair-facts", Warning, "two translations use different facts"},
		{"pair-links", Warning, "two translations lead to different pages"},
		{"pair-steps", Warning, "two translations have different numbers of steps"},
		{"pair-sources", Warning, "two translations have different numbers of sources"},
		{"pair-questions", Warning, "two translations have different numbers of questions"},
		{"pair-changed", Warning, "a translation has changed since the pair was last compared"},
	}
}

// severities are those of the rules by name.
func severities() map[string]Severity {
	m := map[string]Severity{}
	for _, r := range Rules() {
		m[r.Name] = r.Severity
	}
	return m
}

// rulePages has a page for every rule: a text, then a wrong and a right content
// folder, and what is found in the wrong one.
//
//go:embed rules/*.txtar
var rulePages embed.FS

// Explain gives a rule's page for a reader, with its wrong and its right case.
// ok is false for a rule that there is not.
func Explain(name string) (page string, ok bool) {
	for _, r := range Rules() {
		if r.Name != name {
			continue
		}
		text, err := rulePages.ReadFile("rules/" + name + ".txtar")
		if err != nil {
			return "", false
		}
		archive := txtar.Parse(text)
		var b strings.Builder
		fmt.Fprintf(&b, "%s (%s): %s\n\n%s", r.Name, r.Severity, r.Summary, archive.Comment)
		for _, which := range []string{"wrong", "right"} {
			for _, f := range archive.Files {
				if file, of := strings.CutPrefix(f.Name, which+"/"); of {
					fmt.Fprintf(&b, "\n%s: %s\n\n", strings.ToUpper(which[:1])+which[1:], file)
					for line := range strings.Lines(string(f.Data)) {
						b.WriteString("    " + line)
					}
				}
				if f.Name == which+".want" {
					fmt.Fprintf(&b, "\n%s", f.Data)
				}
			}
		}
		return b.String(), true
	}
	return "", false
}
