package kept

import (
	"crypto/sha256"
	"encoding/binary"
	"reflect"
	"slices"
	"strings"
	"time"

	"shebao/generator/theme"
)

// Digest is the SHA-256 of something.
type Digest = [sha256.Size]byte

// Hash is the fingerprint of values, through pointers and whatever their
// types hold. Values that look alike but differ in type or shape have different
// ones. The site that a page is drawn with is left out when it is met through a
// pointer: it is the same for all pages of a build.
func Hash(values ...any) Digest { return HashIn(new([]byte), values...) }

// HashIn is Hash in scratch memory.
func HashIn(scratch *[]byte, values ...any) Digest {
	h := hasher{(*scratch)[:0]}
	for _, v := range values {
		h.value(reflect.ValueOf(v))
	}
	*scratch = h.b
	return sha256.Sum256(h.b)
}

// hasher writes values so that no two different ones give the same bytes.
type hasher struct{ b []byte }

var (
	timeType = reflect.TypeFor[time.Time]()
	siteType = reflect.TypeFor[*theme.Site]()
)

func (h *hasher) value(v reflect.Value) {
	if !v.IsValid() {
		h.b = append(h.b, 0)
		return
	}
	h.b = append(h.b, byte(v.Kind()))
	switch v.Kind() {
	case reflect.String:
		h.text(v.String())
	case reflect.Bool:
		if v.Bool() {
			h.b = append(h.b, 1)
		} else {
			h.b = append(h.b, 0)
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		h.number(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		h.number(v.Uint())
	case reflect.Slice, reflect.Array:
		h.number(uint64(v.Len()))
		for i := range v.Len() {
			h.value(v.Index(i))
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		h.number(uint64(len(keys)))
		for _, key := range keys {
			h.value(key)
			h.value(v.MapIndex(key))
		}
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() || v.Type() == siteType {
			h.b = append(h.b, 0)
			return
		}
		h.b = append(h.b, 1)
		if v.Kind() == reflect.Interface {
			h.text(v.Elem().Type().String())
		}
		h.value(v.Elem())
	case reflect.Struct:
		if v.Type() == timeType {
			t := v.Interface().(time.Time)
			h.number(uint64(t.Unix()))
			h.number(uint64(t.Nanosecond()))
			return
		}
		h.text(v.Type().Name())
		for i := range v.NumField() {
			h.value(v.Field(i))
		}
	default:
		// A function or channel in a page could not be compared.
		panic("hash of " + v.Type().String())
	}
}

func (h *hasher) text(s string) {
	h.number(uint64(len(s)))
	h.b = append(h.b, s...)
}

func (h *hasher) number(n uint64) { h.b = binary.LittleEndian.AppendUint64(h.b, n) }
