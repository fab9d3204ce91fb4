package card

import (
	"bytes"
	"strings"
)

// noText are the beginnings of files of which an issuer's table may be part: a
// ZIP archive, as spreadsheets of today are, a spreadsheet of before, and gzip.
var noText = []string{"PK\x03\x04", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "\x1f\x8b"}

// readHeader takes the header off the first chunk. It never repeats what it
// found there: without a header it would be somebody's numbers.
func readHeader(c *chunk) (columns, error) {
	if looksUTF16(c.data) {
		return columns{}, &FileError{Problem: "the file is UTF-16; save it again as UTF-8"}
	}
	for _, magic := range noText {
		if bytes.HasPrefix(c.data, []byte(magic)) {
			return columns{}, &FileError{Problem: "the file is a spreadsheet or an archive; save it as CSV"}
		}
	}
	c.data = bytes.TrimPrefix(bytes.TrimPrefix(c.data, byteOrderMark), byteOrderMarkGB18030)
	first := nextRow(c.data, true)
	switch line := c.data[:min(first.size, maxRecord)]; {
	case carriageReturns(line):
		return columns{}, badHeader("lines end with a carriage return alone; save the file again with line feeds")
	case first.reason != "" || first.size == 0:
		return columns{}, badHeader(noHeader)
	case bytes.IndexByte(line, 0) >= 0:
		return columns{}, badHeader("the header has a zero byte")
	}
	line := c.data[:first.size]
	c.data = c.data[first.size:]
	c.line += first.lines
	return findColumns(line)
}

// noHeader is what is wrong where a file begins with anything else.
var noHeader = "there is no header: " + strings.ReplaceAll(Header, ",", ", ") + " are missing"

// badHeader says what is wrong with the first line, and what it should be.
func badHeader(why string) error {
	return &FileError{Line: 1, Problem: why + "; the first line should be " + Header}
}

// findColumns looks for the columns in a header.
func findColumns(line []byte) (columns, error) {
	cells, _ := splitCells(nil, nil, line)
	cols := columns{count: len(cells)}
	places := map[string]*int{FieldID: &cols.id, FieldCard: &cols.card, columnStatus: &cols.status, columnChangedAt: &cols.changed}
	found := map[string]bool{}
	for i, cell := range cells {
		name := strings.ToLower(string(bytes.TrimSpace(cell)))
		place := places[name]
		if place == nil {
			continue
		}
		if found[name] {
			return columns{}, badHeader("the header has " + name + " twice")
		}
		found[name] = true
		*place = i
	}
	var lacking []string
	for _, name := range strings.Split(Header, ",") {
		if !found[name] {
			lacking = append(lacking, name)
		}
	}
	switch {
	case len(found) == 0 && separated(line, ";"):
		return columns{}, badHeader("the columns are separated by semicolons, not by commas")
	case len(found) == 0 && separated(line, "\t"):
		return columns{}, badHeader("the columns are separated by tabs, not by commas")
	case len(found) == 0:
		return columns{}, badHeader(noHeader)
	case len(lacking) > 0:
		return columns{}, badHeader("the header lacks " + strings.Join(lacking, ", "))
	}
	return cols, nil
}

// separated tells whether a line has a column's name between other marks than
// commas, as some programs write CSV.
func separated(line []byte, mark string) bool {
	for cell := range strings.SplitSeq(string(line), mark) {
		name := strings.ToLower(strings.Trim(cell, "\" \r\n\ufeff"))
		if bytes.Contains(line, []byte(mark)) && strings.Contains(","+Header+",", ","+name+",") && name != "" {
			return true
		}
	}
	return false
}

// carriageReturns tells whether lines end with a carriage return alone, as some
// spreadsheets of a Macintosh write them: the header then has no end of its own.
func carriageReturns(line []byte) bool {
	head, _, found := bytes.Cut(bytes.TrimRight(line, "\r\n"), []byte{'\r'})
	return found && separated(head, ",")
}

// The columns of a file. Others are not looked at.
const (
	columnStatus    = "status"
	columnChangedAt = "changed_at"
)

// columns are the places of the columns that are read.
type columns struct {
	id, card, status, changed int
	count                     int // cells that every row must have
}
