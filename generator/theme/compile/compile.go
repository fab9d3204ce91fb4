package compile

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"reflect"
	"text/template/parse"
)

// Set is a set of templates, those of them that were compiled ready to be
// executed. It is safe for concurrent use once all are compiled.
type Set struct {
	templates *template.Template
	functions template.FuncMap
	routines  map[string]*routine
	escapings map[string]escaping // by the names of what html/template calls for them
}

// New makes a set of templates that have been executed, and whose functions are
// these besides those that every template has.
func New(templates *template.Template, functions template.FuncMap) *Set {
	return &Set{templates: templates, functions: functions, routines: map[string]*routine{}, escapings: map[string]escaping{}}
}

// routine is a compiled template.
type routine struct {
	body step
	vars int // how many variables it has at most, the data that it is called with, $, included
}

// step writes a part of a page, expression gives a value: the zero one for none.
type (
	step       func(r *run, dot reflect.Value)
	expression func(r *run, dot reflect.Value) reflect.Value
)

// run is one page that is being drawn.
type run struct {
	page  *bytes.Buffer
	stack []reflect.Value // variables of all templates that are being executed
	base  int             // where those of the innermost begin
}

// errUnknown means that something is better left to text/template. As a panic it
// ends a run.
var errUnknown = errors.New("not known here")

// Compile prepares a template, and those that it calls. It returns why one of
// them has to be left to text/template.
func (s *Set) Compile(name string) error {
	if _, done := s.routines[name]; done {
		return nil
	}
	t := s.templates.Lookup(name)
	if t == nil || t.Tree == nil {
		return fmt.Errorf("template %s: %w", name, errUnknown)
	}
	made := &routine{}
	s.routines[name] = made // for those that call themselves
	c := compiler{set: s, scope: []string{"$"}, vars: 1}
	body, err := c.list(t.Tree.Root)
	if err != nil {
		err = fmt.Errorf("template %s: %w", name, err)
		body = s.leave(name)
	}
	*made = routine{body: body, vars: c.vars}
	return errors.Join(append(c.left, err)...)
}

// leave executes a template as text/template does.
func (s *Set) leave(name string) step {
	return func(r *run, dot reflect.Value) {
		var data any
		if dot.IsValid() {
			data = dot.Interface()
		}
		if err := s.templates.ExecuteTemplate(r.page, name, data); err != nil {
			panic(err)
		}
	}
}

// Execute writes what a compiled template makes of data. Where it tells that it
// could not, nothing is written, and the template itself is to be executed.
func (s *Set) Execute(page *bytes.Buffer, name string, data any) (ok bool) {
	t := s.routines[name]
	if t == nil {
		return false
	}
	before := page.Len()
	defer func() {
		// Whatever is wrong with the data, text/template has the words for it.
		if recover() != nil {
			page.Truncate(before)
			ok = false
		}
	}()
	r := run{page: page, stack: make([]reflect.Value, 0, 32)}
	t.run(&r, reflect.ValueOf(data))
	return true
}

func (t *routine) run(r *run, data reflect.Value) {
	top, base := len(r.stack), r.base
	r.base = top
	r.stack = append(r.stack, data)
	for range t.vars - 1 {
		r.stack = append(r.stack, reflect.Value{})
	}
	t.body(r, data)
	r.stack, r.base = r.stack[:top], base
}

// compiler compiles one template.
type compiler struct {
	set   *Set
	scope []string // variables that can be named here; each has its place in this order
	vars  int
	left  []error // of templates that it calls
}

func (c *compiler) list(list *parse.ListNode) (step, error) {
	if list == nil {
		return func(*run, reflect.Value) {}, nil
	}
	outside := len(c.scope)
	defer func() { c.scope = c.scope[:outside] }()
	var steps []step
	for _, node := range list.Nodes {
		one, err := c.node(node)
		if err != nil {
			return nil, err
		}
		steps = append(steps, one)
	}
	return func(r *run, dot reflect.Value) {
		for _, one := range steps {
			one(r, dot)
		}
	}, nil
}

func (c *compiler) node(node parse.Node) (step, error) {
	switch n := node.(type) {
	case *parse.TextNode:
		text := n.Text
		return func(r *run, _ reflect.Value) { r.page.Write(text) }, nil
	case *parse.ActionNode:
		return c.action(n)
	case *parse.IfNode:
		return c.choice(&n.BranchNode, false)
	case *parse.WithNode:
		return c.choice(&n.BranchNode, true)
	case *parse.RangeNode:
		return c.loop(n)
	case *parse.TemplateNode:
		return c.call(n)
	}
	return nil, fmt.Errorf("%s: %w", node, errUnknown)
}

