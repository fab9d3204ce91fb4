package card_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"shebao/server/card"
	"shebao/server/card/cardtest"
	"shebao/server/card/memory"
)

func TestAnImportRefusesAFileThatIsNoIssuers(t *testing.T) {
	const header = "; the first line should be " + card.Header
	for _, c := range []struct{ name, text, want string }{
		{"an empty file", "", "the file is empty; it should begin with " + card.Header},
		{"a header alone", "HEADER\n", "the file has a header and no rows"},
		{"no header", "@1,active,2026-01-01\n", "line 1: there is no header: id_number, card_number, status, changed_at are missing" + header},
		{"a header that lacks a column", "id_number,card_number,status\n@1,active\n", "line 1: the header lacks changed_at" + header},
		{"a header with a column twice", "id_number,card_number,status,changed_at,status\n", "line 1: the header has status twice" + header},
		{"semicolons", "id_number;card_number;status;changed_at\n", "line 1: the columns are separated by semicolons, not by commas" + header},
		{"tabs and a mark", "\ufeffid_number\tcard_number\tstatus\tchanged_at\n", "line 1: the columns are separated by tabs, not by commas" + header},
		{"two columns lacking", "Status,card,changed_at\n", "line 1: the header lacks id_number, card_number" + header},
		{"other names", "id,card,state,date\n", "line 1: there is no header: id_number, card_number, status, changed_at are missing" + header},
		{"UTF-16 with its mark", utf16("HEADER\n@1,active,2026-01-01\n"), "the file is UTF-16; save it again as UTF-8"},
		{"UTF-16 without", utf16("HEADER\n@1,active,2026-01-01\n")[2:], "the file is UTF-16; save it again as UTF-8"},
		{"a spreadsheet", "PK\x03\x04\x14\x00\x00", "the file is a spreadsheet or an archive; save it as CSV"},
		{"a spreadsheet of before", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "the file is a spreadsheet or an archive; save it as CSV"},
		{"a packed file", "\x1f\x8b\x08\x00\x00\x00", "the file is a spreadsheet or an archive; save it as CSV"},
		{"a header with a zero byte", "id_number\x00,card_number,status,changed_at\n@1,active,2026-01-01\n", "line 1: the header has a zero byte" + header},
		{"line ends of a Macintosh", strings.ReplaceAll(fill("HEADER\n@1,active,2026-01-01\n"), "\n", "\r"), "line 1: lines end with a carriage return alone; save the file again with line feeds" + header},
		{"many of them", strings.ReplaceAll(fill("HEADER\n"+strings.Repeat("@1,active,2026-01-01\n", 1000)), "\n", "\r"), "line 1: lines end with a carriage return alone; save the file again with line feeds" + header},
		{"neither encoding", "HEADER,name\n@1,active,2026-01-01,a\n@2,active,2026-01-01,\xff\xff\n", "line 3: the file is neither UTF-8 nor GB18030, or a mixture; save it again as UTF-8"},
		{"one line without an end", strings.Repeat("x", 300<<10), "line 1: there is no header: id_number, card_number, status, changed_at are missing" + header},
		{"a quote that never ends in the header", "\"id_number,card_number\n", "line 1: there is no header: id_number, card_number, status, changed_at are missing" + header},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := run(t, strings.NewReader(fill(c.text)), card.ImportOptions{SkipRejected: true})
			if got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
			var file *card.FileError
			if _, err := card.Import(t.Context(), strings.NewReader(fill(c.text)), card.ImportOptions{Store: &memory.Store{}, Keys: card.Keys{card.NewKey()}}); !errors.As(err, &file) {
				t.Errorf("%T is no FileError", err)
			}
		})
	}
}

