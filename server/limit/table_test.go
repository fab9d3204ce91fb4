package limit

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"
)

func TestATableKeepsTheLastKeys(t *testing.T) {
	table := newTable[int](10)
	for i := range 1000 {
		table.set(table.hash(fmt.Sprint(i)), i)
		table.set(table.hash("always in use"), -1)
		for last := max(0, i-8); last <= i; last++ { // nine, and the one in use
			if v, ok := table.get(table.hash(fmt.Sprint(last))); !ok || v != last {
				t.Fatalf("after %d: %d is %d, %t", i, last, v, ok)
			}
		}
		if v, ok := table.get(table.hash("always in use")); !ok || v != -1 {
			t.Fatalf("after %d: what is in use is forgotten", i)
		}
		if n := table.len(); n > 20 {
			t.Fatalf("after %d: %d keys are remembered", i, n)
		}
	}
	last := table.hash("999")
	table.remove(last)
	if _, ok := table.get(last); ok {
		t.Error("what was removed is still there")
	}
}

// What the limits remember has no pointers, and is no larger than what a map
// holds without one: the garbage collector passes over it.
func TestATableHasNoPointers(t *testing.T) {
	for _, value := range []any{attempts{}, time.Duration(0)} {
		kind := reflect.TypeOf(value)
		if where := pointerIn(kind); where != "" {
			t.Errorf("%s has a pointer: %s", kind, where)
		}
		if kind.Size() > 128 {
			t.Errorf("%s has %d bytes", kind, kind.Size())
		}
	}
}

func pointerIn(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Array:
		return pointerIn(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if where := pointerIn(t.Field(i).Type); where != "" {
				return t.Field(i).Name + " " + where
			}
		}
		return ""
	case reflect.Int, reflect.Int32, reflect.Int64, reflect.Uint64:
		return ""
	}
	return t.Kind().String()
}

// A limit with as many keys as it remembers: what a server has to which everybody
// comes from another address.
func BenchmarkRate(b *testing.B) {
	rate := NewRate(RateOptions{})
	keys := make([]string, 1<<20)
	for i := range keys {
		keys[i] = fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&0xff, i&0xff)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if wait, _ := rate.Allow(context.Background(), keys[i%len(keys)]); wait != 0 {
			b.Fatal("it has to wait")
		}
	}
}

// len is how many keys are remembered, those twice of which both maps have one.
func (t *table[V]) len() int { return len(t.young) + len(t.old) }
