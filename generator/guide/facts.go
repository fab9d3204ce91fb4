package guide

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// factMark is what every fact in a text has: [12333](fact:phone-12333).
const factMark = "](fact:"

// maxFact is the longest value of a fact, in bytes. It is repeated wherever the
// fact is used, so a short guide must not become a huge page by it.
const maxFact = 500

// facts is what facts.yaml holds, with the order of the site's languages.
type facts struct {
	byName    map[string]Fact
	languages []string
}

// likely ends a fault about an unknown name with the one that was meant.
func (f *facts) likely(name string) string {
	if n := Nearest(name, slices.Sorted(maps.Keys(f.byName))); n != "" {
		return fmt.Sprintf("; did you mean %q?", n)
	}
	return ""
}

// expand replaces every [words](fact:name) by the fact's value in a language.
// The words stay where the name is unknown, or left out to say that they are no fact.
func (f *facts) expand(s, lang string) (plain string, unknown []string) {
	if !strings.Contains(s, factMark) {
		return s, nil
	}
	var b strings.Builder
	for {
		middle := strings.Index(s, factMark)
		if middle < 0 {
			break
		}
		after := s[middle+len(factMark):]
		open := strings.LastIndexByte(s[:middle], '[')
		end := strings.IndexByte(after, ')')
		if open < 0 || end < 0 {
			b.WriteString(s[:middle+len(factMark)])
			s = after
			continue
		}
		b.WriteString(s[:open])
		if fact, ok := f.byName[after[:end]]; ok {
			b.WriteString(fact.Value.In(lang))
		} else {
			if end > 0 { // [words](fact:) says that they are none
				unknown = append(unknown, after[:end])
			}
			b.WriteString(s[open+1 : middle])
		}
		s = after[end+1:]
	}
	b.WriteString(s)
	return b.String(), unknown
}

// readFacts reads facts.yaml:
//
//	sources: {S14: {zh: 市政府新闻办, en: City news office}}
//	phone-12333: {kind: phone, value: "12333", source: S14, checked: 2026-11-22}
//	card-centre: {kind: office, value: {zh: 服务中心, en: service centre}}
func (r *reader) readFacts(root ast.Node, languages []string) map[string]Fact {
	all, named := map[string]Fact{}, map[string]ast.Node{}
	sources := map[string]Text{}
	for key, v := range r.entries(root, "facts.yaml") {
		if name(key) == sourcesKey {
			for key, v := range r.entries(v, sourcesKey) {
				sources[name(key)] = r.words(v, "the source "+name(key), languages)
			}
			continue
		}
		f := Fact{Name: name(key), Line: key.GetToken().Position.Line}
		if !isFactName(f.Name) {
			r.fault("wrong-value", key, "the name %q cannot stand in a link: use small letters, digits and hyphens", f.Name)
			continue
		}
		before := len(r.faults)
		for key, v := range r.entries(v, "the fact "+f.Name) {
			switch k := name(key); k {
			case "kind":
				f.Kind = r.text(v, k)
			case "value":
				f.Value = r.words(v, "the value of "+f.Name, languages)
			case "source":
				f.Source, named[f.Name] = Text{"": r.text(v, k)}, v
			case "checked":
				f.Checked = r.date(v, k)
			default:
				r.unknown(key, "kind", "value", "source", "checked")
			}
		}
		if f.Value.In("") == "" && len(r.faults) == before {
			r.fault("missing-key", key, "the fact %s has no value: add value: …", f.Name)
		}
		for _, value := range f.Value {
			if len(value) > maxFact {
				r.fault("wrong-value", key, "the value of %s is longer than %d bytes: shorten it", f.Name, maxFact)
				break
			}
		}
		if f.Kind == "phone" && !strings.ContainsAny(f.Value.In(""), "0123456789") && len(r.faults) == before {
			r.fault("wrong-value", key, "the fact %s is a phone without a digit in its value", f.Name)
		}
		all[f.Name] = f
	}
	if len(sources) > 0 {
		for key, v := range named {
			f, ok := all[key]
			if !ok {
				continue
			}
			f.Source = r.sourcesOf(f, v, sources, languages)
			all[key] = f
		}
	}
	return all
}

// sourcesKey is the one key of facts.yaml that is no fact.
const sourcesKey = "sources"

// sourcesOf are the names of a fact's sources, "S14, S37", in each language. An
// address stays as it is.
func (r *reader) sourcesOf(f Fact, at ast.Node, sources map[string]Text, languages []string) Text {
	names := Text{}
	for key := range strings.SplitSeq(f.Source[""], ",") {
		key = strings.TrimSpace(key)
		source, ok := sources[key]
		if !ok && !strings.Contains(key, "://") {
			hint := ""
			if near := Nearest(key, slices.Sorted(maps.Keys(sources))); near != "" {
				hint = fmt.Sprintf("; did you mean %q?", near)
			}
			r.fault("wrong-value", at, "the fact %s has the source %q, which sources does not name%s", f.Name, key, hint)
		}
		for _, lang := range languages {
			name := key
			if ok {
				name = source.In(lang)
			}
			if names[lang] != "" {
				name = names[lang] + "; " + name
			}
			names[lang] = name
		}
	}
	return names
}

func isFactName(s string) bool {
	for i, c := range []byte(s) {
		alnum := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		if !alnum && (i == 0 || c != '-' && c != '_' && c != '.') {
			return false
		}
	}
	return s != ""
}

// words reads a text that may differ by language: a single value for all, or
// {zh: …, en: …}. A language that has none shows another's, and is a warning.
func (r *reader) words(n ast.Node, key string, languages []string) Text {
	t := Text{}
	switch n.(type) {
	case *ast.NullNode:
		return nil
	case *ast.MappingNode, *ast.MappingValueNode:
	default:
		if len(languages) == 0 {
			languages = []string{""}
		}
		before := len(r.faults)
		t[languages[0]] = r.prose(n, key, languages[0])
		for _, lang := range languages[1:] {
			if len(r.faults) == before { // else told already
				t[lang] = r.prose(n, key, lang)
			}
		}
		return t
	}
	for k, v := range r.entries(n, key) {
		lang := name(k)
		if !isLanguage(lang) {
			r.unknown(k, "en", "zh")
			continue
		}
		if s := r.prose(v, key, lang); s != "" {
			t[lang] = s
		}
	}
	for _, lang := range languages {
		if t[lang] == "" && len(t) > 0 {
			r.warn("words-missing", n, "%s has no text in %s: another language's is shown", key, lang)
		}
	}
	return t
}

// isLanguage tells the languages that the site's own words exist in.
func isLanguage(lang string) bool { return lang == "en" || lang == "zh" }
