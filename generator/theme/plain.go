package theme

import (
	"strings"
	"text/template/parse"
)

// escapings are how html/template escapes what stands in a quoted attribute that
// is an address, and the function that tells those that it would leave as they are.
var escapings = map[string]string{
	" | _html_template_urlfilter | _html_template_urlnormalizer | _html_template_attrescaper": "plainAddress", // all of it
	" | _html_template_urlescaper | _html_template_attrescaper":                               "plain",        // a part
}

// hasten spares the addresses of an escaped template their escaping where it would
// change nothing, as in nearly all of them: three functions, each called by way of
// reflection, for every link of every page. {{.URL | filter | normalize | escape}}
// becomes {{or (plainAddress .URL) (.URL | filter | normalize | escape)}}: what
// comes second is looked at only where the first gives nothing.
func hasten(node parse.Node) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, child := range n.Nodes {
				hasten(child)
			}
		}
	case *parse.ActionNode:
		hastenAction(n)
	case *parse.IfNode:
		hastenBranch(&n.BranchNode)
	case *parse.RangeNode:
		hastenBranch(&n.BranchNode)
	case *parse.WithNode:
		hastenBranch(&n.BranchNode)
	}
}

func hastenBranch(n *parse.BranchNode) {
	hasten(n.List)
	hasten(n.ElseList)
}

func hastenAction(n *parse.ActionNode) {
	whole, value := n.Pipe, n.Pipe.Cmds[0]
	tell, ok := escapings[strings.TrimPrefix(whole.String(), value.String())]
	if _, works := value.Args[0].(*parse.IdentifierNode); !ok || works { // a function is not called twice
		return
	}
	call := func(function string, args ...parse.Node) *parse.PipeNode {
		args = append([]parse.Node{parse.NewIdentifier(function).SetPos(n.Pos)}, args...)
		return pipe(whole, &parse.CommandNode{NodeType: parse.NodeCommand, Pos: n.Pos, Args: args})
	}
	n.Pipe = call("or", call(tell, pipe(whole, value)), whole)
}

// pipe is an expression at the place of another one.
func pipe(at *parse.PipeNode, command *parse.CommandNode) *parse.PipeNode {
	return &parse.PipeNode{NodeType: parse.NodePipe, Pos: at.Pos, Line: at.Line, Cmds: []*parse.CommandNode{command}}
}

// plainAddress is an address that needs no escaping, "" for any other.
func plainAddress(v any) string {
	s, _ := v.(string)
	for part := range strings.SplitSeq(strings.TrimPrefix(s, "https://"), "/") {
		if part != "" && plain(part) == "" {
			return ""
		}
	}
	return s
}

// plain is a text that needs no escaping anywhere in an address, "" for any other
// (RFC 3986, section 2.3).
func plain(v any) string {
	s, _ := v.(string)
	for i := range len(s) {
		if c := s[i]; !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_') {
			return ""
		}
	}
	return s
}
