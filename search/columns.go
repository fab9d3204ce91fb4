package search

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"unsafe"

	"shebao/search/pinyin"
)

// The catalog is written as columns, one after the other: a number of elements,
// then the elements in little endian, then zeros up to a multiple of columnAlign
// bytes, so that every column begins where its elements can be read as they lie.
// Reading it takes no memory but for the names of the columns.
const columnAlign = 8

// columns reads or writes columns; each method takes the next one. The same
// walk over the catalog serves both ways, so that they cannot differ.
type columns interface {
	bytes(*[]byte)
	syllables(*[]pinyin.Syllable)
	uint32s(*[]uint32)
	uint64s(*[]uint64)
}

// columnWriter writes columns. The first error stays.
type columnWriter struct {
	to   *bufio.Writer
	room []byte
	err  error
}

func (w *columnWriter) bytes(c *[]byte) {
	w.put(binary.LittleEndian.AppendUint64(w.room[:0], uint64(len(*c))))
	w.put(*c)
	w.align(len(*c))
}

func (w *columnWriter) syllables(c *[]pinyin.Syllable) { writeNumbers(w, *c) }
func (w *columnWriter) uint32s(c *[]uint32)            { writeNumbers(w, *c) }
func (w *columnWriter) uint64s(c *[]uint64)            { writeNumbers(w, *c) }

func writeNumbers[T pinyin.Syllable | uint32 | uint64](w *columnWriter, c []T) {
	const atOnce = 1 << 12
	w.put(binary.LittleEndian.AppendUint64(w.room[:0], uint64(len(c))))
	size := binary.Size(c)
	for len(c) > 0 && w.err == nil {
		n := min(len(c), atOnce)
		if w.room, w.err = binary.Append(w.room[:0], binary.LittleEndian, c[:n]); w.err == nil {
			w.put(w.room)
		}
		c = c[n:]
	}
	w.align(size)
}

func (w *columnWriter) align(size int) {
	var zeros [columnAlign]byte
	w.put(zeros[:-size&(columnAlign-1)])
}

func (w *columnWriter) put(p []byte) {
	if w.err == nil {
		_, w.err = w.to.Write(p)
	}
}

// errColumns: the bytes are no columns, or others than were expected.
var errColumns = errors.New("columns that do not fit")

// columnReader takes columns off. After the first that does not fit, all are
// empty and err says so. Columns are read where they lie: they are as good as
// the bytes, and are not to be written to.
type columnReader struct {
	in  []byte
	err error
}

// take returns the bytes of the next column, whose elements have that size.
func (r *columnReader) take(size int) []byte {
	if r.err == nil && len(r.in) >= columnAlign {
		count := binary.LittleEndian.Uint64(r.in)
		if rest := r.in[columnAlign:]; count <= uint64(len(rest)/size) {
			n := int(count) * size
			if padded := n + -n&(columnAlign-1); padded <= len(rest) {
				r.in = rest[padded:]
				return rest[:n:n]
			}
		}
	}
	r.err = errColumns
	return nil
}

func (r *columnReader) bytes(c *[]byte)                { *c = r.take(1) }
func (r *columnReader) syllables(c *[]pinyin.Syllable) { *c = numbers[pinyin.Syllable](r) }
func (r *columnReader) uint32s(c *[]uint32)            { *c = numbers[uint32](r) }
func (r *columnReader) uint64s(c *[]uint64)            { *c = numbers[uint64](r) }

// numbers returns the next column as numbers: the bytes themselves where the
// machine reads them so, or a copy.
func numbers[T pinyin.Syllable | uint32 | uint64](r *columnReader) []T {
	size := binary.Size(T(0))
	column := r.take(size)
	if len(column) == 0 {
		return nil
	}
	first := unsafe.Pointer(&column[0]) // #nosec G103 -- whole elements, aligned as T is
	if littleEndian() && uintptr(first)%uintptr(size) == 0 {
		return unsafe.Slice((*T)(first), len(column)/size) // #nosec G103 -- as above
	}
	out := make([]T, len(column)/size)
	if _, err := binary.Decode(column, binary.LittleEndian, out); err != nil {
		r.err = err
	}
	return out
}

// littleEndian tells how the machine orders the bytes of a number.
func littleEndian() bool { return binary.NativeEndian.Uint16([]byte{1, 0}) == 1 }

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
func below[T uint8 | pinyin.Syllable | uint32](list []T, n int) bool {
	for _, x := range list {
		if int(x) >= n {
			return false
		}
	}
	return true
}
