package compile

import (
	"fmt"
	"reflect"
	"text/template/parse"
)

// commands is a pipeline: the value of each command is the last argument of the
// next.
func (c *compiler) commands(commands []*parse.CommandNode) (expression, error) {
	var value expression
	for _, command := range commands {
		var err error
		if value, err = c.command(command, value); err != nil {
			return nil, err
		}
	}
	return value, nil
}

func (c *compiler) command(command *parse.CommandNode, last expression) (expression, error) {
	var args []expression
	for _, arg := range command.Args[1:] {
		value, err := c.argument(arg)
		if err != nil {
			return nil, err
		}
		args = append(args, value)
	}
	if last != nil {
		args = append(args, last)
	}
	switch n := command.Args[0].(type) {
	case *parse.IdentifierNode:
		return c.function(n.Ident, args)
	case *parse.FieldNode:
		return fields(theDot, n.Ident, args), nil
	}
	if len(args) > 0 {
		return nil, fmt.Errorf("%s: %w", command, errUnknown)
	}
	return c.argument(command.Args[0])
}

// argument is what can stand as an argument.
func (c *compiler) argument(node parse.Node) (expression, error) {
	switch n := node.(type) {
	case *parse.DotNode:
		return theDot, nil
	case *parse.FieldNode:
		return fields(theDot, n.Ident, nil), nil
	case *parse.VariableNode:
		place, err := c.place(n.Ident[0])
		if err != nil {
			return nil, err
		}
		variable := func(r *run, _ reflect.Value) reflect.Value { return r.stack[r.base+place] }
		return fields(variable, n.Ident[1:], nil), nil
	case *parse.ChainNode:
		value, err := c.argument(n.Node)
		if err != nil {
			return nil, err
		}
		return fields(value, n.Field, nil), nil
	case *parse.PipeNode:
		if len(n.Decl) == 0 {
			return c.commands(n.Cmds)
		}
	case *parse.IdentifierNode:
		return c.function(n.Ident, nil)
	case *parse.StringNode:
		return constant(n.Text), nil
	case *parse.BoolNode:
		return constant(n.True), nil
	case *parse.NumberNode:
		if n.IsInt && !n.IsFloat || n.IsInt && n.Text == fmt.Sprint(n.Int64) {
			return constant(int(n.Int64)), nil
		}
	}
	return nil, fmt.Errorf("%s: %w", node, errUnknown)
}

func theDot(_ *run, dot reflect.Value) reflect.Value { return dot }

func constant(v any) expression {
	value := reflect.ValueOf(v)
	return func(*run, reflect.Value) reflect.Value { return value }
}

// isTrue tells whether a value counts as true: whether it is not empty.
func isTrue(v reflect.Value) bool {
	switch v = inside(v); v.Kind() {
	case reflect.Invalid:
		return false
	case reflect.String, reflect.Slice, reflect.Map, reflect.Array:
		return v.Len() > 0
	case reflect.Bool:
		return v.Bool()
	case reflect.Int, reflect.Int64:
		return v.Int() != 0
	case reflect.Pointer:
		return !v.IsNil()
	case reflect.Struct:
		return true
	}
	panic(errUnknown)
}

// inside is what an interface holds.
func inside(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}

// follow is what interfaces and pointers lead to. A pointer to nothing leads to
// the error of text/template, and so does nothing at all in a field's place.
func follow(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		if v.IsNil() {
			panic(errUnknown)
		}
		v = v.Elem()
	}
	return v
}
