package limit

import "hash/maphash"

// table remembers a value for each key, of at least the last so many keys that
// were set and of at most twice as many. It is two maps: once the younger is
// full, the older is emptied and takes its place.
//
// Where values have no pointers, neither has the table, so that the garbage
// collector need not look through it: with a hundred thousand addresses that
// doubled what it had to do while lookups waited. For the same end keys are kept
// as hashes under a seed that nobody knows; that two have one is not to be
// brought about, and otherwise happens to nobody.
type table[V any] struct {
	keys       int
	seed       maphash.Seed
	young, old map[uint64]V
}

func newTable[V any](keys int) table[V] {
	return table[V]{keys: keys, seed: maphash.MakeSeed(), young: map[uint64]V{}, old: map[uint64]V{}}
}

func (t *table[V]) hash(key string) uint64 { return maphash.String(t.seed, key) }

func (t *table[V]) get(hash uint64) (v V, ok bool) {
	if v, ok = t.young[hash]; !ok {
		v, ok = t.old[hash]
	}
	return v, ok
}

func (t *table[V]) set(hash uint64, v V) {
	if _, ok := t.young[hash]; !ok && len(t.young) >= t.keys {
		t.young, t.old = t.old, t.young
		clear(t.young)
	}
	t.young[hash] = v
}

func (t *table[V]) remove(hash uint64) {
	delete(t.young, hash)
	delete(t.old, hash)
}
