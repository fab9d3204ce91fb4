package generator

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"shebao/generator/guide"
	"shebao/generator/theme"
)

// glossaryFile is where the glossary stands in the content.
const glossaryFile = "glossary.yaml"

// hasGlossary tells whether the site has a page of terms.
func (p *plan) hasGlossary() bool { return len(p.site.Glossary) > 0 }

// planGlossary checks where the links of the terms lead.
func (p *plan) planGlossary() {
	for _, t := range p.site.Glossary {
		p.checkTermGuide(t)
	}
}

// checkTermIDs sees to it that no term has the id of something else on its page,
// given the ids of the page as it was drawn.
func (p *plan) checkTermIDs(ids []string) {
	uses := map[string]int{}
	for _, id := range ids {
		uses[id]++
	}
	for _, t := range p.site.Glossary {
		if uses[t.ID] > 1 {
			p.fault("duplicate-url", glossaryFile, t.Line, "the page itself uses the id %q: call the term otherwise", t.ID)
		}
	}
}

// checkTermGuide checks the link of a term, which leads somewhere in each
// language that has the guide.
func (p *plan) checkTermGuide(t guide.Term) {
	path, anchor, _ := strings.Cut(t.Guide, "#")
	found := t.Guide == ""
	for _, lang := range p.langs {
		n := p.named(lang, path)
		if n == nil {
			continue
		}
		found = true
		if anchor != "" {
			p.anchors = append(p.anchors, anchorRef{File: glossaryFile, Line: t.Line, URL: n.url(), ID: anchor})
		}
	}
	if !found {
		p.fault("dead-link", glossaryFile, t.Line, "the term %s: there is no guide %q%s", t.ID, path, meant(path, p.paths(p.langs...)))
	}
}

// drawGlossary makes the page of terms in a language out of its frame, sorted as
// people look words up: by pinyin in Chinese, by the alphabet in English.
func (p *plan) drawGlossary(lang string, frame theme.Page) theme.Glossary {
	page := theme.Glossary{
		Page:        frame,
		Breadcrumbs: []theme.Link{{URL: "/" + lang + "/", Text: p.theme.Words(lang).Text("nav.home")}},
	}
	terms := slices.Clone(p.site.Glossary)
	slices.SortStableFunc(terms, func(a, b guide.Term) int {
		return cmp.Or(cmp.Compare(letterRank(letterOf(a, lang)), letterRank(letterOf(b, lang))), cmp.Compare(sortKey(a, lang), sortKey(b, lang)))
	})
	for _, t := range terms {
		letter := letterOf(t, lang)
		if n := len(page.Groups); n == 0 || page.Groups[n-1].Letter != letter {
			page.Groups = append(page.Groups, theme.TermGroup{Letter: letter})
		}
		group := &page.Groups[len(page.Groups)-1]
		group.Terms = append(group.Terms, p.drawTerm(t, lang))
	}
	return page
}

func (p *plan) drawTerm(t guide.Term, lang string) theme.Term {
	names := map[string]theme.WordList{
		"zh": {Lang: "zh-Hans", Words: t.Names["zh"]},
		"en": {Lang: "en", Words: t.Names["en"]},
	}
	head := termLang(t, lang)
	term := theme.Term{
		ID: t.ID, Name: names[head], Note: t.Note.In(lang), Other: names[otherLang(head)],
		Traditional: theme.WordList{Lang: "zh-Hant", Words: t.Traditional},
		Pinyin:      theme.WordList{Lang: "zh-Latn-pinyin", Words: t.Pinyin},
	}
	seen := map[string]bool{} // "12333" is the same in both languages
	for _, l := range []string{lang, otherLang(lang)} {
		said := slices.DeleteFunc(t.Said(l), func(word string) bool { return seen[word] })
		for _, word := range said {
			seen[word] = true
		}
		if len(said) > 0 {
			term.Said = append(term.Said, theme.WordList{Lang: names[l].Lang, Words: said})
		}
	}
	path, anchor, _ := strings.Cut(t.Guide, "#")
	if n := p.named(lang, path); n != nil {
		term.Guide = &theme.Link{URL: n.url(), Text: n.title()}
		if anchor != "" {
			term.Guide.URL += "#" + anchor
		}
	}
	return term
}

// termLang is the language in which a term stands on a page: the page's, where
// the term has a name in it.
func termLang(t guide.Term, lang string) string {
	if len(t.Names[lang]) > 0 {
		return lang
	}
	return otherLang(lang)
}

func otherLang(lang string) string {
	if lang == "zh" {
		return "en"
	}
	return "zh"
}

// sortKey is a term's first name as it is sorted: letters and digits alone.
// Chinese goes by its pinyin, which has none of the many orders of characters.
func sortKey(t guide.Term, lang string) string {
	name := ""
	switch {
	case termLang(t, lang) == "en":
		name = t.Names["en"][0]
	case len(t.Pinyin) > 0:
		name = t.Pinyin[0]
	case len(t.Names["zh"]) > 0:
		name = t.Names["zh"][0]
	}
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, name)
}

// letterOf is the letter of the alphabet under which a term stands: "A"; "0–9"
// for a digit and "" for everything else.
func letterOf(t guide.Term, lang string) string {
	key := sortKey(t, lang)
	switch {
	case key != "" && key[0] >= 'a' && key[0] <= 'z':
		return strings.ToUpper(key[:1])
	case key != "" && key[0] >= '0' && key[0] <= '9':
		return theme.Digits
	}
	return ""
}

// letterRank puts digits before the letters and the rest behind them.
func letterRank(letter string) int {
	switch letter {
	case theme.Digits:
		return 0
	case "":
		return 0x7f
	}
	return int(letter[0])
}