func TestAnImportRefusesBadRowsAndSaysWhy(t *testing.T) {
	for _, c := range []struct{ name, row, want string }{
		{"a wrong check character", "310101220001010012,T1234,active,2026-01-01", "line 3: id_number has a check character that does not fit"},
		{"no real birth date", "310101220002300018,T1234,active,2026-01-01", "line 3: id_number has no real date in places 7 to 14"},
		{"a cut identity number", "31010122000101001,T1234,active,2026-01-01", "line 3: id_number has the wrong length: an identity number has 18 characters"},
		{"an identity number in scientific notation", "3.10101E+17,T1234,active,2026-01-01", "line 3: id_number has a character that cannot be there"},
		{"no identity number", ",T1234,active,2026-01-01", "line 3: id_number is empty"},
		{"a card number that is too short", "#1,T12,active,2026-01-01", "line 3: card_number has the wrong length: a card number has 4 to 32 characters"},
		{"a card number with a dot", "#1,T.1234,active,2026-01-01", "line 3: card_number has a character that cannot be there"},
		{"a huge card number", "#1," + strings.Repeat("9", 5000) + ",active,2026-01-01", "line 3: card_number has the wrong length: a card number has 4 to 32 characters"},
		{"a status in words", "@1,Active,2026-01-01", "line 3: status is none of active, loss_reported_temporarily, reported_lost, reissuing, dispatched, awaiting_activation and cancelled"},
		{"no status", "@1,,2026-01-01", "line 3: status is empty"},
		{"no date", "@1,active, ", "line 3: changed_at is empty"},
		{"30 February", "@1,active,2026-02-30", "line 3: changed_at is neither a real date YYYY-MM-DD nor an RFC 3339 time"},
		{"a date the other way round", "@1,active,01/02/2026", "line 3: changed_at is neither a real date YYYY-MM-DD nor an RFC 3339 time"},
		{"a time without a zone", "@1,active,2026-01-01T10:00:00", "line 3: changed_at is neither a real date YYYY-MM-DD nor an RFC 3339 time"},
		{"the hour 24", "@1,active,2026-01-01T24:00:00Z", "line 3: changed_at is neither a real date YYYY-MM-DD nor an RFC 3339 time"},
		{"before there were cards", "@1,active,1989-12-31", "line 3: changed_at is not between 1990 and 2099"},
		{"too far ahead", "@1,active,2100-01-01", "line 3: changed_at is not between 1990 and 2099"},
		{"a formula with =", "@1,=HYPERLINK(0),2026-01-01", "line 3: status begins like a formula (= + - @ or tab)"},
		{"a formula with +", "+#1,T1234,active,2026-01-01", "line 3: id_number begins like a formula (= + - @ or tab)"},
		{"a formula with -", "#1,-T1234,active,2026-01-01", "line 3: card_number begins like a formula (= + - @ or tab)"},
		{"a formula with @ behind spaces and quotes", "#1,T1234,active,\" @SUM(1)\"", "line 3: changed_at begins like a formula (= + - @ or tab)"},
		{"a tab in front", "#1,\tT1234,active,2026-01-01", "line 3: card_number begins like a formula (= + - @ or tab)"},
		{"every cell bad", "1,.,x,y", "line 3: id_number has the wrong length: an identity number has 18 characters\nline 3: card_number has a character that cannot be there\nline 3: status is none of active, loss_reported_temporarily, reported_lost, reissuing, dispatched, awaiting_activation and cancelled\nline 3: changed_at is neither a real date YYYY-MM-DD nor an RFC 3339 time"},
		{"a cell too few", "@1,active", "line 3: the row has not as many cells as the header"},
		{"a cell too many", "@1,active,2026-01-01,x", "line 3: the row has not as many cells as the header"},
		{"a zero byte", "@1,act\x00ive,2026-01-01", "line 3: the row has a zero byte"},
		{"a quote within a cell", "@1,act\"ive,2026-01-01", "line 3: the row has quotes that do not pair"},
		{"text behind a quote", "@1,\"active\"x,2026-01-01", "line 3: the row has quotes that do not pair"},
		{"a quote that never ends", "@1,\"active,2026-01-01", "line 3: the row has quotes that do not pair"},
		{"a row longer than 16 KiB", "@1,active," + strings.Repeat("1", 17<<10), "line 3: the row is longer than 16 KiB"},
		{"a row longer than what is read at a time", "@1,active," + strings.Repeat("1", 700<<10), "line 3: the row is longer than 16 KiB"},
		{"a quoted cell longer than 16 KiB", "@1,active,\"" + strings.Repeat("1", 17<<10) + "\"", "line 3: the row is longer than 16 KiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := fill("HEADER\n@2,active,2026-01-01\n" + c.row + "\n@3,active,2026-01-01\n")
			got := run(t, strings.NewReader(text), card.ImportOptions{})
			if want := c.want + "\nrows were refused: 1 of 3"; got != want {
				t.Errorf("\n got %s\nwant %s", got, want)
			}
			got = run(t, strings.NewReader(text), card.ImportOptions{SkipRejected: true})
			if want := c.want + "\nUTF-8: 3 read, 2 added, 0 unchanged, 1 rejected"; got != want {
				t.Errorf("with the good rows imported:\n got %s\nwant %s", got, want)
			}
		})
	}
}

