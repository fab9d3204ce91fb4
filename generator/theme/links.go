package theme

import (
	"html/template"
	"net/url"
	"slices"
	"strings"

	"shebao/generator/typeset"
)

// LanguageLink leads to a page in another language.
type LanguageLink struct {
	Lang    string
	URL     string
	Current bool
	Same    bool // the same page; otherwise the language's first page
}

// LanguageLinks are where the language switch leads, in the site's order: to
// the same page where a language has it, with what stands in the search box,
// and to the language's first page where it has not.
func (p Page) LanguageLinks() []LanguageLink {
	links := make([]LanguageLink, 0, len(p.Site.Languages))
	for _, lang := range p.Site.Languages {
		link := LanguageLink{Lang: lang, URL: "/" + lang + "/", Current: lang == p.Lang}
		for _, a := range p.Alternates {
			if a.Lang == lang {
				link.URL, link.Same = a.URL, true
			}
		}
		if link.Same && p.Query != "" && !strings.Contains(link.URL, "?") {
			link.URL += "?q=" + url.QueryEscape(p.Query)
		}
		links = append(links, link)
	}
	return links
}

// Absolute is an address with the site's base in front, where the site has one.
func (p Page) Absolute(address string) string {
	if strings.HasPrefix(address, "/") {
		return p.Site.BaseURL + address
	}
	return address
}

// Address is the page's own in full, "" where the site has no base.
func (p Page) Address() string {
	if p.Site.BaseURL == "" {
		return ""
	}
	return p.Absolute(p.Path)
}

// spelled is an address for people to type: its lines break before the name of the
// host and behind it, and within that only where no line holds it.
func spelled(address string) template.HTML {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return escaped(address)
	}
	host, path, _ := strings.Cut(rest, "/")
	return escaped(scheme+"://") + typeset.MayBreak + escaped(host+"/") + typeset.MayBreak + escaped(path)
}

// CanonicalURL is the address that search engines should list: the page's own,
// where the page may be listed at all, or that of the page which this one
// stands in for. Search engines take whole addresses alone, so that a site
// without a base names none.
func (p Page) CanonicalURL() string {
	switch {
	case p.Site.BaseURL == "":
		return ""
	case p.Canonical != "":
		return p.Absolute(p.Canonical)
	case p.NoIndex:
		return ""
	}
	return p.Absolute(p.Path)
}

// Hreflang lists the page in each of its languages for search engines, and as
// x-default the one in the site's default language (or the first there is).
// A page in one language only has none, nor has one of a site without a base:
// such an address has to be whole.
func (p Page) Hreflang() []Alternate {
	alternates := slices.DeleteFunc(slices.Clone(p.Alternates), func(a Alternate) bool { return a.Fallback })
	if p.NoIndex || p.Site.BaseURL == "" || len(alternates) < 2 {
		return nil
	}
	chosen := alternates[0]
	list := make([]Alternate, 0, len(alternates)+1)
	for _, a := range alternates {
		list = append(list, Alternate{Lang: a.Lang, URL: p.Absolute(a.URL)})
		if len(p.Site.Languages) > 0 && a.Lang == p.Site.Languages[0] {
			chosen = a
		}
	}
	return append(list, Alternate{Lang: "x-default", URL: p.Absolute(chosen.URL)})
}

// FullTitle is the page's title followed by the site's name, once.
func (p Page) FullTitle() string {
	site := p.Site.Title[p.Lang]
	switch {
	case p.Title == "" || p.Title == site:
		return site
	case site == "":
		return p.Title
	}
	return p.Title + " · " + site
}

// SitePages are the pages directly under the language, such as "about" and
// "privacy"; the footer lists them.
func (p Page) SitePages() []Link {
	var links []Link
	for _, g := range p.Site.Guides {
		if g.Lang == p.Lang && g.Section == "" {
			links = append(links, Link{URL: g.URL, Text: g.Title})
		}
	}
	return links
}

// GuideURL is the whole guide behind the section that explains a status.
func (s Status) GuideURL() string {
	guide, _, _ := strings.Cut(s.URL, "#")
	return guide
}
