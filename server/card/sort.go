package card

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
)

const (
	// runRows is how many entries are sorted at a time: 24 MiB of them.
	runRows    = 1 << 19
	stagedSize = 32 + 8 + 1
)

// sorter brings any number of entries into the order of their digests within
// bounded memory: it sorts runs, keeps them in a file, and merges them. The
// file holds digests and dates as a store does, has no name once it is open,
// and so is gone with the process however that ends.
type sorter struct {
	folder string // of the file; "" is the system's for temporary files
	limit  int    // rows of a run

	rows   []staged
	file   *os.File
	out    *bufio.Writer
	runs   []int64 // where each run ends in the file
	size   int64
	spare  chan []staged // the other buffer
	sorted chan error    // result of the run that is being written; nil if none
}

func newSorter(folder string) *sorter {
	return &sorter{folder: folder, limit: runRows, spare: make(chan []staged, 1)}
}

// add takes one entry.
func (s *sorter) add(e staged) error {
	if s.rows == nil {
		s.rows = make([]staged, 0, min(s.limit, 4096))
	}
	s.rows = append(s.rows, e)
	if len(s.rows) < s.limit {
		return nil
	}
	return s.spill()
}

// spill sorts and writes the run in the background, one at a time, while the
// next is being filled.
func (s *sorter) spill() error {
	if err := s.wait(); err != nil {
		return err
	}
	if s.file == nil {
		if err := s.create(); err != nil {
			return fmt.Errorf("sort the entries: %w", err)
		}
	}
	run := s.rows
	s.sorted = make(chan error, 1)
	go func() {
		s.sorted <- s.write(run)
		s.spare <- run[:0]
	}()
	select {
	case s.rows = <-s.spare:
	default:
		s.rows = nil
	}
	return nil
}

func (s *sorter) wait() error {
	if s.sorted == nil {
		return nil
	}
	err := <-s.sorted
	s.sorted = nil
	if err != nil {
		return fmt.Errorf("sort the entries: %w", err)
	}
	return nil
}

func (s *sorter) create() (err error) {
	if s.file, err = os.CreateTemp(s.folder, ".sorting-*"); err != nil {
		return err
	}
	s.out = bufio.NewWriterSize(s.file, 1<<20)
	return os.Remove(s.file.Name())
}

func (s *sorter) write(run []staged) error {
	slices.SortFunc(run, compareStaged)
	var b [stagedSize]byte
	for i, e := range run {
		if i > 0 && e == run[i-1] {
			continue
		}
		copy(b[:], e.digest[:])
		binary.LittleEndian.PutUint64(b[32:], uint64(e.micros))
		b[40] = e.kind
		if _, err := s.out.Write(b[:]); err != nil {
			return err
		}
		s.size += stagedSize
	}
	s.runs = append(s.runs, s.size)
	return s.out.Flush()
}

// all gives the entries in order, doubles once. It can be called once.
func (s *sorter) all() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		sources, err := s.sources()
		if err != nil {
			yield(Entry{}, err)
			return
		}
		var last staged
		for first := true; len(sources) > 0; {
			e := sources[0].head
			if first || e != last {
				if !yield(e.entry(), nil) {
					return
				}
			}
			first, last = false, e
			switch err := sources[0].advance(); {
			case errors.Is(err, io.EOF):
				sources[0] = sources[len(sources)-1]
				sources = sources[:len(sources)-1]
			case err != nil:
				yield(Entry{}, fmt.Errorf("read the sorted entries: %w", err))
				return
			}
			sink(sources)
		}
	}
}

// close frees the file.
func (s *sorter) close() error {
	err := s.wait()
	if s.file != nil {
		return errors.Join(err, s.file.Close())
	}
	return err
}

// source is one sorted run: the last in memory, the others in the file.
type source struct {
	head staged
	rows []staged
	in   *bufio.Reader
}

// sources opens every run, as a heap with the least entry first.
func (s *sorter) sources() ([]*source, error) {
	if err := s.wait(); err != nil {
		return nil, err
	}
	slices.SortFunc(s.rows, compareStaged)
	all := []*source{{rows: s.rows}}
	start := int64(0)
	for _, end := range s.runs {
		in := bufio.NewReaderSize(io.NewSectionReader(s.file, start, end-start), 256<<10)
		all = append(all, &source{in: in})
		start = end
	}
	var heap []*source
	for _, src := range all {
		switch err := src.advance(); {
		case err == nil:
			heap = append(heap, src)
		case !errors.Is(err, io.EOF):
			return nil, fmt.Errorf("read the sorted entries: %w", err)
		}
	}
	slices.SortFunc(heap, func(a, b *source) int { return compareStaged(a.head, b.head) })
	return heap, nil
}

func (s *source) advance() error {
	if s.in == nil {
		if len(s.rows) == 0 {
			return io.EOF
		}
		s.head, s.rows = s.rows[0], s.rows[1:]
		return nil
	}
	var b [stagedSize]byte
	if _, err := io.ReadFull(s.in, b[:]); err != nil {
		return err
	}
	copy(s.head.digest[:], b[:])
	s.head.micros = int64(binary.LittleEndian.Uint64(b[32:]))
	s.head.kind = b[40]
	return nil
}

// sink puts the first source where it belongs in the heap.
func sink(heap []*source) {
	for i := 0; ; {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(heap); child++ {
			if compareStaged(heap[child].head, heap[least].head) < 0 {
				least = child
			}
		}
		if least == i {
			return
		}
		heap[i], heap[least] = heap[least], heap[i]
		i = least
	}
}

// compareStaged is the order of digests, then that of [Event.Compare].
func compareStaged(a, b staged) int {
	if x, y := binary.BigEndian.Uint64(a.digest[:]), binary.BigEndian.Uint64(b.digest[:]); x != y {
		return cmp.Compare(x, y)
	}
	if c := bytes.Compare(a.digest[8:], b.digest[8:]); c != 0 {
		return c
	}
	if a.micros != b.micros {
		return cmp.Compare(a.micros, b.micros)
	}
	if c := cmp.Compare(b.kind&dateOnly, a.kind&dateOnly); c != 0 {
		return c
	}
	return cmp.Compare(a.kind, b.kind)
}