func TestLinesAreCountedThroughQuotedLineEnds(t *testing.T) {
	text := fill("HEADER,note\n" +
		"@1,active,2026-01-01,\"two\nlines\"\n" + // 2, 3
		"@2,x,2026-01-01,\"and\n\n\nmore\"\n" + // 4 to 7
		"@3,y,2026-01-01,\n") // 8
	want := "line 4: status is none of active, loss_reported_temporarily, reported_lost, reissuing, dispatched, awaiting_activation and cancelled\nline 8: status is none of active, loss_reported_temporarily, reported_lost, reissuing, dispatched, awaiting_activation and cancelled\nrows were refused: 2 of 3"
	if got := run(t, strings.NewReader(text), card.ImportOptions{}); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// A quote that never closes could swallow the rest of a file. It does not: the
// row is refused and the next line is a row again.
func TestAQuoteThatNeverClosesSwallowsNothing(t *testing.T) {
	const rows = 20_000
	text := fill("HEADER\n" + strings.Repeat("\"@1,active,2026-01-01\n@1,active,2026-01-01\n", rows))
	store := &memory.Store{}
	var bad int
	report, err := card.Import(t.Context(), strings.NewReader(text), card.ImportOptions{
		Keys: card.Keys{card.NewKey()}, Store: store, SkipRejected: true,
		Rejected: func(r card.Rejection) {
			if bad++; r.Reason != card.Quote || r.Line != 2*bad {
				t.Fatalf("%v, want the quote in line %d", r, 2*bad)
			}
		},
	})
	if err != nil || report.Rejected != rows || report.Added != 1 {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestEveryBadRowIsToldHoweverManyThereAre(t *testing.T) {
	const rows = 50_000 // many chunks
	var text strings.Builder
	text.WriteString(card.Header + "\n")
	for i := range rows {
		id, number := cardtest.Numbers(i)
		if i%5 == 0 {
			id = "1" + id[1:17] + "?"
		}
		fmt.Fprintf(&text, "%s,%s,active,2026-01-01\n", id, number)
	}
	var bad int
	report, err := card.Import(t.Context(), iotest.HalfReader(strings.NewReader(text.String())), card.ImportOptions{
		Keys: card.Keys{card.NewKey()}, Store: &memory.Store{},
		Rejected: func(r card.Rejection) {
			want := card.Rejection{Line: 2 + 5*bad, Column: card.FieldID, Reason: card.Characters}
			if r != want {
				t.Fatalf("got %v, want %v: in order and complete", r, want)
			}
			bad++
		},
	})
	if !errors.Is(err, card.ErrRejected) || report.Read != rows || report.Rejected != rows/5 || bad != rows/5 {
		t.Errorf("%d told, %+v, %v", bad, report, err)
	}
}
