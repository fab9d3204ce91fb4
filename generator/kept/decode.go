package kept

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"time"
)

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

// decode reads a value that encode has written.
func decode(text string, to any) error {
	w := wire{text}
	if m, ok := to.(*Made); ok { // ten thousand of them
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

func (w *wire) text() (string, error) {
	n, err := w.uvarint()
	if err != nil {
		return "", err
	}
	return w.take(n)
}
