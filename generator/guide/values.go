package guide

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/goccy/go-yaml/ast"
)

// text reads a text of one line. Any single value is one: title: 2016 is the
// text 2016. Nothing is the empty text.
func (r *reader) text(n ast.Node, key string) string {
	var s string
	switch n := n.(type) {
	case *ast.NullNode:
		return ""
	case *ast.StringNode:
		s = n.Value
	case *ast.LiteralNode:
		s = n.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		s = n.GetToken().Value
	default:
		r.fault("wrong-type", n, "%s has to be a text: put it in quotes", key)
		return ""
	}
	s = strings.TrimSpace(s)
	if strings.ContainsAny(s, "\n\t") {
		s = strings.Join(strings.FieldsFunc(s, func(c rune) bool { return c == '\n' || c == '\t' }), " ")
	}
	for _, c := range s {
		if unicode.IsControl(c) || c == '\u2028' || c == '\u2029' {
			r.fault("wrong-value", n, "%s holds the control character U+%04X: take it out", key, c)
			return ""
		}
	}
	return s
}

// prose reads a text in which facts are replaced by their values in a language.
func (r *reader) prose(n ast.Node, key, lang string) string {
	plain, unknown := r.facts.expand(r.text(n, key), lang)
	for _, name := range unknown {
		r.fault("unknown-fact", n, "%s names the fact %q, which is not in facts.yaml%s", key, name, r.facts.likely(name))
	}
	return plain
}

// texts reads a list of texts and leaves empty ones out.
func (r *reader) texts(n ast.Node, key string) []string {
	return r.list(n, key, func(n ast.Node) string { return r.text(n, key) })
}

func (r *reader) list(n ast.Node, key string, read func(ast.Node) string) (all []string) {
	for item := range r.items(n, key) {
		if s := read(item); s != "" {
			all = append(all, s)
		}
	}
	return all
}

func (r *reader) integer(n ast.Node, key string) int {
	switch n := n.(type) {
	case *ast.NullNode:
		return 0
	case *ast.IntegerNode:
		if i, err := strconv.ParseInt(strings.TrimPrefix(n.GetToken().Value, "+"), 10, 32); err == nil {
			return int(i)
		}
	}
	r.fault("wrong-type", n, "%s has to be a whole number, not %q", key, n.GetToken().Value)
	return 0
}

func (r *reader) boolean(n ast.Node, key string) bool {
	switch n := n.(type) {
	case *ast.NullNode:
		return false
	case *ast.BoolNode:
		return n.Value
	}
	r.fault("wrong-type", n, "%s has to be true or false, not %q", key, n.GetToken().Value)
	return false
}

// date reads a day. Nothing is the zero time.
func (r *reader) date(n ast.Node, key string) time.Time {
	s := r.text(n, key)
	if s == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		r.fault("bad-date", n, "%s has to be a day of the calendar written YYYY-MM-DD, not %q", key, s)
		return time.Time{}
	}
	return t
}
