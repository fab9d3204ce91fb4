package kept

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shebao/generator/guide"
)

// fill puts something into every exported field, so that one that is not kept shows.
func fill(v reflect.Value, n *int64) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(time.Duration(*n).String() + "\x00卡")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(-*n << 40)
	case reflect.Uint8, reflect.Uint64:
		v.SetUint(uint64(*n))
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 3 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(key, n)
			fill(value, n)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		if v.Type() == timeType {
			v.Set(reflect.ValueOf(time.Unix(*n, *n).UTC()))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), n)
			}
		}
	default:
		panic(v.Type().String())
	}
}

func TestWhatACacheHoldsIsReadAsItWasWritten(t *testing.T) {
	for _, empty := range []any{new(Head), new(Rest), new(Made), new(guide.CachedGuide)} {
		n := int64(0)
		fill(reflect.ValueOf(empty).Elem(), &n)
		written := encode(reflect.ValueOf(empty).Elem().Interface())
		read := reflect.New(reflect.TypeOf(empty).Elem()).Interface()
		if err := decode(string(written), read); err != nil {
			t.Fatalf("%T: %v", empty, err)
		}
		if diff := cmp.Diff(empty, read); diff != "" {
			t.Errorf("%T (-written +read):\n%s", empty, diff)
		}
		for length := range len(written) {
			if decode(string(written[:length]), read) == nil {
				t.Fatalf("%T: %d of %d bytes are taken for all", empty, length, len(written))
			}
		}
	}
}

// FuzzDecode: bytes that are none of ours give an error or a value, nothing worse.
func FuzzDecode(f *testing.F) {
	f.Add(string(encode(Head{Format: 1, Fingerprint: "x"})))
	f.Add("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")
	f.Fuzz(func(t *testing.T, text string) {
		for _, to := range []any{new(Head), new(Rest), new(Made), new(guide.CachedGuide)} {
			_ = decode(text, to)
		}
	})
}
