package generator

import (
	"context"
	"crypto/sha256"
	"strconv"
	"strings"
	"time"

	"shebao/generator/guide"
	"shebao/generator/markdown"
)

// Catalogue is what a search index is made of. Of a page that was kept from the
// earlier build only URL, Lang and Sum are known at first: an index that is
// brought up to date needs no more of what has not changed. It can be used as long
// as the build is under way.
type Catalogue struct {
	Pages    []Page       // in the site's order
	Glossary []guide.Term // what people call things; empty where there is no glossary

	fill  func(ctx context.Context, want func(*Page) bool) error // nil: nothing is missing
	texts *texts                                                 // nil: the pages have their sections
}

// Fill renders the pages of which want says so and that are not known yet; all
// of them where want is nil.
func (c Catalogue) Fill(ctx context.Context, want func(*Page) bool) error {
	if c.fill == nil {
		return nil
	}
	return c.fill(ctx, want)
}

// Sections are those of a page, which a large site has in a file.
func (c Catalogue) Sections(p *Page) ([]markdown.Section, error) {
	if c.texts == nil {
		return p.Sections, nil
	}
	return c.texts.sections(p)
}

// Page is one published guide, as a search index or a catalogue needs it. The
// ids of its sections are the page's own.
type Page struct {
	Lang, Section, Slug string
	URL                 string // "/zh/guides/reissue/"
	Sum                 digest // names URL, Lang, Title, Summary, Questions and Sections
	Title               string
	Summary             string
	Questions           []string  // how people ask for it
	Reviewed            time.Time // zero: unknown
	Draft               bool
	Sections            []markdown.Section // of a large site: see Catalogue.Sections
}

// sum is the fingerprint of a page for the index, made in scratch memory.
func (p *Page) sum(scratch *[]byte) digest {
	b := (*scratch)[:0]
	add := func(texts ...string) {
		b = strconv.AppendInt(b, int64(len(texts)), 10)
		for _, t := range texts {
			b = append(strconv.AppendInt(append(b, ' '), int64(len(t)), 10), ' ')
			b = append(b, t...)
		}
	}
	add(p.URL, p.Lang, p.Title, p.Summary)
	add(p.Questions...)
	for _, s := range p.Sections {
		add(s.ID, s.Heading, s.Text)
	}
	*scratch = b
	return sha256.Sum256(b)
}

// pageFile is the file of the page at an address.
func pageFile(address string) string { return strings.TrimPrefix(address, "/") + "index.html" }
