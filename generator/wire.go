package generator

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
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

// errCut says that bytes end in the middle of a value, or are none of ours.
var errCut = errors.New("the value is cut off or damaged")

// wire is what is left to read. Texts are cut out of one string, without copies.
type wire struct{ rest string }

func (w *wire) take(n uint64) (string, error) {
	if n > uint64(len(w.rest)) {
		return "", errCut
	}
	s := w.rest[:n]
	w.rest = w.rest[n:]
	return s, nil
}

func (w *wire) uvarint() (n uint64, err error) {
	for shift := 0; shift < 64; shift += 7 {
		if len(w.rest) == 0 {
			break
		}
		c := w.rest[0]
		w.rest = w.rest[1:]
		n |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return n, nil
		}
	}
	return 0, errCut
}

func (w *wire) varint() (int64, error) {
	n, err := w.uvarint()
	return int64(n>>1) ^ -int64(n&1), err
}

// count reads how many values follow, each of at least a byte.
func (w *wire) count() (int, error) {
	n, err := w.uvarint()
	if err == nil && n > uint64(len(w.rest)) {
		err = errCut
	}
	return int(n), err
}

// readValue sets v, which can be set, to the next value. Where there is none, v
// holds part of one.
func (w *wire) readValue(v reflect.Value) error {
	switch v.Kind() {
	case reflect.String:
		n, err := w.uvarint()
		if err != nil {
			return err
		}
		s, err := w.take(n)
		v.SetString(s)
		return err
	case reflect.Bool:
		s, err := w.take(1)
		v.SetBool(s == "\x01")
		return err
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := w.varint()
		v.SetInt(n)
		return err
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, err := w.uvarint()
		v.SetUint(n)
		return err
	case reflect.Array:
		s, err := w.take(uint64(v.Len()))
		reflect.Copy(v, reflect.ValueOf([]byte(s)))
		return err
	case reflect.Slice:
		return w.readSlice(v)
	case reflect.Map:
		return w.readMap(v)
	case reflect.Struct:
		if v.Type() == timeType {
			seconds, err := w.varint()
			nanos, late := w.varint()
			v.Set(reflect.ValueOf(time.Unix(seconds, nanos).UTC()))
			return cmp.Or(err, late)
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				if err := w.readValue(v.Field(i)); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return fmt.Errorf("cache of %s", v.Type())
}

func (w *wire) readSlice(v reflect.Value) error {
	n, err := w.count()
	if err != nil || n == 0 { // an empty list comes back as none
		return err
	}
	if v.Type().Elem().Kind() == reflect.Uint8 {
		s, err := w.take(uint64(n))
		v.SetBytes([]byte(s))
		return err
	}
	v.Set(reflect.MakeSlice(v.Type(), n, n))
	for i := range n {
		if err := w.readValue(v.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

func (w *wire) readMap(v reflect.Value) error {
	if read := w.knownMap(v.Addr().Interface()); read != nil {
		return read()
	}
	n, err := w.count()
	if err != nil {
		return err
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), n))
	key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
	for range n {
		value.SetZero()
		if err := cmp.Or(w.readValue(key), w.readValue(value)); err != nil {
			return err
		}
		v.SetMapIndex(key, value)
	}
	return nil
}

// encode and decode are the functions for whole values.
func encode(v any) []byte { return appendValue(nil, reflect.ValueOf(v)) }

// encodeRoomy is encode into as much room as it will take, or a little less.
func encodeRoomy(v any, size int) []byte {
	return appendValue(make([]byte, 0, size), reflect.ValueOf(v))
}

func decode(text string, to any) error {
	w := wire{text}
	if m, ok := to.(*made); ok { // ten thousand of them
		return w.made(m)
	}
	if err := w.readValue(reflect.ValueOf(to).Elem()); err != nil {
		return err
	}
	if w.rest != "" {
		return errCut
	}
	return nil
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

// knownMap reads into such a map; nil for any other.
func (w *wire) knownMap(to any) func() error {
	switch m := to.(type) {
	case *map[string]publish.Output:
		return func() (err error) {
			*m, err = readKnown(w, func() (o publish.Output, err error) {
				sum, err := w.take(uint64(len(o.Sum)))
				copy(o.Sum[:], sum)
				size, late := w.varint()
				modified, later := w.varint()
				o.Size, o.Modified = size, modified
				return o, cmp.Or(err, late, later)
			})
			return err
		}
	case *map[string]string:
		return func() (err error) { *m, err = readKnown(w, w.text); return err }
	case *publish.Folders:
		return func() (err error) { *m, err = readKnown(w, w.varint); return err }
	}
	return nil
}

func readKnown[V any](w *wire, value func() (V, error)) (map[string]V, error) {
	n, err := w.count()
	if err != nil {
		return nil, err
	}
	m := make(map[string]V, n)
	for range n {
		key, err := w.text()
		if err != nil {
			return nil, err
		}
		if m[key], err = value(); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (w *wire) text() (string, error) {
	n, err := w.uvarint()
	if err != nil {
		return "", err
	}
	return w.take(n)
}

// made reads a made, field by field as readValue does.
func (w *wire) made(m *made) error {
	var err error
	read := func(late error) { err = cmp.Or(err, late) }
	number := func() int {
		n, late := w.varint()
		read(late)
		return int(n)
	}
	text := func() string {
		s, late := w.text()
		read(late)
		return s
	}
	sum := func() (d digest) {
		s, late := w.take(uint64(len(d)))
		read(late)
		copy(d[:], s)
		return d
	}
	m.Source, m.View = sum(), sum()
	m.Answers = readList(w, &err, func() (a answer) {
		link, late := w.take(1)
		read(late)
		return answer{link == "\x01", text(), text()}
	})
	m.Sum = sum()
	m.IDs = readList(w, &err, text)
	m.Anchors = readList(w, &err, func() madeAnchor {
		return madeAnchor{text(), number(), number(), text(), text()}
	})
	m.Pictures = readList(w, &err, text)
	if err == nil {
		err = w.readValue(reflect.ValueOf(&m.Warnings).Elem())
	}
	m.Files = readList(w, &err, text)
	if err == nil && w.rest != "" {
		err = errCut
	}
	return err
}

// readList reads a list whose values read gives; an empty one comes back as none.
// After an error there is nothing more to read.
func readList[V any](w *wire, err *error, read func() V) []V {
	n, late := w.count()
	if *err = cmp.Or(*err, late); *err != nil || n == 0 {
		return nil
	}
	list := make([]V, 0, min(n, 64))
	for range n {
		list = append(list, read())
		if *err != nil {
			return nil
		}
	}
	return list
}
