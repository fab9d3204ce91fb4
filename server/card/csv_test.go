package card

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// readCells reads a text as an import does: chunks, rows, cells. A row that
// cannot be read is one cell with the reason.
func readCells(t *testing.T, r io.Reader) (rows [][]string, lines []int) {
	t.Helper()
	c := &chunker{r: r, line: 1}
	for {
		next, err := c.next(nil)
		if errors.Is(err, io.EOF) {
			return rows, lines
		}
		if err != nil {
			t.Fatal(err)
		}
		line := next.line
		for data := next.data; len(data) > 0; {
			row := nextRow(data, true)
			if row.size == 0 {
				t.Fatal("a chunk that does not end with a row")
			}
			var cells []string
			if row.reason != "" {
				cells = []string{"<" + string(row.reason) + ">"}
			} else if !emptyLine(data[:row.size]) {
				split, _ := splitCells(nil, nil, data[:row.size])
				for _, cell := range split {
					cells = append(cells, string(cell))
				}
			}
			if cells != nil {
				rows, lines = append(rows, cells), append(lines, line)
			}
			data, line = data[row.size:], line+row.lines
		}
	}
}

func join(rows [][]string) string {
	var lines []string
	for _, cells := range rows {
		lines = append(lines, strings.Join(cells, "|"))
	}
	return strings.Join(lines, "\n")
}

func TestALineThatIsTooLongIsOneBadRow(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	rows, lines := readCells(t, strings.NewReader("a,b\n"+long+",good,row\nc,d\n"+long))
	if got := join(rows); got != "a|b\n<too_long>\nc|d\n<too_long>" || lines[2] != 3 || lines[3] != 4 {
		t.Errorf("got %d rows in lines %v", len(rows), lines)
	}
}

func TestAFileWithoutLineEndsTakesBoundedMemory(t *testing.T) {
	c := &chunker{r: io.LimitReader(zeros{}, 64<<20), line: 1}
	for {
		next, err := c.next(nil)
		if errors.Is(err, io.EOF) {
			return
		}
		if cap(next.data) > 4*chunkSize || cap(c.rest) > 2*maxRecord {
			t.Fatalf("%d bytes in memory for a line without an end", cap(next.data)+cap(c.rest))
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// FuzzCells compares with encoding/csv, which reads the same files but without
// limits, and gives up where we go on.
func FuzzCells(f *testing.F) {
	f.Add("a,b\n\"c\"\"d\",\"e\nf\"\r\n", uint8(1))
	f.Add("\"a\n,b\n\"\"x,\"y\"z\n", uint8(3))
	f.Add("\r\n\r,\"\r\n\"\r\n,", uint8(7))
	f.Add("\"\n\"\n\"", uint8(2))
	f.Fuzz(func(t *testing.T, text string, step uint8) {
		rows, lines := readCells(t, strings.NewReader(text))
		again, _ := readCells(t, &stepping{r: strings.NewReader(text), n: int(step) + 1})
		if join(rows) != join(again) {
			t.Fatal("what is read depends on the sizes of the reads")
		}
		for i, line := range lines {
			if i > 0 && line <= lines[i-1] || line > strings.Count(text, "\n")+1 {
				t.Fatalf("row %d is in line %d after line %d", i, line, lines[i-1])
			}
		}
		if strings.Contains(text, "\r") {
			return // encoding/csv takes a \r before \n out of quoted cells
		}
		standard := csv.NewReader(strings.NewReader(text))
		standard.FieldsPerRecord = -1
		for i := 0; ; i++ {
			want, err := standard.Read()
			if errors.Is(err, io.EOF) {
				if i != len(rows) {
					t.Fatalf("%d rows, encoding/csv has %d", len(rows), i)
				}
				return
			}
			if i >= len(rows) {
				t.Fatalf("%d rows, encoding/csv has more", len(rows))
			}
			if err != nil {
				if len(rows[i]) != 1 || !strings.HasPrefix(rows[i][0], "<") {
					t.Fatalf("row %d is read; encoding/csv refuses it: %v", i, err)
				}
				return // it does not find the next row as we do
			}
			if join([][]string{want}) != join(rows[i:i+1]) {
				t.Fatalf("row %d has other cells than encoding/csv has", i)
			}
		}
	})
}

// stepping reads n bytes at a time.
type stepping struct {
	r io.Reader
	n int
}

func (s *stepping) Read(p []byte) (int, error) { return s.r.Read(p[:min(s.n, len(p))]) }

func TestCellsAreTheSameReadOneByteAtATime(t *testing.T) {
	var text bytes.Buffer
	for range 3000 {
		text.WriteString("one,\"two\n\"\"2\"\"\",,\"\"\r\n")
	}
	rows, _ := readCells(t, iotest.OneByteReader(&text))
	for i, cells := range rows {
		if got := strings.Join(cells, "|"); got != "one|two\n\"2\"||" {
			t.Fatalf("row %d of %d is %q", i, len(rows), got)
		}
	}
	if len(rows) != 3000 {
		t.Errorf("%d rows", len(rows))
	}
}
