package kept

import (
	"cmp"
	"encoding/binary"
	"reflect"
	"slices"
	"time"

	"shebao/generator/publish"
)

// appendValue appends a value in a form that readValue reads back: exported
// fields in their order, texts and lists with their length, maps in the order of
// their keys. Nothing says what is what, so that both sides need the same types,
// as two runs of one program have; in return it is read several times faster
// than encoding/gob reads.
func appendValue(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.String:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		return append(b, v.String()...)
	case reflect.Bool:
		if v.Bool() {
			return append(b, 1)
		}
		return append(b, 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return binary.AppendVarint(b, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return binary.AppendUvarint(b, v.Uint())
	case reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			for i := range v.Len() {
				b = append(b, byte(v.Index(i).Uint()))
			}
			return b
		}
	case reflect.Slice:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return append(b, v.Bytes()...)
		}
		for i := range v.Len() {
			b = appendValue(b, v.Index(i))
		}
		return b
	case reflect.Map:
		if b, ok := appendKnownMap(b, v.Interface()); ok {
			return b
		}
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(a.String(), b.String()) })
		b = binary.AppendUvarint(b, uint64(len(keys)))
		for _, key := range keys {
			b = appendValue(appendValue(b, key), v.MapIndex(key))
		}
		return b
	case reflect.Struct:
		if v.Type() == timeType {
			t := v.Interface().(time.Time)
			return binary.AppendVarint(binary.AppendVarint(b, t.Unix()), int64(t.Nanosecond()))
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				b = appendValue(b, v.Field(i))
			}
		}
		return b
	}
	// Types of the cache are our own: this is a fault of the program.
	panic("cache of " + v.Type().String())
}

// AppendMade appends what a page was made of, as Made.Read reads it.
func AppendMade(b []byte, m Made) []byte { return appendValue(b, reflect.ValueOf(m)) }

// encode is a value by itself; decode reads it back.
func encode(v any) []byte { return appendValue(nil, reflect.ValueOf(v)) }

// encodeRoomy is encode into as much room as it will take, or a little less.
func encodeRoomy(v any, size int) []byte {
	return appendValue(make([]byte, 0, size), reflect.ValueOf(v))
}

// The large maps of a cache, one entry for each file or page, are written and
// read without package reflect. Their form is the same.

func appendKnownMap(b []byte, m any) ([]byte, bool) {
	switch m := m.(type) {
	case map[string]publish.Output:
		return appendMap(b, m, func(b []byte, o publish.Output) []byte {
			b = append(b, o.Sum[:]...)
			return binary.AppendVarint(binary.AppendVarint(b, o.Size), o.Modified)
		}), true
	case map[string]string:
		return appendMap(b, m, func(b []byte, s string) []byte {
			return append(binary.AppendUvarint(b, uint64(len(s))), s...)
		}), true
	case publish.Folders:
		return appendMap(b, m, binary.AppendVarint), true
	}
	return b, false
}

func appendMap[V any](b []byte, m map[string]V, value func([]byte, V) []byte) []byte {
	type entry struct {
		key   string
		value V
	}
	list := make([]entry, 0, len(m))
	for key, v := range m {
		list = append(list, entry{key, v})
	}
	slices.SortFunc(list, func(a, b entry) int { return cmp.Compare(a.key, b.key) })
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, e := range list {
		b = binary.AppendUvarint(b, uint64(len(e.key)))
		b = value(append(b, e.key...), e.value)
	}
	return b
}
