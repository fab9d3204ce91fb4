package generator

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"shebao/generator/records"
)

func TestARecordHoldsWhatProgramsAskOfAGuide(t *testing.T) {
	files := buildSite(t, fstest.MapFS{
		"site.yaml":           {Data: []byte("title: T\nlanguages: [en, zh]\nbase_url: https://example.org\n")},
		"facts.yaml":          {Data: []byte("sources: {S14: {zh: 市政府, en: City}, S2: The ministry}\nphone-12333: {kind: phone, value: \"12333\", source: \"S14, S2, https://a.example/\", checked: 2026-11-22}\nperiod: {kind: period, value: {zh: 5天, en: 5 days}}\n")},
		"zh/guides/report.md": {Data: []byte("---\ntitle: 挂失\n---\n打 [12333](fact:phone-12333)\n")},
		"en/guides/other.md":  {Data: []byte("---\ntitle: Other\n---\n## Fee {#fee}\n\ntext\n")},
		"en/guides/report.md": {Data: []byte(strings.ReplaceAll(`---
title: Report it
summary: Call at once.
questions: [how do I report it]
sources:
  - {title: The law, url: "https://law.example/", accessed: 2026-11-20}
reviewed: 2026-11-22
review_by: 2027-05-22
---
Call [12333](fact:phone-12333) within [some days](fact:period).

## By telephone {#by-phone}

See [the fee](other.md#fee) or [the other][o], or [above](#by-phone).

'''
[12333](fact:phone-12333) {#stays}
'''

[o]: other.md
`, "'''", "```"))},
	})
	var got Record
	if err := json.Unmarshal([]byte(recordIn(t, files, "/en/guides/report/")), &got); err != nil {
		t.Fatal(err)
	}
	lead, rest, _ := strings.Cut(strings.TrimPrefix(got.HTML, "<p>"), "</p>\n") // the page has its first paragraph above all else
	if page := files["en/guides/report/index.html"]; !strings.Contains(rest, `<h2 id="by-phone">`) || !strings.Contains(page, rest) || !strings.Contains(page, lead) {
		t.Errorf("the HTML is not the page's:\n%s", got.HTML)
	}
	got.HTML = ""
	equal(t, "record", got, Record{
		Lang: "en", Section: "guides", Slug: "report", URL: "/en/guides/report/",
		Title: "Report it", Summary: "Call at once.", Questions: []string{"how do I report it"},
		Markdown: "# Report it\n\nCall at once.\n\nCall 12333 within 5 days.\n\n## By telephone\n\n" +
			"See [the fee](https://example.org/en/guides/other/#fee) or [the other][o], or [above](https://example.org/en/guides/report/#by-phone).\n\n" +
			"```\n[12333](fact:phone-12333) {#stays}\n```\n\n[o]: https://example.org/en/guides/other/\n",
		Sections: []RecordSection{
			{"", "", "Call 12333 within 5 days."},
			{"by-phone", "By telephone", "See the fee or the other, or above.\n[12333](fact:phone-12333) {#stays}"},
		},
		Sources: []RecordSource{{"The law", "https://law.example/", "2026-11-20"}},
		Facts: []RecordFact{
			{"phone-12333", "phone", "12333", "City; The ministry; https://a.example/", "2026-11-22"},
			{"period", "period", "5 days", "", ""},
		},
		Languages: []RecordAlternate{{"en", "/en/guides/report/"}, {"zh", "/zh/guides/report/"}},
		Reviewed:  "2026-11-22", ReviewBy: "2027-05-22",
	})
	if text := recordIn(t, files, "/zh/guides/report/"); !strings.Contains(text, `"source":"市政府; The ministry; https://a.example/"`) {
		t.Errorf("the sources are not named in the guide's language: %s", text)
	}
	if recordIn(t, files, "/zh/guides/other/") != "" {
		t.Error("a page in another language's text has a record of its own")
	}
}

// recordIn is the record of the page at an address of a site, "" where there is
// none.
func recordIn(t *testing.T, files map[string]string, page string) string {
	t.Helper()
	packed := files[records.File(page)]
	if packed == "" {
		return ""
	}
	all, err := records.Open(strings.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := all.Read(page)
	if err != nil {
		return ""
	}
	return string(text)
}
