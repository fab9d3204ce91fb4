package guide

import (
	"net/url"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// languages reads the languages of site.yaml, which everything else needs.
func (r *reader) languages(root ast.Node) (all []string) {
	pairs, _ := mapping(root)
	for _, p := range pairs {
		if name(p.Key) != "languages" {
			continue
		}
		seen := map[string]bool{}
		for n := range r.items(p.Value, "languages") {
			lang := r.text(n, "languages")
			switch {
			case !isLanguage(lang):
				r.fault("wrong-value", n, "the language %q is not known: there are en and zh", lang)
			case seen[lang]:
				r.fault("wrong-value", n, "the language %s stands twice", lang)
			default:
				all = append(all, lang)
			}
			seen[lang] = true
		}
		return all
	}
	return nil
}

// config reads site.yaml.
func (r *reader) config(root ast.Node, languages []string) (c Config) {
	c.Languages = languages
	found := map[string]bool{}
	for key, v := range r.entries(root, "site.yaml") {
		k := name(key)
		found[k] = true
		switch k {
		case "title":
			before := len(r.faults)
			c.Title = r.words(v, k, languages)
			if c.Title.In("") == "" && len(r.faults) == before {
				r.fault("missing-key", key, "the title is empty: say what the site is called")
			}
		case "description":
			c.Description = r.words(v, k, languages)
		case "base_url":
			c.BaseURL = r.baseURL(v)
		case "languages": // read already
			if len(languages) == 0 {
				r.fault("missing-key", key, "there are no languages: write languages: [en], [zh] or both")
			}
		case "operator":
			c.Operator = r.words(v, k, languages)
		case "footer":
			c.Footer = r.words(v, k, languages)
		case "hotlines":
			for n := range r.items(v, k) {
				c.Hotlines = append(c.Hotlines, r.hotline(n, languages))
			}
		case "journeys":
			ids := map[string]bool{}
			for n := range r.items(v, k) {
				j := r.journey(n, languages)
				if ids[j.ID] {
					r.fault("wrong-value", n, "a journey has the id %q already: give this one another", j.ID)
				}
				ids[j.ID] = true
				c.Journeys = append(c.Journeys, j)
			}
		case "statuses":
			c.Statuses = map[string]StatusLink{}
			for key, n := range r.entries(v, k) {
				c.Statuses[name(key)] = r.status(n, languages)
			}
		case "found":
			c.Found = r.text(v, k)
		default:
			r.unknown(key, "title", "description", "base_url", "languages", "operator", "footer", "hotlines", "journeys", "statuses", "found")
		}
	}
	if _, keys := mapping(root); keys {
		for _, need := range [][2]string{{"title", "title: …"}, {"languages", "languages: [en, zh]"}} {
			if !found[need[0]] {
				r.faults = append(r.faults, Fault{File: r.file, Message: "has no " + need[0] + ": add " + need[1], Rule: "missing-key"})
			}
		}
	}
	return c
}

// baseURL reads the address under which the site is published. Pages link to
// each other from the root of the host, so there is no path.
func (r *reader) baseURL(n ast.Node) string {
	s := r.webAddress(n, "base_url")
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		r.fault("bad-address", n, "base_url has to be https:// and the host alone, not %q: the site's links begin at the root", s)
		return ""
	}
	return u.Scheme + "://" + u.Host
}

func (r *reader) hotline(n ast.Node, languages []string) (h Hotline) {
	before := len(r.faults)
	for key, v := range r.entries(n, "a hotline") {
		switch k := name(key); k {
		case "fact":
			h.Fact = r.text(v, k)
			if _, ok := r.facts.byName[h.Fact]; !ok {
				r.fault("unknown-fact", v, "the hotline names the fact %q, which is not in facts.yaml%s", h.Fact, r.facts.likely(h.Fact))
			}
		case "name":
			h.Name = r.words(v, "the name of a hotline", languages)
		default:
			r.unknown(key, "fact", "name")
		}
	}
	if h.Fact == "" && len(r.faults) == before {
		r.fault("missing-key", n, "a hotline without its fact: add fact: and the name of a number in facts.yaml")
	}
	return h
}

func (r *reader) journey(n ast.Node, languages []string) (j Journey) {
	before := len(r.faults)
	for key, v := range r.entries(n, "a journey") {
		switch k := name(key); k {
		case "id":
			j.ID = r.text(v, k)
		case "title":
			j.Title = r.words(v, "the title of a journey", languages)
		case "steps":
			for n := range r.items(v, k) {
				j.Steps = append(j.Steps, r.step(n, languages))
			}
		default:
			r.unknown(key, "id", "title", "steps")
		}
	}
	if (j.ID == "" || len(j.Steps) == 0) && len(r.faults) == before {
		r.fault("missing-key", n, "a journey has to have an id and steps")
	}
	return j
}

func (r *reader) step(n ast.Node, languages []string) (s Step) {
	before := len(r.faults)
	for key, v := range r.entries(n, "a step") {
		switch k := name(key); k {
		case "guide":
			s.Guide = r.text(v, k)
		case "title":
			s.Title = r.words(v, "the title of a step", languages)
		default:
			r.unknown(key, "guide", "title")
		}
	}
	if s.Guide == "" && len(r.faults) == before {
		r.fault("missing-key", n, "a step without its guide: add guide: section/slug")
	}
	return s
}

func (r *reader) status(n ast.Node, languages []string) (s StatusLink) {
	before := len(r.faults)
	for key, v := range r.entries(n, "a status") {
		switch k := name(key); k {
		case "guide":
			s.Guide = r.text(v, k)
		case "bank":
			s.Bank = r.text(v, k)
		case "ahead":
			s.Ahead = r.words(v, k, languages)
		case "deadline_days":
			if s.DeadlineDays = r.integer(v, k); s.DeadlineDays < 0 || s.DeadlineDays > 3660 {
				r.fault("wrong-value", v, "deadline_days has to be between 0 (none) and 3660")
			}
		default:
			r.unknown(key, "guide", "bank", "ahead", "deadline_days")
		}
	}
	if s.Guide == "" && len(r.faults) == before {
		r.fault("missing-key", n, "a status without its guide: add guide: section/slug#heading")
	}
	return s
}
