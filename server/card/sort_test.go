package card

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestSortedRowsComeInOrderFromHoweverManyRuns(t *testing.T) {
	for _, c := range []struct {
		name        string
		rows, limit int
	}{
		{"nothing", 0, 10},
		{"in memory", 9, 10},
		{"a run that is just full", 10, 10},
		{"many runs", 1234, 10},
		{"one row a run", 50, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, uint64(c.rows)))
			s := newSorter(t.TempDir())
			s.limit = c.limit
			defer func() {
				if err := s.close(); err != nil {
					t.Error(err)
				}
			}()
			var want []Entry
			for range c.rows {
				// Few digests and moments, so that there are doubles.
				e := staged{micros: int64(random.IntN(4)), kind: uint8(1 + random.IntN(3))}
				e.digest[0], e.digest[31] = byte(random.IntN(5)), byte(random.IntN(3))
				if random.IntN(2) == 0 {
					e.kind |= dateOnly
				}
				want = append(want, e.entry())
				if err := s.add(e); err != nil {
					t.Fatal(err)
				}
			}
			slices.SortFunc(want, Entry.Compare)
			want = slices.CompactFunc(want, func(a, b Entry) bool { return a.Compare(b) == 0 })
			var got []Entry
			for e, err := range s.all() {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, e)
			}
			if !slices.EqualFunc(got, want, func(a, b Entry) bool { return a.Compare(b) == 0 }) {
				t.Errorf("%d entries, want %d, sorted and each once", len(got), len(want))
			}
		})
	}
}

func TestSortingSaysThatItsFolderIsMissing(t *testing.T) {
	s := newSorter(filepath.Join(t.TempDir(), "missing"))
	s.limit = 1
	if err := s.add(staged{kind: 1}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want that the folder is missing", err)
	}
}

func TestSortingSaysThatAFileCannotBeWritten(t *testing.T) {
	s := newSorter(t.TempDir())
	s.limit = 1
	if err := s.add(staged{kind: 1}); err != nil {
		t.Fatal(err)
	}
	if err := s.wait(); err != nil {
		t.Fatal(err)
	}
	if err := s.file.Close(); err != nil {
		t.Fatal(err)
	}
	var last error
	for range 3 {
		if err := s.add(staged{kind: 1}); err != nil {
			last = err
		}
	}
	for _, err := range s.all() {
		last = errors.Join(last, err)
	}
	if !errors.Is(last, os.ErrClosed) {
		t.Errorf("got %v, want the error of the file", last)
	}
}
