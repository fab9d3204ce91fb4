package sqlite

import "shebao/server/card"

// blockWriter turns a stream of records, in the order of their digests, into
// the blocks of one stretch. The blocks it makes are full, or at least half
// full where the stretch is short.
type blockWriter struct {
	put func(first uint64, data []byte) error

	first, end uint64   // of what is still to be written
	buf        []byte   // records
	marks      []mark   // where they begin
	written    int      // blocks
	keys       [256]int // cards by key
}

type mark struct {
	offset int
	prefix uint64
}

// bufferSize is how many bytes of records wait before blocks are made of them.
const bufferSize = 16 * blockSize

// begin starts a stretch.
func (w *blockWriter) begin(first, end uint64) {
	w.first, w.end = first, end
	w.buf, w.marks, w.written = w.buf[:0], w.marks[:0], 0
}

// add takes the next record.
func (w *blockWriter) add(rec record) error {
	w.marks = append(w.marks, mark{len(w.buf), prefix(rec.digest)})
	w.buf = appendRecord(w.buf, rec)
	w.keys[rec.key]++
	if len(w.buf) < bufferSize {
		return nil
	}
	return w.flush(2 * room)
}

// room is what the records of a block have of it.
const room = blockSize - headSize - tailSize

// finish writes what is left and ends the stretch.
func (w *blockWriter) finish() error {
	if err := w.flush(2 * room); err != nil {
		return err
	}
	if len(w.buf) > room {
		if err := w.emit(len(w.buf) / 2); err != nil {
			return err
		}
	}
	if err := w.flush(room); err != nil {
		return err
	}
	w.written++
	return w.put(w.first, seal(w.first, w.end, w.buf))
}

// flush writes full blocks until no more than keep bytes are left, or no
// boundary is.
func (w *blockWriter) flush(keep int) error {
	for len(w.buf) > keep {
		before := len(w.buf)
		if err := w.emit(room); err != nil {
			return err
		}
		if len(w.buf) == before {
			return nil
		}
	}
	return nil
}

// emit writes one block of at most size bytes, or of one card if that is
// larger. Cards whose digests begin with the same 64 bits stay together, as a
// boundary could not part them; two such are not to be expected in this world.
func (w *blockWriter) emit(size int) error {
	cut := 0
	for i := 1; i < len(w.marks); i++ {
		if w.marks[i].offset > size && cut > 0 {
			break
		}
		if w.marks[i].prefix != w.marks[i-1].prefix && w.marks[i].prefix != w.first {
			cut = i
		}
	}
	if cut == 0 {
		return nil
	}
	next := w.marks[cut]
	if err := w.put(w.first, seal(w.first, next.prefix, w.buf[:next.offset])); err != nil {
		return err
	}
	w.written++
	w.first = next.prefix
	w.buf = w.buf[:copy(w.buf, w.buf[next.offset:])]
	w.marks = w.marks[:copy(w.marks, w.marks[cut:])]
	for i := range w.marks {
		w.marks[i].offset -= next.offset
	}
	return nil
}

// merge brings the events of a card and those of a batch together.
func merge(old, added []card.Event, replace bool) ([]card.Event, card.Change) {
	if len(old) == 0 {
		return added, card.Change{Added: int64(len(added))}
	}
	both := card.History(append(append([]card.Event(nil), old...), added...))
	change := card.Change{Added: int64(len(both) - len(old))}
	change.Unchanged = int64(len(added)) - change.Added
	if replace {
		change.Removed = int64(len(old)) - change.Unchanged
		both = append([]card.Event(nil), added...)
	}
	return both, change
}
