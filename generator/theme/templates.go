package theme

import (
	"cmp"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"text/template/parse"
)

// parsePages parses the templates of some kinds of page for one language: the
// frame and the components once, then one set for each page, in which the page's
// own template is "main".
func parsePages(fsys fs.FS, words map[string]Words, lang string, kinds []string) (map[string]*kind, error) {
	base := template.New("").Funcs(functions(words, lang))
	for _, pattern := range []string{"layout/*.html", "components/*/*.html"} {
		names, err := fs.Glob(fsys, pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if err := parseFile(base, fsys, name, templateName(name)); err != nil {
				return nil, err
			}
		}
	}
	names, err := fs.Glob(fsys, "pages/*.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]*kind{}
	for _, name := range names {
		if !slices.Contains(kinds, templateName(name)) {
			continue
		}
		set, err := base.Clone()
		if err != nil {
			return nil, err
		}
		page := &kind{set: set, functions: functions(words, lang)}
		page.functions["once"], page.functions["draw"] = page.once, page.draw
		if err := parseFile(set.Funcs(page.functions), fsys, name, "main"); err != nil {
			return nil, err
		}
		if err := checkWords(set, words); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		pages[templateName(name)] = page
	}
	return pages, nil
}

func parseFile(set *template.Template, fsys fs.FS, name, as string) error {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	if _, err := set.New(as).Parse(strings.TrimRight(string(src), "\n")); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// templateName is what templates call a file: "journey" for
// components/journey/journey.html.
func templateName(file string) string {
	return strings.TrimSuffix(path.Base(file), ".html")
}

// functions are those that templates may call.
func functions(words map[string]Words, lang string) template.FuncMap {
	w := words[lang]
	return template.FuncMap{
		// Words. t gives text, th text with markup in its places, tn the words
		// for a number of things, tin text in another language.
		"t":   w.Text,
		"th":  w.HTML,
		"tn":  w.Count,
		"tin": func(lang, key string, args ...any) string { return words[lang].Text(key, args...) },
		"has": w.Has,

		"lang": func() string { return lang },
		"url":  func(path string) string { return "/" + lang + "/" + path },
		"tel":  telephone,
		"date": w.dateTag,
		"wait": w.Wait,
		"clip": clip,
		"code": new(codes).address,
		"dict": dict,
		"add":  func(a, b int) int { return a + b },

		// An address on paper.
		"spelled": spelled,

		// A title, whose lines break where a reader pauses, and a text that
		// keeps its numbers with what they count.
		"phrases": func(title string) template.HTML { return inIts(lang, phrases(title)) },
		"hold":    func(text string) template.HTML { return inIts(lang, hold(text)) },
		"whole":   whole,

		// The same of a text whose element has a language, unless that is "".
		"phrasesIn": func(own, title string) template.HTML { return inIts(cmp.Or(own, lang), phrases(title)) },
		"holdIn":    func(own, text string) template.HTML { return inIts(cmp.Or(own, lang), hold(text)) },

		// A text, and one with markup, that may name things in Chinese.
		"say":  func(text string) template.HTML { return inIts(lang, escaped(text)) },
		"said": func(text template.HTML) template.HTML { return inIts(lang, text) },

		// Parts, bound to each kind of page by parsePages.
		"once": new(kind).once,
		"draw": new(kind).draw,
	}
}

// wordFunctions take a key of the words as the argument at this place.
var wordFunctions = map[string]int{"t": 1, "th": 1, "tin": 2, "tn": 1}

// checkWords looks every key that stands literally in the templates up in every
// language. Keys that are put together while drawing are held by tests.
func checkWords(set *template.Template, words map[string]Words) error {
	var missing []string
	check := func(key string) {
		for _, lang := range slices.Sorted(maps.Keys(words)) {
			if !words[lang].Has(key) {
				missing = append(missing, fmt.Sprintf("strings/%s.json has no %q", lang, key))
			}
		}
	}
	for _, t := range set.Templates() {
		if t.Tree == nil {
			continue
		}
		walk(t.Tree.Root, func(call *parse.CommandNode) {
			name, ok := call.Args[0].(*parse.IdentifierNode)
			if !ok || len(call.Args) <= wordFunctions[name.Ident] || wordFunctions[name.Ident] == 0 {
				return
			}
			key, ok := call.Args[wordFunctions[name.Ident]].(*parse.StringNode)
			switch {
			case !ok:
			case name.Ident == "tn":
				check(key.Text + ".one")
				check(key.Text + ".other")
			default:
				check(key.Text)
			}
		})
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		return errors.New(strings.Join(slices.Compact(missing), "\n"))
	}
	return nil
}

// walk visits every call in a template.
func walk(node parse.Node, visit func(*parse.CommandNode)) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			walk(child, visit)
		}
	case *parse.ActionNode:
		walk(n.Pipe, visit)
	case *parse.TemplateNode:
		walk(n.Pipe, visit)
	case *parse.IfNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.RangeNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.WithNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.PipeNode:
		if n == nil {
			return
		}
		for _, call := range n.Cmds {
			visit(call)
			for _, arg := range call.Args {
				walk(arg, visit)
			}
		}
	}
}

func walkBranch(n *parse.BranchNode, visit func(*parse.CommandNode)) {
	walk(n.Pipe, visit)
	walk(n.List, visit)
	walk(n.ElseList, visit)
}

// dict gives a component more than one value: {{template "x" (dict "A" 1 "B" 2)}}.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("dict: a key without a value")
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: key %v is no string", pairs[i])
		}
		m[key] = pairs[i+1]
	}
	return m, nil
}

// telephone is the tel: address of a number as people write it (RFC 3966).
// html/template lets only http, https and mailto through, hence the type; only
// digits and a leading plus are kept, so that nothing else can come of it.
func telephone(number string) template.URL {
	var digits strings.Builder
	for i, r := range number {
		if r >= '0' && r <= '9' || r == '+' && i == 0 {
			digits.WriteRune(r)
		}
	}
	return template.URL("tel:" + digits.String())
}

// dataURL is an address that is the file itself (RFC 2397), a text. Only what may
// not stand in an address is escaped: every page carries it.
func dataURL(mediaType string, body []byte) template.URL {
	var b strings.Builder
	for _, c := range body {
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`"#%<>\^`+"`{|}", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return template.URL("data:" + mediaType + "," + b.String())
}
