package card

import (
	"bytes"
	"strconv"
	"time"
	"unicode/utf8"
)

// The columns of a file. Others are not looked at.
const (
	columnStatus    = "status"
	columnChangedAt = "changed_at"
)

// Why a row of a file is refused, besides the reasons of numbers.
const (
	Formula       Reason = "formula"        // a spreadsheet would compute the cell
	UnknownStatus Reason = "unknown_status" // none of Statuses
	Date          Reason = "date"           // neither YYYY-MM-DD nor RFC 3339, or no real day
	DateRange     Reason = "date_range"     // before 1990 or after 2099
	Quote         Reason = "quote"          // quotes that do not pair, or text around them
	Cells         Reason = "cells"          // more or fewer cells than the header
	TooLong       Reason = "too_long"       // a row longer than 16 KiB
	Characterset  Reason = "encoding"       // bytes that are no character of the file's encoding
	ZeroByte      Reason = "zero_byte"      // a byte that no text has
)

// reasonWords explain a reason to the operator at the terminal.
var reasonWords = map[Reason]string{
	Missing:       "is empty",
	Length:        "has the wrong length",
	Characters:    "has a character that cannot be there",
	BirthDate:     "has no real date in places 7 to 14",
	CheckDigit:    "has a check character that does not fit",
	Formula:       "begins like a formula (= + - @ or tab)",
	UnknownStatus: "is none of active, loss_reported_temporarily, reported_lost, reissuing, dispatched, awaiting_activation and cancelled",
	Date:          "is neither a real date YYYY-MM-DD nor an RFC 3339 time",
	DateRange:     "is not between 1990 and 2099",
	Quote:         "has quotes that do not pair",
	Cells:         "has not as many cells as the header",
	TooLong:       "is longer than 16 KiB",
	Characterset:  "has bytes that are no text in the file's encoding",
	ZeroByte:      "has a zero byte",
}

// reasonText explains a reason, and how long a number of the field is.
func reasonText(field string, reason Reason) string {
	words := reasonWords[reason]
	switch {
	case reason == Length && field == FieldID:
		words += ": an identity number has 18 characters"
	case reason == Length && field == FieldCard:
		words += ": a card number has 4 to 32 characters"
	}
	return words
}

// Rejection says where a bad cell or row is and what is wrong with it. It holds
// nothing of what the file says.
type Rejection struct {
	Line   int    // of the row's beginning, from 1
	Column string // "" for the row as a whole
	Reason Reason
}

// String is "line 17: id_number has a check character that does not fit".
func (r Rejection) String() string {
	what := r.Column
	if what == "" {
		what = "the row"
	}
	return "line " + strconv.Itoa(r.Line) + ": " + what + " " + reasonText(r.Column, r.Reason)
}

// columns are the places of the columns that are read.
type columns struct {
	id, card, status, changed int
	count                     int // cells that every row must have
}

// staged is an entry on its way through an import, in as few bytes as will do.
type staged struct {
	digest Digest
	micros int64 // of the moment, since 1970
	kind   uint8 // Status.Order, and dateOnly
}

const dateOnly = 0x80

func (s staged) entry() Entry {
	status, _ := StatusAt(int(s.kind &^ dateOnly))
	return Entry{
		Digest: s.digest,
		Event: Event{
			Status:    status,
			ChangedAt: Moment{Time: time.UnixMicro(s.micros).In(china), DateOnly: s.kind&dateOnly != 0},
		},
	}
}

// rowParser turns rows into entries. Each worker of an import has its own.
type rowParser struct {
	columns  columns
	encoding Encoding
	digester *digester

	cells   [][]byte
	scratch []byte
	id, no  [64]byte
}

