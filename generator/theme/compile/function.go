package compile

import (
	"fmt"
	"html/template"
	"reflect"
)

// function is a call of a function.
func (c *compiler) function(name string, args []expression) (expression, error) {
	if f, ok := c.set.functions[name]; ok {
		return call(f, args)
	}
	switch {
	case name == "and":
		return until(args, false), nil
	case name == "or":
		return until(args, true), nil
	case name == "not" && len(args) == 1:
		return truth(func(r *run, dot reflect.Value) bool { return !isTrue(args[0](r, dot)) }), nil
	case name == "eq" && len(args) > 1:
		return truth(func(r *run, dot reflect.Value) bool { return isAmong(args, r, dot) }), nil
	case name == "ne" && len(args) == 2:
		return truth(func(r *run, dot reflect.Value) bool { return !isAmong(args, r, dot) }), nil
	case name == "gt" && len(args) == 2:
		return truth(func(r *run, dot reflect.Value) bool { return integer(args[0](r, dot)) > integer(args[1](r, dot)) }), nil
	case name == "lt" && len(args) == 2:
		return truth(func(r *run, dot reflect.Value) bool { return integer(args[0](r, dot)) < integer(args[1](r, dot)) }), nil
	case name == "len" && len(args) == 1:
		return func(r *run, dot reflect.Value) reflect.Value { return reflect.ValueOf(length(args[0](r, dot))) }, nil
	case name == "index" && len(args) == 2:
		return func(r *run, dot reflect.Value) reflect.Value { return entry(args[0](r, dot), args[1](r, dot)) }, nil
	case name == "print":
		return call(fmt.Sprint, args)
	}
	return nil, fmt.Errorf("function %s: %w", name, errUnknown)
}

// until is {{or}}, the first value that is true, or {{and}}, the first that is
// not; the last where there is none.
func until(args []expression, wanted bool) expression {
	return func(r *run, dot reflect.Value) (v reflect.Value) {
		for _, arg := range args {
			if v = arg(r, dot); isTrue(v) == wanted {
				return v
			}
		}
		return v
	}
}

var yes, no = reflect.ValueOf(true), reflect.ValueOf(false)

func truth(of func(r *run, dot reflect.Value) bool) expression {
	return func(r *run, dot reflect.Value) reflect.Value {
		if of(r, dot) {
			return yes
		}
		return no
	}
}

// isAmong tells whether the first is equal to one of the others.
func isAmong(args []expression, r *run, dot reflect.Value) bool {
	first := inside(args[0](r, dot))
	for _, arg := range args[1:] {
		other := inside(arg(r, dot))
		if first.Kind() != other.Kind() {
			panic(errUnknown)
		}
		switch first.Kind() {
		case reflect.String:
			if first.String() == other.String() {
				return true
			}
		case reflect.Int:
			if first.Int() == other.Int() {
				return true
			}
		default:
			panic(errUnknown)
		}
	}
	return false
}

func length(v reflect.Value) int {
	switch v = follow(v); v.Kind() {
	case reflect.Slice, reflect.Map, reflect.String:
		return v.Len()
	}
	panic(errUnknown)
}

// entry is that of a map for a key, the zero value where there is none.
func entry(of, key reflect.Value) reflect.Value {
	of, key = follow(of), inside(key)
	if of.Kind() != reflect.Map || !key.IsValid() || key.Type() != of.Type().Key() {
		panic(errUnknown)
	}
	if v := of.MapIndex(key); v.IsValid() {
		return v
	}
	return reflect.Zero(of.Type().Elem())
}

