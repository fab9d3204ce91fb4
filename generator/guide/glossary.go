package guide

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// glossaryFile holds the glossary. A site needs none.
const glossaryFile = "glossary.yaml"

// Term is one entry of the glossary: what a thing is called, and what people
// call it. The page of the glossary shows all of it; what search makes of the
// words is said by the list in which they stand.
type Term struct {
	ID string // place on the page, the same in every language: "loss"

	// Names are what the thing is called, by language, the one to use first.
	// Some language of the site has at least one.
	Names       map[string][]string
	Traditional []string // the Chinese names in traditional characters, in their order
	Pinyin      []string // the Chinese names in pinyin without tones, in their order
	Note        Text     // a few words beside the name; may be empty

	// What people say and type instead, by language.
	Same  map[string][]string // as good as a name: each finds the others
	Typed map[string][]string // leads to the names and to Same, but these do not lead back
	Shown map[string][]string // too general to search by

	Guide  string // where it is explained: "guides/report-loss#found"; may be empty
	Source string // row of the fact sheet; may be empty
	Line   int    // in glossary.yaml
}

// Said is everything that people say and type instead of the names in a
// language, in the order in which it was written.
func (t Term) Said(lang string) []string {
	return slices.Concat(t.Same[lang], t.Typed[lang], t.Shown[lang])
}

// glossary reads glossary.yaml, where there is one.
func (l *loader) glossary(languages []string) {
	mode, there := l.types[glossaryFile]
	if !there {
		return
	}
	if data, ok := l.yaml(glossaryFile, mode); ok {
		r := &reader{file: glossaryFile, facts: l.facts}
		l.site.Glossary = r.readGlossary(r.parse(data), languages)
		l.take(r)
	}
}

// readGlossary reads the terms in the order of the file:
//
//	loss:
//	  zh: [遗失, 丢失]
//	  traditional: [遺失, 丟失]
//	  pinyin: [yishi, diushi]
//	  en: [loss]
//	  same: {zh: [丢了], en: [lost]}
//	  typed: {zh: [被偷], en: [stolen]}
//	  shown: {en: [can't find]}
func (r *reader) readGlossary(root ast.Node, languages []string) (terms []Term) {
	for key, v := range r.entries(root, glossaryFile) {
		id := name(key)
		if !isFactName(id) {
			r.fault("wrong-value", key, "the name %q cannot stand in a link: use small letters, digits and hyphens", id)
			continue
		}
		before := len(r.faults)
		t := r.term(id, v, languages)
		if len(r.faults) == before {
			r.checkNames(key, t, languages)
		}
		if len(r.faults) == before {
			t.Line = key.GetToken().Position.Line
			terms = append(terms, t)
		}
	}
	return terms
}

func (r *reader) term(id string, n ast.Node, languages []string) Term {
	t := Term{ID: id, Names: map[string][]string{}}
	words := seen{}
	for key, v := range r.entries(n, "the term "+id) {
		switch k := name(key); k {
		case "zh", "en":
			t.Names[k] = r.spoken(v, k, "the names", words)
		case "traditional":
			t.Traditional = r.texts(v, k)
		case "pinyin":
			t.Pinyin = r.texts(v, k)
		case "note":
			t.Note = r.words(v, "the note of "+id, languages)
		case "same":
			t.Same = r.said(v, k, words)
		case "typed":
			t.Typed = r.said(v, k, words)
		case "shown":
			t.Shown = r.said(v, k, words)
		case "guide":
			t.Guide = r.text(v, k)
		case "source":
			t.Source = r.text(v, k)
		default:
			r.unknown(key, "zh", "traditional", "pinyin", "en", "note", "same", "typed", "shown", "guide", "source")
		}
	}
	return t
}

// said reads a list of words for each language: {zh: [丢了], en: [lost]}.
func (r *reader) said(n ast.Node, key string, words seen) map[string][]string {
	all := map[string][]string{}
	for k, v := range r.entries(n, key) {
		lang := name(k)
		if !isLanguage(lang) {
			r.unknown(k, "en", "zh")
			continue
		}
		if list := r.spoken(v, key, key, words); len(list) > 0 {
			all[lang] = list
		}
	}
	return all
}

// seen are the words of a term so far, and where each stands.
type seen map[string]string

// spoken reads a list of words. It warns of one that stands elsewhere already:
// what search shall make of it is then not clear.
func (r *reader) spoken(n ast.Node, key, where string, words seen) []string {
	return r.list(n, key, func(n ast.Node) string {
		word := r.text(n, key)
		folded := strings.ToLower(word)
		if first := words[folded]; first != "" && first != where {
			r.warn("wrong-value", n, "%q stands under %s already: take one of them out", word, first)
		}
		words[folded] = where
		return word
	})
}

// checkNames sees to it that a term has a name, and no more forms of its
// Chinese names than there are names.
func (r *reader) checkNames(key ast.Node, t Term, languages []string) {
	missing := slices.DeleteFunc(slices.Clone(languages), func(lang string) bool { return len(t.Names[lang]) > 0 })
	switch {
	case len(missing) == len(languages):
		r.fault("missing-key", key, "the term %s has no name: add zh: […] and en: […]", t.ID)
		return
	case len(missing) > 0:
		r.warn("words-missing", key, "the term %s has no name in %s: another language's is shown", t.ID, missing[0])
	}
	for _, forms := range []struct {
		key  string
		list []string
	}{{"traditional", t.Traditional}, {"pinyin", t.Pinyin}} {
		if len(forms.list) > len(t.Names["zh"]) {
			r.fault("wrong-value", key, "the term %s has %d names under %s, but %d under zh: write them in the same order", t.ID, len(forms.list), forms.key, len(t.Names["zh"]))
		}
	}
}