// parse checks one row. It returns every bad cell, or the entry.
func (p *rowParser) parse(line int, text []byte) (staged, []Rejection) {
	refuse := func(reason Reason) (staged, []Rejection) {
		return staged{}, []Rejection{{Line: line, Reason: reason}}
	}
	if bytes.IndexByte(text, 0) >= 0 {
		return refuse(ZeroByte)
	}
	p.cells, p.scratch = splitCells(p.cells[:0], p.scratch[:0], text)
	if len(p.cells) != p.columns.count {
		return refuse(Cells)
	}
	if !ascii(text) && !p.encoding.valid(text) {
		return refuse(Characterset)
	}

	var faults []Rejection
	cell := func(column string, i int) []byte {
		c := p.cells[i]
		if p.encoding == GB18030 && !ascii(c) {
			c, _ = decodeGB18030(c)
		}
		if beginsLikeFormula(c) {
			faults = append(faults, Rejection{line, column, Formula})
			return nil
		}
		return c
	}
	note := func(column string, reason Reason) {
		if reason != "" {
			faults = append(faults, Rejection{line, column, reason})
		}
	}

	var out staged
	var id, no []byte
	var reason Reason
	if c := cell(FieldID, p.columns.id); c != nil {
		if id, reason = normalise(p.id[:0], c); reason == "" {
			reason = checkID(id)
		}
		note(FieldID, reason)
	}
	if c := cell(FieldCard, p.columns.card); c != nil {
		if no, reason = normalise(p.no[:0], c); reason == "" {
			reason = checkCard(no)
		}
		note(FieldCard, reason)
	}
	if c := cell(columnStatus, p.columns.status); c != nil {
		out.kind, reason = parseStatus(c)
		note(columnStatus, reason)
	}
	if c := cell(columnChangedAt, p.columns.changed); c != nil {
		var kind uint8
		out.micros, kind, reason = parseMoment(bytes.TrimSpace(c))
		out.kind |= kind
		note(columnChangedAt, reason)
	}
	if faults != nil {
		return staged{}, faults
	}
	out.digest = p.digester.pair(id, no)
	return out, nil
}

// beginsLikeFormula reports whether a spreadsheet would compute the cell, which
// is how such files carry attacks. No cell that is read begins so.
func beginsLikeFormula(cell []byte) bool {
	if len(cell) > 0 && cell[0] == '\t' {
		return true
	}
	cell = bytes.TrimSpace(cell)
	return len(cell) > 0 && bytes.IndexByte([]byte("=+-@"), cell[0]) >= 0
}

func parseStatus(cell []byte) (uint8, Reason) {
	cell = bytes.TrimSpace(cell)
	if len(cell) == 0 {
		return 0, Missing
	}
	for i, s := range statuses {
		if string(cell) == string(s) {
			return uint8(i + 1), ""
		}
	}
	return 0, UnknownStatus
}

// parseMoment reads YYYY-MM-DD, or an RFC 3339 time. Finer than microseconds is
// cut off, because not every store can keep it.
func parseMoment(cell []byte) (micros int64, kind uint8, reason Reason) {
	if len(cell) == 0 {
		return 0, 0, Missing
	}
	var t time.Time
	if len(cell) == len(time.DateOnly) {
		if cell[4] != '-' || cell[7] != '-' || !digits(cell[:4]) || !digits(cell[5:7]) || !digits(cell[8:]) {
			return 0, 0, Date
		}
		year, month, day := number(cell[:4]), number(cell[5:7]), number(cell[8:])
		if !calendarDate(year, month, day) {
			return 0, 0, Date
		}
		t, kind = time.Date(year, time.Month(month), day, 0, 0, 0, 0, china), dateOnly
	} else {
		// time.Parse takes an hour of one digit and a decimal comma, which the
		// standard does not, and no small letters, which it does.
		if len(cell) < len("2006-01-02T15:04:05Z") || len(cell) > 40 || cell[13] != ':' || cell[19] == ',' {
			return 0, 0, Date
		}
		var err error
		if t, err = time.Parse(time.RFC3339, string(bytes.ToUpper(cell))); err != nil {
			return 0, 0, Date
		}
	}
	if year := t.In(china).Year(); year < 1990 || year > 2099 {
		return 0, 0, DateRange
	}
	return t.UnixMicro(), kind, ""
}

func digits(text []byte) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// looksUTF8 reports whether text that is not ASCII is nothing but UTF-8 with
// characters of three bytes or more, as Chinese is.
func looksUTF8(text []byte) bool {
	found := false
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if r == utf8.RuneError || size == 2 {
			return false
		}
		found = found || size > 2
		text = text[size:]
	}
	return found
}
