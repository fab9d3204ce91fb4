package search

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// The catalog is written as columns, one after the other: a number of elements,
// then the elements in little endian. Reading it is little more than copying,
// and whatever the bytes are, no more memory is asked for than they fill.

// columns reads or writes columns; each method takes the next one. The same
// walk over the catalog serves both ways, so that they cannot differ.
type columns interface {
	bytes(*[]byte)
	uint32s(*[]uint32)
	uint64s(*[]uint64)
}

// columnWriter appends columns.
type columnWriter struct{ out []byte }

func (w *columnWriter) length(n int) { w.out = binary.LittleEndian.AppendUint64(w.out, uint64(n)) }

func (w *columnWriter) bytes(c *[]byte) {
	w.length(len(*c))
	w.out = append(w.out, *c...)
}

func (w *columnWriter) uint32s(c *[]uint32) {
	w.length(len(*c))
	for _, n := range *c {
		w.out = binary.LittleEndian.AppendUint32(w.out, n)
	}
}

func (w *columnWriter) uint64s(c *[]uint64) {
	w.length(len(*c))
	for _, n := range *c {
		w.out = binary.LittleEndian.AppendUint64(w.out, n)
	}
}

// errColumns: the bytes are no columns, or others than were expected.
var errColumns = errors.New("columns that do not fit")

// columnReader takes columns off. After the first that does not fit, all are
// empty and err says so. Columns of bytes are not copied.
type columnReader struct {
	in  []byte
	err error
}

// take returns the bytes of the next column.
func (r *columnReader) take(size int) (column []byte, n int) {
	if r.err == nil && len(r.in) >= 8 {
		count := binary.LittleEndian.Uint64(r.in)
		if rest := r.in[8:]; count <= uint64(len(rest)/size) {
			n = int(count)
			r.in = rest[n*size:]
			return rest[:n*size], n
		}
	}
	r.err = errColumns
	return nil, 0
}

func (r *columnReader) bytes(c *[]byte) { *c, _ = r.take(1) }

func (r *columnReader) uint32s(c *[]uint32) {
	column, n := r.take(4)
	out := make([]uint32, n)
	for i := range out {
		out[i] = binary.LittleEndian.Uint32(column[4*i:])
	}
	*c = out
}

func (r *columnReader) uint64s(c *[]uint64) {
	column, n := r.take(8)
	out := make([]uint64, n)
	for i := range out {
		out[i] = binary.LittleEndian.Uint64(column[8*i:])
	}
	*c = out
}

// end is the error of the columns, or that something follows them.
func (r *columnReader) end() error {
	if r.err == nil && len(r.in) > 0 {
		return fmt.Errorf("%w: %d bytes too many", errColumns, len(r.in))
	}
	return r.err
}

// texts is a list of strings in one piece.
type texts struct {
	Bytes []byte
	Ends  []uint32
}

func (t *texts) columns(c columns) {
	c.bytes(&t.Bytes)
	c.uint32s(&t.Ends)
}

func (t *texts) add(s string) {
	t.Bytes = append(t.Bytes, s...)
	t.Ends = append(t.Ends, uint32(len(t.Bytes)))
}

func (t *texts) addBytes(s []byte) {
	t.Bytes = append(t.Bytes, s...)
	t.Ends = append(t.Ends, uint32(len(t.Bytes)))
}

func (t *texts) addAll(list []string) {
	for _, s := range list {
		t.add(s)
	}
}

func (t *texts) len() int { return len(t.Ends) }

func (t *texts) bytes(i uint32) []byte {
	var start uint32
	if i > 0 {
		start = t.Ends[i-1]
	}
	return t.Bytes[start:t.Ends[i]]
}

func (t *texts) at(i uint32) string { return string(t.bytes(i)) }

func (t *texts) all() []string {
	out := make([]string, t.len())
	for i := range out {
		out[i] = t.at(uint32(i))
	}
	return out
}

// The checks below tell whether columns can be used without looking beyond
// their ends.

// check: as many strings as n, each within the bytes.
func (t *texts) check(n int) bool {
	return t.len() == n && rises(t.Ends, len(t.Bytes)) && len(t.Bytes) <= math.MaxUint32
}

// rises: every element is at least the one before, and the last is end. Without
// elements end is 0.
func rises(list []uint32, end int) bool {
	var before uint32
	for _, n := range list {
		if n < before {
			return false
		}
		before = n
	}
	return int(before) == end
}

// starts: list says where the parts of something of that length begin, and, in
// one more element, where the last one ends.
func starts(list []uint32, parts, length int) bool {
	return len(list) == parts+1 && list[0] == 0 && rises(list, length)
}

// below: every element is less than n.
func below[T uint8 | uint32](list []T, n int) bool {
	for _, x := range list {
		if int(x) >= n {
			return false
		}
	}
	return true
}
