package generator

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// anyText draws texts with everything that JSON and Markdown give a meaning to.
func anyText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.OneOf(
			rapid.StringN(0, 8, -1),
			rapid.SampledFrom([]string{"\"", "\\", "\n", "\t", "\x01", "\x7f", "\u2028", "\u2029", "\u2030", "<b>", "&", "卡", "](fact:fee)", "](fact:)", "[10]", "(", ")", "{#id}", "# ", "## ", " "}),
		), 0, 12).Draw(t, "parts")
		return strings.ToValidUTF8(strings.Join(parts, ""), "?")
	})
}

func TestRecordsAreWrittenAsEncodingJSONWould(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := anyText()
		list := func() []string { return append([]string{}, rapid.SliceOfN(text, 0, 3).Draw(r, "list")...) }
		record := Record{
			Lang: text.Draw(r, "lang"), Section: text.Draw(r, "section"), Slug: text.Draw(r, "slug"), URL: text.Draw(r, "url"),
			Title: text.Draw(r, "title"), Summary: text.Draw(r, "summary"), Questions: list(), HTML: text.Draw(r, "html"), Markdown: text.Draw(r, "markdown"),
			Sections: []RecordSection{}, Sources: []RecordSource{}, Facts: []RecordFact{}, Languages: []RecordAlternate{},
			Reviewed: text.Draw(r, "reviewed"), ReviewBy: text.Draw(r, "review by"), Overdue: rapid.Bool().Draw(r, "overdue"), Draft: rapid.Bool().Draw(r, "draft"),
		}
		for _, s := range list() {
			record.Sections = append(record.Sections, RecordSection{s, text.Draw(r, "heading"), text.Draw(r, "text")})
			record.Sources = append(record.Sources, RecordSource{s, text.Draw(r, "address"), text.Draw(r, "accessed")})
			record.Facts = append(record.Facts, RecordFact{s, text.Draw(r, "kind"), text.Draw(r, "value"), text.Draw(r, "source"), text.Draw(r, "checked")})
			record.Languages = append(record.Languages, RecordAlternate{s, text.Draw(r, "address")})
		}
		var want bytes.Buffer
		encoder := json.NewEncoder(&want)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(record); err != nil {
			r.Fatal(err)
		}
		if got := string(record.appendJSON(nil)) + "\n"; got != want.String() {
			r.Fatalf("got  %s\nwant %s", got, want.String())
		}
	})
}

// The patterns say in one line each what withoutID and fillIn do; matching them
// took longer than to render the text.
func TestHeadingsAndFactsAreFoundAsTheirPatternsSay(t *testing.T) {
	heading := regexp.MustCompile(`^(#{1,6} .*?)\s*\{[^{}]*\}\s*$`)
	fact := regexp.MustCompile(`\[([^\[\]]*)\]\(fact:([^()\s]*)\)`)
	value := func(name string) (string, bool) { return "(" + name + ")", name != "unknown" }
	rapid.Check(t, func(r *rapid.T) {
		line := strings.ReplaceAll(anyText().Draw(r, "line"), "\n", " ") + rapid.SampledFrom([]string{"", "\n", "{#x}\n", "{} \n"}).Draw(r, "end")
		want := line
		if h := heading.FindStringSubmatch(line); h != nil {
			want = h[1] + "\n"
		}
		if got := withoutID(line); got != want {
			r.Fatalf("withoutID(%q) = %q, want %q", line, got, want)
		}
		want = fact.ReplaceAllStringFunc(line, func(whole string) string {
			parts := fact.FindStringSubmatch(whole)
			if parts[2] == "" { // words that are no fact
				return parts[1]
			}
			if v, ok := value(parts[2]); ok {
				return v
			}
			return whole
		})
		if got := fillIn(line, value); got != want {
			r.Fatalf("fillIn(%q) = %q, want %q", line, got, want)
		}
	})
}

func TestLinksInTheMarkdownOfAPageLeadToPages(t *testing.T) {
	addresses := map[string]string{"a.md": "/zh/a/", "b(1).md": "/zh/b/", "c.md#x": "/zh/c/#x"}
	for line, want := range map[string]string{
		"[a](a.md) and [a](a.md)\n":       "[a](/zh/a/) and [a](/zh/a/)\n",
		"[a](a.md \"title\")\n":           "[a](/zh/a/ \"title\")\n",
		"[a](<a.md>)\n":                   "[a](</zh/a/>)\n",
		"[a]: a.md\n":                     "[a]: /zh/a/\n",
		"[b](b(1).md)\n":                  "[b](/zh/b/)\n",
		"[c](c.md#x)\n":                   "[c](/zh/c/#x)\n",
		"[c](c.md#y), ](, ](<, ]: , [a](": "[c](c.md#y), ](, ](<, ]: , [a](",
	} {
		if got := redirect(line, addresses); got != want {
			t.Errorf("redirect(%q) = %q, want %q", line, got, want)
		}
	}
}
