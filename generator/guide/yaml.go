package guide

import (
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxNesting is how deep lists and mappings may stand in one another.
const maxNesting = 20

// reader reads the values of one YAML text and notes what is wrong with them.
// It walks the parsed tree itself instead of decoding into a struct: so every
// fault has its place, all of them are told at once, and one parse is enough.
type reader struct {
	file   string
	above  int // lines of the file above the YAML
	facts  *facts
	faults Faults
	warned Faults
}

// place makes a fault of the YAML itself; those of its values get another rule.
func (r *reader) place(t *token.Token, message string) Fault {
	f := Fault{File: r.file, Message: printable(message), Rule: "bad-yaml"}
	if t != nil && t.Position != nil {
		f.Line, f.Column = t.Position.Line+r.above, t.Position.Column
	}
	return f
}

func (r *reader) fault(rule string, n ast.Node, format string, args ...any) {
	f := r.place(n.GetToken(), fmt.Sprintf(format, args...))
	f.Rule = rule
	r.faults = append(r.faults, f)
}

func (r *reader) warn(rule string, n ast.Node, format string, args ...any) {
	f := r.place(n.GetToken(), fmt.Sprintf(format, args...))
	f.Rule = rule
	r.warned = append(r.warned, f)
}

// parse gives the value of a YAML text, nil where it is empty or at fault.
func (r *reader) parse(src []byte) (root ast.Node) {
	defer func() {
		if e := recover(); e != nil {
			r.faults = append(r.faults, Fault{File: r.file, Line: r.above + 1, Message: fmt.Sprintf("the YAML parser failed: %v", e), Rule: "bad-yaml"})
			root = nil
		}
	}()
	tokens := lexer.Tokenize(string(src))
	if t, problem := refused(tokens); problem != "" {
		r.faults = append(r.faults, r.place(t, problem))
		return nil
	}
	// Keys that stand twice are found by entries, which knows their true lines.
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.faults = append(r.faults, r.syntaxFault(err))
		return nil
	}
	if len(file.Docs) == 0 {
		return nil
	}
	if len(file.Docs) > 1 {
		r.faults = append(r.faults, r.place(file.Docs[1].GetToken(), "a second YAML document begins here: only one is read, so take the --- out"))
		return nil
	}
	return file.Docs[0].Body
}

// refused finds what we do not read, before the parser meets it: anchors and
// aliases (a few lines of them can stand for gigabytes), tags and directives,
// and nesting that would exhaust the stack.
func refused(tokens token.Tokens) (*token.Token, string) {
	depth, dashes, line := 0, 0, 0
	for _, t := range tokens {
		switch t.Type {
		case token.AnchorType, token.AliasType, token.MergeKeyType:
			return t, "anchors (&), aliases (*) and merge keys (<<) are not read here: write the value out, or put a text that begins so in quotes"
		case token.TagType:
			return t, "tags (!) are not read here: take it out, or put a text that begins so in quotes"
		case token.DirectiveType:
			return t, "directives (%) are not read here: put a text that begins so in quotes"
		case token.MappingKeyType:
			return t, "keys with a question mark are not read here: write key: value"
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		case token.SequenceEntryType:
			if t.Position.Line != line {
				line, dashes = t.Position.Line, 0
			}
			dashes++
		}
		if depth > maxNesting || dashes > maxNesting {
			return t, "lists and mappings stand too deep in one another"
		}
	}
	return nil, ""
}

// syntaxFault words an error of the parser.
func (r *reader) syntaxFault(err error) Fault {
	var at interface {
		GetToken() *token.Token
		GetMessage() string
	}
	if !errors.As(err, &at) {
		return Fault{File: r.file, Line: r.above + 1, Message: "this is not YAML", Rule: "bad-yaml"}
	}
	message := "this is not YAML: " + at.GetMessage()
	switch {
	case strings.Contains(message, "not allowed in this context"), strings.Contains(message, "reserved character"):
		message += "; put a text that holds a colon or begins with a special character in quotes"
	case strings.Contains(message, "cannot start any token"):
		message += "; indent with spaces, not with tabs"
	}
	return r.place(at.GetToken(), message)
}

// entries goes through a mapping in the order of its keys. what names it in a
// fault. A key that stands twice is a fault, and its first value counts.
func (r *reader) entries(n ast.Node, what string) iter.Seq2[ast.Node, ast.Node] {
	return func(yield func(key, value ast.Node) bool) {
		pairs, ok := mapping(n)
		if !ok {
			r.fault("wrong-type", n, "%s has to be keys with values: key: value", what)
			return
		}
		var seen map[string]ast.Node
		if len(pairs) > 16 {
			seen = make(map[string]ast.Node, len(pairs))
		}
		for i, p := range pairs {
			first := seen[name(p.Key)]
			if seen == nil { // a few keys are compared faster than they are hashed
				for _, q := range pairs[:i] {
					if name(q.Key) == name(p.Key) {
						first = q.Key
						break
					}
				}
			} else if first == nil {
				seen[name(p.Key)] = p.Key
			}
			if first != nil {
				r.fault("duplicate-key", p.Key, "%s stands twice: it is on line %d already", name(p.Key), r.place(first.GetToken(), "").Line)
				continue
			}
			if !yield(p.Key, p.Value) {
				return
			}
		}
	}
}

// mapping gives the keys and values of a node. Nothing is an empty mapping; ok
// is false for a list or a single value.
func mapping(n ast.Node) (pairs []*ast.MappingValueNode, ok bool) {
	switch n := n.(type) {
	case nil, *ast.NullNode:
		return nil, true
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

func name(key ast.Node) string { return key.GetToken().Value }

// items goes through a list. Nothing at all is an empty list.
func (r *reader) items(n ast.Node, key string) iter.Seq[ast.Node] {
	return func(yield func(ast.Node) bool) {
		switch n := n.(type) {
		case nil, *ast.NullNode:
		case *ast.SequenceNode:
			for _, v := range n.Values {
				if !yield(v) {
					return
				}
			}
		default:
			r.fault("wrong-type", n, "%s has to be a list: write every entry on a line of its own that begins with a hyphen", key)
		}
	}
}

// unknown warns of a key that is not read, with the one that was meant.
func (r *reader) unknown(key ast.Node, known ...string) {
	if likely := Nearest(name(key), known); likely != "" {
		r.warn("unknown-key", key, "unknown key %q; did you mean %q?", name(key), likely)
		return
	}
	r.warn("unknown-key", key, "unknown key %q: known are %s", name(key), strings.Join(known, ", "))
}
