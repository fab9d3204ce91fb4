package generator

import (
	"net/url"
	"strings"

	"shebao/generator/guide"
	"shebao/generator/theme"
)

// related settles what a guide's related entries lead to: a guide of the same
// language, or the search page for the words, so that each leads somewhere. Where
// the editor has named none, they are what was found.
func (p *plan) related(n *node) []theme.Link {
	if len(n.guide.Related) == 0 {
		return p.foundRelatives(n)
	}
	var links []theme.Link
	seen := map[string]bool{n.url(): true}
	for _, entry := range n.guide.Related {
		link := p.relatedLink(n, entry)
		if !seen[link.URL] {
			seen[link.URL] = true
			links = append(links, link)
		}
	}
	return links
}

func (p *plan) relatedLink(n *node, entry string) theme.Link {
	if to := p.find(n, entry); to != nil {
		return theme.Link{URL: to.url(), Text: to.title(), Lang: to.otherLang()}
	}
	words := entry
	if looksLikeSlug(entry) { // nobody searches for "articles/age-limit"
		words = readable(entry[strings.LastIndexByte(entry, '/')+1:])
	}
	return theme.Link{URL: "/" + n.textLang() + "/search/?q=" + url.QueryEscape(words), Text: words, Lang: n.otherLang()}
}

// checkRelated warns of entries that were meant to name a guide and do not.
func (p *plan) checkRelated(n *node) {
	for _, entry := range n.guide.Related {
		to := p.find(n, entry)
		switch {
		case to == n:
			p.warn("dead-related", n.guide.File, p.lineAfter(n.guide.File, "related", entry), "related: %q is this guide itself", entry)
		case to == nil && looksLikeSlug(entry):
			p.warn("dead-related", n.guide.File, p.lineAfter(n.guide.File, "related", entry),
				"related: there is no guide %q in %s, so that it leads to the search page%s", entry, n.lang, meant(entry, p.paths(n.lang)))
		case to == nil:
			if slug := p.misspelt(n, entry); slug != "" {
				p.warn("dead-related", n.guide.File, p.lineAfter(n.guide.File, "related", entry),
					"related: there is no guide %q in %s, so that it leads to the search page; did you mean %s?", entry, n.lang, slug)
			}
		}
	}
}

// misspelt gives the slug that a single word was probably meant for: one that is
// a slip of the finger away, two in a long word. "" for words to search for.
func (p *plan) misspelt(n *node, entry string) string {
	word := strings.ToLower(entry)
	if strings.ContainsFunc(word, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') }) {
		return ""
	}
	best, least := "", 2
	if len(word) > 5 {
		least = 3
	}
	for _, other := range p.nodes {
		if !other.isGuide() || other.lang != n.lang || other == n {
			continue
		}
		if d := guide.Distance(word, other.slug, least-1); d < least {
			best, least = other.slug, d
		}
	}
	return best
}

// looksLikeSlug tells "age-limit" and "articles/age-limit" from words.
func looksLikeSlug(entry string) bool {
	if !strings.ContainsAny(entry, "-/") {
		return false
	}
	return !strings.ContainsFunc(entry, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '/')
	})
}
