package guide_test

import (
	"bytes"
	"fmt"
	"testing"
	"testing/fstest"

	"shebao/generator/guide"
)

// BenchmarkLoad loads 1,000 guides in two languages from memory, with the front
// matter and the length that this site's guides have.
func BenchmarkLoad(b *testing.B) {
	content := fstest.MapFS{
		"site.yaml":  {Data: []byte("title: X\nlanguages: [zh, en]\n")},
		"facts.yaml": {Data: []byte("phone-12333: {kind: phone, value: \"12333\", source: S14, checked: 2026-11-22}\n")},
	}
	body := bytes.Repeat([]byte("Call the service hotline and ask until which day the report is in force.\n"), 50)
	size := 0
	for i := range 500 {
		for _, lang := range []string{"zh", "en"} {
			data := fmt.Appendf(nil, `---
title: "Report the card lost: by phone, at a counter or online %d"
summary: For the social-security function, call [12333](fact:phone-12333); before it ends, report the loss formally.
questions:
  - How do I report a social security card lost?
  - Which number do I call to block the card?
  - I found the card again, how do I cancel the report?
related:
  - g%d
  - What if the card was stolen?
sources:
  - title: "Guide to stopping a social security card (unofficial, undated)"
    accessed: 2026-11-22
  - title: Social Insurance Law
    url: https://example.org/law
    accessed: 2026-11-22
reviewed: 2026-11-22
review_by: 2027-05-22
order: %d
---
%s`, i, (i+1)%500, i, body)
			size += len(data)
			content[fmt.Sprintf("%s/guides/g%d.md", lang, i)] = &fstest.MapFile{Data: data}
		}
	}
	b.ReportAllocs()
	b.SetBytes(int64(size))
	for b.Loop() {
		site, err := guide.Load(content, guide.LoadOptions{})
		if err != nil || len(site.Guides) != 1000 {
			b.Fatal(err)
		}
	}
}
