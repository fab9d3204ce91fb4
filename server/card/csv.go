package card

import (
	"bytes"
	"errors"
	"io"
	"slices"
)

const (
	// maxRecord bounds one row of a file, quoted line ends included. It is also
	// how far a quote that is never closed can reach.
	maxRecord = 16 << 10
	// chunkSize is how much is handed to a worker at a time: a few thousand
	// rows, so that handing over costs nothing.
	chunkSize = 256 << 10
)

// chunk is a run of whole rows of a CSV file.
type chunk struct {
	data []byte
	line int // of the first row, from 1
}

// chunker cuts a CSV file into chunks without understanding more of it than
// where a row ends. Neither UTF-8 nor GB18030 uses the bytes of quote, comma or
// line end inside of a character, so that it works on bytes.
type chunker struct {
	r        io.Reader
	rest     []byte // the beginning of a row that the last chunk broke off
	line     int    // of the next row
	read     int64  // bytes
	eof      bool
	skipping bool // the rest of a line that is too long
}

// next returns the next chunk in buf, which may have to grow, or io.EOF.
func (c *chunker) next(buf []byte) (chunk, error) {
	buf = append(buf[:0], c.rest...)
	c.rest = c.rest[:0]
	for {
		if !c.eof {
			var err error
			if buf, err = c.fill(buf); err != nil {
				return chunk{}, err
			}
		}
		if c.skipping {
			buf = c.skip(buf)
		}
		end, lines, cut := wholeRows(buf, c.eof)
		if end > 0 {
			out := chunk{data: buf[:end], line: c.line}
			c.rest = append(c.rest, buf[end:]...)
			c.line += lines
			c.skipping = cut
			return out, nil
		}
		if c.eof {
			return chunk{}, io.EOF
		}
	}
}

// fill adds up to chunkSize bytes of the file to buf.
func (c *chunker) fill(buf []byte) ([]byte, error) {
	have := len(buf)
	buf = slices.Grow(buf, chunkSize)
	n, err := io.ReadFull(c.r, buf[have:have+chunkSize])
	c.read += int64(n)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		c.eof, err = true, nil
	}
	return buf[:have+n], err
}

// skip drops what is left of the line that was too long.
func (c *chunker) skip(buf []byte) []byte {
	end := bytes.IndexByte(buf, '\n') + 1
	if end == 0 {
		return buf[:0]
	}
	c.skipping = false
	c.line++
	return buf[:copy(buf, buf[end:])]
}

// wholeRows tells how many bytes and lines of data are whole rows, and whether
// the last of them was cut because its line is too long.
func wholeRows(data []byte, eof bool) (end, lines int, cut bool) {
	for {
		row := nextRow(data[end:], eof)
		if row.size == 0 {
			return end, lines, cut
		}
		end += row.size
		lines += row.lines
		cut = row.lines == 0
	}
}

// row is the first row of some data: its bytes with the line end, 0 if the data
// does not hold all of it.
type row struct {
	size   int
	lines  int
	reason Reason // why it cannot be read: [Quote] or [TooLong]
}

// nextRow finds the end of the first row of data. A row whose quotes make no
// sense ends with its first line: the next line is most likely a row again, and
// a file with one stray quote gets one complaint.
func nextRow(data []byte, eof bool) row {
	line := bytes.IndexByte(data, '\n') + 1
	switch {
	case line > maxRecord:
		return row{size: line, lines: 1, reason: TooLong}
	case line == 0 && len(data) > maxRecord:
		return row{size: len(data), lines: 0, reason: TooLong}
	case line == 0 && (!eof || len(data) == 0):
		return row{}
	case line == 0:
		line = len(data)
	}
	if bytes.IndexByte(data[:line], '"') < 0 {
		return row{size: line, lines: 1}
	}
	end, state := quotedEnd(data[:min(len(data), maxRecord)])
	switch {
	case state == whole, state == open && eof && end == len(data):
		return row{size: end, lines: max(1, bytes.Count(data[:end], newline))}
	case state != broken && !eof && len(data) < maxRecord:
		return row{} // its end may be in what was not read yet
	}
	return row{size: line, lines: 1, reason: Quote}
}

var newline = []byte{'\n'}

// What quotedEnd finds out about a row.
type quoting int

const (
	whole    quoting = iota // the row ends where it should
	open                    // the data ends before the row does
	unclosed                // the data ends within quotes
	broken                  // a quote where none can be
)

// quotedEnd walks over the cells of a row that has quotes, to behind its line
// end.
func quotedEnd(data []byte) (end int, state quoting) {
	i := 0
	for {
		if i < len(data) && data[i] == '"' {
			if i = quotedCellEnd(data, i+1); i < 0 {
				return 0, unclosed
			}
		} else {
			for i < len(data) && data[i] != ',' && data[i] != '\n' {
				if data[i] == '"' {
					return 0, broken
				}
				i++
			}
		}
		if i < len(data) && data[i] == '\r' {
			i++
			if i < len(data) && data[i] != '\n' {
				return 0, broken
			}
		}
		switch {
		case i == len(data):
			return i, open
		case data[i] == '\n':
			return i + 1, whole
		case data[i] != ',':
			return 0, broken
		}
		i++
	}
}

// quotedCellEnd is the place behind the quote that closes a cell, -1 if none
// does. A doubled quote stands for one within the cell.
func quotedCellEnd(data []byte, i int) int {
	for {
		q := bytes.IndexByte(data[i:], '"')
		if q < 0 {
			return -1
		}
		i += q + 1
		if i == len(data) || data[i] != '"' {
			return i
		}
		i++
	}
}

// splitCells appends the cells of a row that nextRow found readable. A cell
// points into the row, or into scratch where doubled quotes had to be undone.
func splitCells(cells [][]byte, scratch, row []byte) ([][]byte, []byte) {
	row = bytes.TrimSuffix(row, newline)
	row = bytes.TrimSuffix(row, []byte{'\r'})
	for {
		var cell []byte
		end := 0
		if len(row) > 0 && row[0] == '"' {
			end = quotedCellEnd(row, 1)
			cell = row[1 : end-1]
			if bytes.IndexByte(cell, '"') >= 0 {
				start := len(scratch)
				scratch = append(scratch, bytes.ReplaceAll(cell, []byte(`""`), []byte(`"`))...)
				cell = scratch[start:len(scratch):len(scratch)]
			}
		} else if end = bytes.IndexByte(row, ','); end < 0 {
			end = len(row)
			cell = row
		} else {
			cell = row[:end]
		}
		cells = append(cells, cell)
		if end == len(row) {
			return cells, scratch
		}
		row = row[end+1:] // behind the comma
	}
}

// emptyLine reports whether a row is nothing but its line end: such are skipped.
func emptyLine(row []byte) bool { return len(bytes.TrimRight(row, "\r\n")) == 0 }