// action writes an escaped value, or sets a variable.
func (c *compiler) action(n *parse.ActionNode) (step, error) {
	if len(n.Pipe.Decl) > 0 {
		return c.assignment(n.Pipe)
	}
	commands, escape, err := c.set.cutEscaping(n.Pipe.Cmds)
	if err != nil {
		return nil, err
	}
	value, err := c.commands(commands)
	if err != nil {
		return nil, err
	}
	return func(r *run, dot reflect.Value) { escape(r.page, value(r, dot)) }, nil
}

// assignment gives one variable its value.
func (c *compiler) assignment(pipe *parse.PipeNode) (step, error) {
	value, err := c.commands(pipe.Cmds)
	if err != nil {
		return nil, err
	}
	var place int
	switch {
	case len(pipe.Decl) != 1:
		return nil, fmt.Errorf("%s: %w", pipe, errUnknown)
	case pipe.IsAssign:
		if place, err = c.place(pipe.Decl[0].Ident[0]); err != nil {
			return nil, err
		}
	default:
		place = c.declare(pipe.Decl[0].Ident[0])
	}
	return func(r *run, dot reflect.Value) {
		v := value(r, dot)
		r.stack[r.base+place] = v
	}, nil
}

// declare gives a variable its place among those of the template.
func (c *compiler) declare(name string) int {
	c.scope = append(c.scope, name)
	c.vars = max(c.vars, len(c.scope))
	return len(c.scope) - 1
}

// place is that of the innermost variable of a name.
func (c *compiler) place(name string) (int, error) {
	for i := len(c.scope) - 1; i >= 0; i-- {
		if c.scope[i] == name {
			return i, nil
		}
	}
	return 0, fmt.Errorf("variable %s: %w", name, errUnknown)
}

// choice is {{if}}, or {{with}}, in which the dot is the value.
func (c *compiler) choice(n *parse.BranchNode, with bool) (step, error) {
	if len(n.Pipe.Decl) > 0 {
		return nil, fmt.Errorf("%s: %w", n.Pipe, errUnknown)
	}
	condition, err := c.commands(n.Pipe.Cmds)
	if err != nil {
		return nil, err
	}
	yes, err := c.list(n.List)
	if err != nil {
		return nil, err
	}
	no, err := c.list(n.ElseList)
	if err != nil {
		return nil, err
	}
	return func(r *run, dot reflect.Value) {
		value := condition(r, dot)
		switch {
		case !isTrue(value):
			no(r, dot)
		case with:
			yes(r, value)
		default:
			yes(r, dot)
		}
	}, nil
}

// loop is {{range}} over a list.
func (c *compiler) loop(n *parse.RangeNode) (step, error) {
	if n.Pipe.IsAssign {
		return nil, fmt.Errorf("%s: %w", n.Pipe, errUnknown)
	}
	over, err := c.commands(n.Pipe.Cmds)
	if err != nil {
		return nil, err
	}
	outside := len(c.scope)
	index, element := -1, -1
	for i, name := range n.Pipe.Decl {
		place := c.declare(name.Ident[0])
		if i == 0 && len(n.Pipe.Decl) == 2 {
			index = place
		} else {
			element = place
		}
	}
	body, err := c.list(n.List)
	if err != nil {
		return nil, err
	}
	c.scope = c.scope[:outside]
	none, err := c.list(n.ElseList)
	if err != nil {
		return nil, err
	}
	return func(r *run, dot reflect.Value) {
		list := follow(over(r, dot))
		if list.IsValid() && list.Kind() != reflect.Slice {
			panic(errUnknown)
		}
		if !list.IsValid() || list.Len() == 0 {
			none(r, dot)
			return
		}
		for i := range list.Len() {
			one := list.Index(i)
			if index >= 0 {
				r.stack[r.base+index] = reflect.ValueOf(i)
			}
			if element >= 0 {
				r.stack[r.base+element] = one
			}
			body(r, one)
		}
	}, nil
}

// call is {{template}}.
func (c *compiler) call(n *parse.TemplateNode) (step, error) {
	data := func(*run, reflect.Value) reflect.Value { return reflect.Value{} }
	if n.Pipe != nil {
		if len(n.Pipe.Decl) > 0 {
			return nil, fmt.Errorf("%s: %w", n.Pipe, errUnknown)
		}
		given, err := c.commands(n.Pipe.Cmds)
		if err != nil {
			return nil, err
		}
		data = given
	}
	if err := c.set.Compile(n.Name); err != nil {
		c.left = append(c.left, err)
	}
	called := c.set.routines[n.Name]
	if called == nil {
		return nil, fmt.Errorf("template %s: %w", n.Name, errUnknown)
	}
	return func(r *run, dot reflect.Value) { called.run(r, data(r, dot)) }, nil
}