// call is a call of a function, by its signature where it is one of those that
// functions of templates mostly have.
func call(function any, args []expression) (expression, error) {
	kind := reflect.TypeOf(function)
	fixed := kind.NumIn()
	if kind.IsVariadic() {
		fixed--
	}
	if len(args) < fixed || len(args) > fixed && !kind.IsVariadic() {
		return nil, fmt.Errorf("a call with %d arguments: %w", len(args), errUnknown)
	}
	rest := args[fixed:]
	switch f := function.(type) {
	case func() string:
		return func(*run, reflect.Value) reflect.Value { return reflect.ValueOf(f()) }, nil
	case func(string) string:
		return func(r *run, dot reflect.Value) reflect.Value { return reflect.ValueOf(f(text(args[0](r, dot)))) }, nil
	case func(string) template.HTML:
		return func(r *run, dot reflect.Value) reflect.Value { return reflect.ValueOf(f(text(args[0](r, dot)))) }, nil
	case func(any) template.HTML:
		return func(r *run, dot reflect.Value) reflect.Value { return reflect.ValueOf(f(plain(args[0](r, dot)))) }, nil
	case func(...any) string:
		return func(r *run, dot reflect.Value) reflect.Value { return reflect.ValueOf(f(all(args, r, dot)...)) }, nil
	case func(string, ...any) string:
		return func(r *run, dot reflect.Value) reflect.Value {
			return reflect.ValueOf(f(text(args[0](r, dot)), all(rest, r, dot)...))
		}, nil
	case func(string, ...any) template.HTML:
		return func(r *run, dot reflect.Value) reflect.Value {
			return reflect.ValueOf(f(text(args[0](r, dot)), all(rest, r, dot)...))
		}, nil
	case func(string, int, ...any) string:
		return func(r *run, dot reflect.Value) reflect.Value {
			return reflect.ValueOf(f(text(args[0](r, dot)), integer(args[1](r, dot)), all(rest, r, dot)...))
		}, nil
	case func(string, string, ...any) string:
		return func(r *run, dot reflect.Value) reflect.Value {
			return reflect.ValueOf(f(text(args[0](r, dot)), text(args[1](r, dot)), all(rest, r, dot)...))
		}, nil
	case func(string, any) (template.HTML, error):
		return func(r *run, dot reflect.Value) reflect.Value {
			return result(f(text(args[0](r, dot)), plain(args[1](r, dot))))
		}, nil
	case func(...any) (map[string]any, error):
		return func(r *run, dot reflect.Value) reflect.Value { return result(f(all(args, r, dot)...)) }, nil
	}
	if kind.IsVariadic() {
		return nil, fmt.Errorf("a function of type %s: %w", kind, errUnknown)
	}
	value := reflect.ValueOf(function)
	return func(r *run, dot reflect.Value) reflect.Value { return callAny(value, args, r, dot) }, nil
}

func result[T any](v T, err error) reflect.Value {
	if err != nil {
		panic(err)
	}
	return reflect.ValueOf(v)
}

// text is a value where a string is wanted. No other type will do, named ones
// neither.
func text(v reflect.Value) string {
	s, ok := plain(v).(string)
	if !ok {
		panic(errUnknown)
	}
	return s
}

func integer(v reflect.Value) int {
	n, ok := plain(v).(int)
	if !ok {
		panic(errUnknown)
	}
	return n
}

// plain is a value where any is wanted.
func plain(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	return v.Interface()
}

func all(args []expression, r *run, dot reflect.Value) []any {
	if len(args) == 0 {
		return nil
	}
	values := make([]any, len(args))
	for i, arg := range args {
		values[i] = plain(arg(r, dot))
	}
	return values
}

// callAny calls a function or a method by way of reflection.
func callAny(function reflect.Value, args []expression, r *run, dot reflect.Value) reflect.Value {
	kind := function.Type()
	if kind.IsVariadic() || kind.NumIn() != len(args) {
		panic(errUnknown)
	}
	var values []reflect.Value
	for i, arg := range args {
		wanted, value := kind.In(i), inside(arg(r, dot))
		if !value.IsValid() && wanted.Kind() == reflect.Interface {
			value = reflect.Zero(wanted)
		}
		if !value.IsValid() || !value.Type().AssignableTo(wanted) {
			panic(errUnknown)
		}
		values = append(values, value)
	}
	results := function.Call(values)
	if len(results) == 2 && !results[1].IsNil() {
		panic(errUnknown)
	}
	return results[0]
}
