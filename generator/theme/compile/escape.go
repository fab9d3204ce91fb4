package compile

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"
)

// escaping writes a value to a page, escaped.
type escaping func(page *bytes.Buffer, value reflect.Value)

// cutEscaping parts the commands of an action from those that html/template has
// put behind them, and gives what these do.
func (s *Set) cutEscaping(commands []*parse.CommandNode) ([]*parse.CommandNode, escaping, error) {
	n := len(commands)
	for n > 0 && isEscaper(commands[n-1]) {
		n--
	}
	if n == 0 || n == len(commands) {
		return nil, nil, fmt.Errorf("%v is not escaped: %w", commands, errUnknown)
	}
	var names []string
	for _, c := range commands[n:] {
		names = append(names, strings.TrimPrefix(c.String(), escaperPrefix))
	}
	all := strings.Join(names, " ")
	if s.escapings[all] == nil {
		s.escapings[all] = escapeBy(quickly[all], commands[n:])
	}
	return commands[:n], s.escapings[all], nil
}

// escaperPrefix begins the names of the functions of html/template.
const escaperPrefix = "_html_template_"

func isEscaper(c *parse.CommandNode) bool {
	name, ok := c.Args[0].(*parse.IdentifierNode)
	return ok && len(c.Args) == 1 && strings.HasPrefix(name.Ident, escaperPrefix)
}

// escapeBy escapes quickly where that is known, and otherwise as html/template
// does.
func escapeBy(quick func(*bytes.Buffer, reflect.Value) bool, commands []*parse.CommandNode) escaping {
	slow := sync.OnceValues(func() (*template.Template, error) { return asTemplate(commands) })
	return func(page *bytes.Buffer, value reflect.Value) {
		value = inside(value)
		if value.IsValid() && quick != nil && quick(page, value) {
			return
		}
		t, err := slow()
		if err == nil {
			err = t.Execute(page, plain(value))
		}
		if err != nil {
			panic(err)
		}
	}
}

// asTemplate is a template that does nothing but these commands to its data. The
// functions of html/template have no names outside of it, but a template that has
// been escaped may call them all.
func asTemplate(commands []*parse.CommandNode) (*template.Template, error) {
	t, err := template.New("").Parse("{{.}}")
	if err != nil {
		return nil, err
	}
	if err := t.Execute(io.Discard, ""); err != nil {
		return nil, err
	}
	action, ok := t.Tree.Root.Nodes[0].(*parse.ActionNode)
	if !ok {
		return nil, errUnknown
	}
	action.Pipe.Cmds = append(action.Pipe.Cmds[:1:1], commands...)
	return t, nil
}

// quickly are the escapings that are mostly needed, by the names of html/template.
// Each tells whether it knows the type; if not, nothing is written.
var quickly = map[string]func(page *bytes.Buffer, value reflect.Value) bool{
	"htmlescaper": func(page *bytes.Buffer, v reflect.Value) bool {
		if v.Type() == htmlType {
			page.WriteString(v.String())
			return true
		}
		return escapeText(page, v)
	},
	"attrescaper":   escapeText,
	"rcdataescaper": escapeText,
	"urlfilter urlnormalizer attrescaper": func(page *bytes.Buffer, v reflect.Value) bool {
		if v.Type() != urlType && (v.Type() != stringType || !isSafe(v.String())) {
			return false
		}
		writeText(page, address(v.String(), true))
		return true
	},
	"urlescaper attrescaper": func(page *bytes.Buffer, v reflect.Value) bool {
		if v.Type() != stringType {
			return false
		}
		writeText(page, address(v.String(), false))
		return true
	},
	"jsvalescaper": func(page *bytes.Buffer, v reflect.Value) bool {
		if v.Type() != jsType {
			return false
		}
		page.WriteString(v.String())
		return true
	},
}

var (
	stringType = reflect.TypeFor[string]()
	intType    = reflect.TypeFor[int]()
	htmlType   = reflect.TypeFor[template.HTML]()
	urlType    = reflect.TypeFor[template.URL]()
	jsType     = reflect.TypeFor[template.JS]()
)

// escapeText escapes a text between tags or quotation marks.
func escapeText(page *bytes.Buffer, v reflect.Value) bool {
	switch v.Type() {
	case stringType:
		writeText(page, v.String())
	case intType:
		page.WriteString(strconv.FormatInt(v.Int(), 10))
	default:
		return false
	}
	return true
}

// writeText writes a text with what stands for the characters that mean something
// in HTML.
func writeText(page *bytes.Buffer, s string) {
	from := 0
	for i := range len(s) {
		var instead string
		switch s[i] {
		case 0:
			instead = "\uFFFD"
		case '"':
			instead = "&#34;"
		case '&':
			instead = "&amp;"
		case '\'':
			instead = "&#39;"
		case '+':
			instead = "&#43;"
		case '<':
			instead = "&lt;"
		case '>':
			instead = "&gt;"
		default:
			continue
		}
		page.WriteString(s[from:i])
		page.WriteString(instead)
		from = i + 1
	}
	page.WriteString(s[from:])
}

// isSafe tells whether an address is relative, or of the web. html/template
// decides about others.
func isSafe(s string) bool {
	scheme, _, ok := strings.Cut(s, ":")
	return !ok || strings.Contains(scheme, "/") || scheme == "https" || scheme == "http"
}

// address escapes what may not stand in an address (RFC 3986), and where it is
// not a whole one what has a meaning there, too.
func address(s string, whole bool) string {
	var b []byte
	from := 0
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0:
		case whole && strings.IndexByte("!#$&*+,/:;=?@[]", c) >= 0:
		case whole && c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
		default:
			b = fmt.Appendf(append(b, s[from:i]...), "%%%02x", c)
			from = i + 1
		}
	}
	if from == 0 {
		return s
	}
	return string(append(b, s[from:]...))
}

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f' }
