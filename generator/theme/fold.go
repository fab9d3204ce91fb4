package theme

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"text/template/parse"
)

// fold draws beforehand what is the same on every page: words, icons, addresses
// that name no guide. A page's templates belong to one language, and template
// functions depend on nothing but their arguments, so that an action without
// data always gives the same text. More than half of a page is such text, and
// drawing it once makes the others twice as fast.
//
// It works on the trees as html/template has left them after the first run,
// when every action has got its escaping: what is put in an action's place is
// the very text that it wrote there. It returns the names of the templates of
// which a page is made.
func fold(set *template.Template, entry string) ([]string, error) {
	f := folder{set: set, done: map[string]bool{}}
	err := f.template(entry)
	return slices.Sorted(maps.Keys(f.done)), err
}

type folder struct {
	set  *template.Template
	done map[string]bool
}

// template folds a template and those that it calls. Others have not been
// escaped.
func (f *folder) template(name string) error {
	t := f.set.Lookup(name)
	if f.done[name] || t == nil || t.Tree == nil {
		return nil // nil: html/template has put a copy of it in its place
	}
	f.done[name] = true
	if err := f.list(t, t.Tree.Root); err != nil {
		return fmt.Errorf("template %s: %w", name, err)
	}
	return nil
}

func (f *folder) list(t *template.Template, list *parse.ListNode) error {
	if list == nil {
		return nil
	}
	var folded []parse.Node
	for _, node := range list.Nodes {
		if err := f.inside(t, node); err != nil {
			return err
		}
		if isConstant(node) {
			text, err := draw(t, node)
			if err != nil {
				return err
			}
			node = text
		}
		folded = appendNode(folded, node)
	}
	list.Nodes = folded
	return nil
}

// inside folds what a node has in it.
func (f *folder) inside(t *template.Template, node parse.Node) error {
	var branch *parse.BranchNode
	switch n := node.(type) {
	case *parse.TemplateNode:
		return f.template(n.Name)
	case *parse.ActionNode:
		return f.drawn(n)
	case *parse.IfNode:
		branch = &n.BranchNode
	case *parse.RangeNode:
		branch = &n.BranchNode
	case *parse.WithNode:
		branch = &n.BranchNode
	default:
		return nil
	}
	if err := f.list(t, branch.List); err != nil {
		return err
	}
	return f.list(t, branch.ElseList)
}

// drawn folds the templates that an action draws as values, see parts.
func (f *folder) drawn(n *parse.ActionNode) (err error) {
	walk(n, func(call *parse.CommandNode) {
		name, ok := call.Args[0].(*parse.IdentifierNode)
		if !ok || name.Ident != "draw" && name.Ident != "once" || len(call.Args) < 2 {
			return
		}
		if component, ok := call.Args[1].(*parse.StringNode); ok {
			err = errors.Join(err, f.template(component.Text))
		}
	})
	return err
}

// isConstant tells an action, or a call of a template, that has no data.
func isConstant(node parse.Node) bool {
	switch n := node.(type) {
	case *parse.ActionNode:
		return len(n.Pipe.Decl) == 0 && hasNoData(n.Pipe)
	case *parse.TemplateNode:
		return n.Pipe == nil || len(n.Pipe.Decl) == 0 && hasNoData(n.Pipe)
	}
	return false
}

// hasNoData tells whether an expression is made of functions and literals alone.
func hasNoData(node parse.Node) bool {
	switch n := node.(type) {
	case *parse.PipeNode:
		for _, command := range n.Cmds {
			for _, arg := range command.Args {
				if !hasNoData(arg) {
					return false
				}
			}
		}
		return true
	case *parse.IdentifierNode, *parse.StringNode, *parse.NumberNode, *parse.BoolNode, *parse.NilNode:
		return true
	}
	return false
}

// draw runs one node of a template by itself.
func draw(t *template.Template, node parse.Node) (*parse.TextNode, error) {
	whole := t.Tree.Root
	defer func() { t.Tree.Root = whole }()
	t.Tree.Root = &parse.ListNode{NodeType: parse.NodeList, Pos: node.Position(), Nodes: []parse.Node{node}}
	var b bytes.Buffer
	if err := t.Execute(&b, nil); err != nil {
		return nil, err
	}
	return &parse.TextNode{NodeType: parse.NodeText, Pos: node.Position(), Text: b.Bytes()}, nil
}

// appendNode joins texts that stand one after the other.
func appendNode(list []parse.Node, node parse.Node) []parse.Node {
	text, ok := node.(*parse.TextNode)
	if !ok {
		return append(list, node)
	}
	if len(text.Text) == 0 {
		return list
	}
	if len(list) > 0 {
		if last, ok := list[len(list)-1].(*parse.TextNode); ok {
			joined := bytes.Join([][]byte{last.Text, text.Text}, nil)
			list[len(list)-1] = &parse.TextNode{NodeType: parse.NodeText, Pos: last.Pos, Text: joined}
			return list
		}
	}
	return append(list, text)
}
