package card

import (
	"bytes"
	"time"
)

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
