package compile

import (
	"reflect"
	"sync/atomic"
)

// fields is .A.B.C of a value, and the arguments are those of C.
func fields(of expression, names []string, args []expression) expression {
	for i, name := range names {
		if i == len(names)-1 {
			return field(of, name, args)
		}
		of = field(of, name, nil)
	}
	return of
}

// access is how a name is found in values of a type.
type access struct {
	kind   reflect.Type
	method int   // -1: it is no method
	index  []int // of the field; nil in a map
}

// field is a field of a struct, an entry of a map, or what a method returns. What
// it is, is found out for the type that was met last: there is seldom another one
// at the same place of a template.
func field(of expression, name string, args []expression) expression {
	key := reflect.ValueOf(name)
	var known atomic.Pointer[access]
	return func(r *run, dot reflect.Value) reflect.Value {
		value := of(r, dot)
		if !value.IsValid() {
			return value
		}
		value = follow(value)
		holder := value
		if value.CanAddr() {
			holder = value.Addr() // has the methods of pointers, too
		}
		a := known.Load()
		if kind := holder.Type(); a == nil || a.kind != kind {
			a = find(kind, value.Type(), name)
			known.Store(a)
		}
		switch {
		case a.method >= 0:
			return callAny(holder.Method(a.method), args, r, dot)
		case len(args) > 0:
			panic(errUnknown)
		case a.index == nil:
			return value.MapIndex(key)
		}
		return value.FieldByIndex(a.index)
	}
}

// find finds out what a name is in values of a type, whose methods are those of
// holder.
func find(holder, kind reflect.Type, name string) *access {
	if m, ok := holder.MethodByName(name); ok {
		return &access{kind: holder, method: m.Index}
	}
	switch kind.Kind() {
	case reflect.Struct:
		if f, ok := kind.FieldByName(name); ok && f.IsExported() {
			return &access{kind: holder, method: -1, index: f.Index}
		}
	case reflect.Map:
		if kind.Key() == reflect.TypeFor[string]() {
			return &access{kind: holder, method: -1}
		}
	}
	panic(errUnknown)
}
