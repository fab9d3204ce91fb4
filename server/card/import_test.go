package card_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"shebao/server/card"
	"shebao/server/card/cardtest"
	"shebao/server/card/memory"
)

// Numbers for the rows below: @1 and @2 stand for the first two cells of the
// row of an invented card.
func fill(text string) string {
	for i := range 10 {
		id, number := cardtest.Numbers(i)
		text = strings.ReplaceAll(text, fmt.Sprint("@", i), id+","+number)
		text = strings.ReplaceAll(text, fmt.Sprint("#", i), id)
	}
	return strings.ReplaceAll(text, "HEADER", card.Header)
}

func gb18030(text string) string {
	encoded, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		panic(err)
	}
	return encoded
}

func utf16(text string) string {
	encoded, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		panic(err)
	}
	return encoded
}

// run imports a text into a new store and writes down what happened, one line
// for the report or error and one for each bad cell.
func run(t *testing.T, r io.Reader, o card.ImportOptions) string {
	t.Helper()
	if o.Store == nil {
		o.Store = &memory.Store{}
	}
	o.Keys = card.Keys{card.NewKey()}
	o.TempDir = t.TempDir()
	var said strings.Builder
	o.Rejected = func(r card.Rejection) { fmt.Fprintln(&said, r) }
	if o.Now == nil {
		o.Now = func() time.Time { return time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC) }
	}
	report, err := card.Import(t.Context(), r, o)
	if err != nil {
		fmt.Fprintln(&said, err)
	} else {
		fmt.Fprintf(&said, "%s: %d read, %d added, %d unchanged, %d rejected", report.Encoding, report.Read, report.Added, report.Unchanged, report.Rejected)
		if report.Future > 0 {
			fmt.Fprintf(&said, ", %d in the future", report.Future)
		}
	}
	return strings.TrimSpace(said.String())
}

const oneGoodRow = "UTF-8: 1 read, 1 added, 0 unchanged, 0 rejected"

func TestAnImportAcceptsWhatIssuersWrite(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"the plain header", "HEADER\n@1,active,2026-01-01\n", oneGoodRow},
		{"no line end after the last row", "HEADER\n@1,active,2026-01-01", oneGoodRow},
		{"line ends of Windows", "HEADER\r\n@1,active,2026-01-01\r\n", oneGoodRow},
		{"empty lines", "HEADER\n\n@1,active,2026-01-01\r\n\r\n\n", oneGoodRow},
		{"a byte order mark", "\ufeffHEADER\n@1,active,2026-01-01\n", oneGoodRow},
		{"a byte order mark before quotes", "\ufeff\"id_number\",card_number,status,changed_at\n@1,active,2026-01-01\n", oneGoodRow},
		{"columns in another order with others between", "name,changed_at,status,x,card_number,id_number\n王,2026-01-01,active,,T00000001,#1\n", oneGoodRow},
		{"a header in capitals with spaces", "ID_Number, Card_Number ,STATUS,Changed_At\n@1,active,2026-01-01\n", oneGoodRow},
		{"quotes around cells", `"id_number","card_number","status","changed_at"` + "\n\"#1\",\"T00000001\",\"active\",\"2026-01-01\"\n", oneGoodRow},
		{"quoted line ends, commas and quotes in another column", "HEADER,note\n@1,active,2026-01-01,\"a\nb, \"\"c\"\"\r\n\"\n", oneGoodRow},
		{"spaces around cells", "HEADER\n #1 , T00000001 , active , 2026-01-01 \n", oneGoodRow},
		{"full-width digits", "HEADER\n#1,Ｔ００００００００１,active,2026-01-01\n", oneGoodRow},
		{"full-width digits in GB18030", gb18030("HEADER,姓名\n#1,Ｔ００００００００１,active,2026-01-01,王小明\n"), "GB18030: 1 read, 1 added, 0 unchanged, 0 rejected"},
		{"names in GB18030, four bytes long too", gb18030("HEADER,name\n@1,active,2026-01-01,㐀𠀀王\n"), "GB18030: 1 read, 1 added, 0 unchanged, 0 rejected"},
		{"every status", "HEADER\n@1,active,2026-01-01\n@1,loss_reported_temporarily,2026-01-01\n@1,reported_lost,2026-01-01\n@1,reissuing,2026-01-01\n" +
			"@1,dispatched,2026-01-01\n@1,awaiting_activation,2026-01-01\n@1,cancelled,2026-01-01", "UTF-8: 7 read, 7 added, 0 unchanged, 0 rejected"},
		{"a row twice", "HEADER\n@1,active,2026-01-01\n@1,active,2026-01-01\n", "UTF-8: 2 read, 1 added, 1 unchanged, 0 rejected"},
		{"GB18030 with its mark", "\x84\x31\x95\x33HEADER,name\n@1,active,2026-01-01,\xc9\xcf\xba\xa3\n", "GB18030: 1 read, 1 added, 0 unchanged, 0 rejected"},
		{"times", "HEADER\n@1,active,2026-01-01T10:00:00Z\n@1,active,2026-01-01T10:00:00.5+08:00\n@1,active,2026-01-01t10:00:00z\n", "UTF-8: 3 read, 2 added, 1 unchanged, 0 rejected"},
		{"the day after tomorrow, and says so", "HEADER\n@1,active,2026-11-24\n", oneGoodRow + ", 1 in the future"},
		{"the leap day", "HEADER\n@1,active,2024-02-29\n", oneGoodRow},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := run(t, strings.NewReader(fill(c.text)), card.ImportOptions{}); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

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

func TestAFileThatComesByteByByteIsReadTheSame(t *testing.T) {
	text := fill("HEADER,note\n@1,active,2026-01-01,\"a\nb\"\r\n@2,cancelled,2026-01-01,\"\"\"\"\n")
	want := "UTF-8: 2 read, 2 added, 0 unchanged, 0 rejected"
	for name, r := range map[string]io.Reader{
		"byte by byte":      iotest.OneByteReader(strings.NewReader(text)),
		"the end with data": iotest.DataErrReader(strings.NewReader(text)),
	} {
		if got := run(t, r, card.ImportOptions{}); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}

func TestAFileThatCannotBeReadToItsEndIsNotImported(t *testing.T) {
	broken := errors.New("the stick was pulled")
	store := &memory.Store{}
	text := fill("HEADER\n@1,active,2026-01-01\n")
	_, err := card.Import(t.Context(), io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)),
		card.ImportOptions{Keys: card.Keys{card.NewKey()}, Store: store})
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want the reader's error", err)
	}
	if stats, _ := store.Stats(t.Context()); stats.Total != 0 {
		t.Error("part of the file was imported")
	}
}

func TestAnImportCanBeGivenUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	endless := io.MultiReader(strings.NewReader(card.Header+"\n"), &repeating{text: []byte(fill("@1,active,2026-01-01\n"))})
	_, err := card.Import(ctx, endless, card.ImportOptions{
		Keys: card.Keys{card.NewKey()}, Store: &memory.Store{}, TempDir: t.TempDir(),
		Progress: func(p card.Progress) {
			if p.Rows > 100_000 {
				cancel()
			}
		},
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
}

// repeating is a file without an end.
type repeating struct {
	text []byte
	at   int
}

func (r *repeating) Read(p []byte) (n int, err error) {
	for n < len(p) {
		c := copy(p[n:], r.text[r.at:])
		r.at = (r.at + c) % len(r.text)
		n += c
	}
	return n, nil
}

func TestProgressOnlyGrowsAndEndsWithTheWholeFile(t *testing.T) {
	var text bytes.Buffer
	if err := cardtest.WriteCSV(&text, 70_000, 1); err != nil {
		t.Fatal(err)
	}
	size := int64(text.Len())
	var last card.Progress
	_, err := card.Import(t.Context(), &text, card.ImportOptions{
		Keys: card.Keys{card.NewKey()}, Store: &memory.Store{}, TempDir: t.TempDir(),
		Progress: func(p card.Progress) {
			if p.Bytes < last.Bytes || p.Rows < last.Rows || p.Stored < last.Stored {
				t.Errorf("%+v comes after %+v", p, last)
			}
			last = p
		},
	})
	if err != nil || last.Bytes != size || last.Rows != 70_000 || last.Stored == 0 {
		t.Errorf("the last progress is %+v of %d bytes, %v", last, size, err)
	}
}

func TestTheEncodingIsFoundOutHoweverFarBehindItShows(t *testing.T) {
	// More than is looked at to find out the encoding.
	plain := strings.Repeat(fill("@1,active,2026-01-01,\n"), 10_000)
	for _, c := range []struct{ name, text, want string }{
		{"UTF-8 with a bad row far behind", "HEADER,name\n@2,active,2026-01-01,王\n" + plain + "@3,active,2026-01-01,\xff\n",
			"line 10003: the row has bytes that are no text in the file's encoding\nrows were refused: 1 of 10002"},
		{"GB18030 that begins far behind", "HEADER,name\n" + plain + gb18030(fill("@2,active,2026-01-01,王小明\n")),
			"GB18030: 10001 read, 2 added, 9999 unchanged, 0 rejected"},
		{"GB18030 with a bad row", gb18030("HEADER,name\n@2,active,2026-01-01,王小明\n") + plain + "@3,active,2026-01-01,\x81\n",
			"line 10003: the row has bytes that are no text in the file's encoding\nrows were refused: 1 of 10002"},
		{"UTF-8 and GB18030 in turn", "HEADER,name\n" + strings.Repeat(fill("@1,active,2026-01-01,王小明\n")+gb18030(fill("@2,active,2026-01-01,王小明\n")), 10),
			"line 3: the file is neither UTF-8 nor GB18030, or a mixture; save it again as UTF-8"},
		{"a mixture that is valid GB18030 as well", "HEADER,name\n" + strings.Repeat(fill("@1,active,2026-01-01,王明\n")+gb18030(fill("@2,active,2026-01-01,王明\n")), 10),
			"line 2: the file is partly UTF-8 and partly GB18030; save it again as UTF-8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := run(t, strings.NewReader(fill(c.text)), card.ImportOptions{}); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestAnImportSaysNothingOfWhatIsInTheFile(t *testing.T) {
	secret := "A1B2C3D4E5"
	for _, text := range []string{
		secret + "," + secret + "\n",
		card.Header + "," + secret + "\n" + secret + ",=" + secret + "," + secret + "," + secret + "\n",
		card.Header + "\n" + secret + "\n\"" + secret + "\n" + secret + "\x00\n",
		secret + "\xff\xff,\n",
		card.Header + "\n" + secret + "\xff\xff,\n",
	} {
		if said := run(t, strings.NewReader(text), card.ImportOptions{}); strings.Contains(said, secret[1:5]) {
			t.Error("part of the file is repeated in what is said of it")
		}
	}
}

func TestAnImportLeavesNoFileBehind(t *testing.T) {
	folder := t.TempDir()
	r, w := io.Pipe()
	go func() { _ = w.CloseWithError(cardtest.WriteCSV(w, 600_000, 1)) }()
	_, err := card.Import(t.Context(), r, card.ImportOptions{
		Keys: card.Keys{card.NewKey()}, Store: &memory.Store{}, DryRun: true, TempDir: folder,
		Progress: func(p card.Progress) {
			if left, _ := os.ReadDir(folder); len(left) > 0 {
				t.Errorf("%s has a name while the import runs", left[0].Name())
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func FuzzImport(f *testing.F) {
	f.Add([]byte(fill("HEADER\n@1,active,2026-01-01\n")))
	f.Add([]byte(fill("\ufeffchanged_at,\"x\",status,card_number,id_number\r\n2026-01-01,\"a\n\"\"\",active,T1234,#1\r\n")))
	f.Add([]byte(gb18030(fill("HEADER,名\n@1,active,2026-01-01,王\n"))))
	f.Add([]byte(utf16(fill("HEADER\n@1,active,2026-01-01\n"))))
	f.Add([]byte(fill("HEADER\n\"@1,active,2026-01-01\n=@1,\"active\"x,2026\x00\n")))
	keys := card.Keys{card.NewKey()}
	f.Fuzz(func(t *testing.T, file []byte) {
		importFile := func(skip bool) (card.Report, []card.Rejection, card.Stats, error) {
			var bad []card.Rejection
			store := &memory.Store{}
			report, err := card.Import(t.Context(), bytes.NewReader(file), card.ImportOptions{
				Keys: keys, Store: store, SkipRejected: skip,
				Rejected: func(r card.Rejection) { bad = append(bad, r) },
			})
			stats, _ := store.Stats(t.Context())
			return report, bad, stats, err
		}
		report, bad, stats, err := importFile(false)
		if err != nil && stats.Total != 0 {
			t.Fatal("a refused file left something in the store")
		}
		if (len(bad) > 0) != (report.Rejected > 0) || int64(len(bad)) < report.Rejected {
			t.Fatalf("%d bad cells told and %d rows rejected", len(bad), report.Rejected)
		}
		if err == nil && report.Read != report.Added+report.Unchanged+report.Rejected {
			t.Fatalf("%+v does not add up", report)
		}
		line := 0
		for _, r := range bad {
			if r.Line < line || r.Line > bytes.Count(file, []byte{'\n'})+1 {
				t.Fatalf("line %d after line %d of the file", r.Line, line)
			}
			line = r.Line
		}
		skipping, sameBad, stats, _ := importFile(true)
		if skipping.Read != report.Read || len(sameBad) != len(bad) || stats.Events != skipping.Added {
			t.Fatalf("skipping bad rows: %+v and %d events; refusing: %+v", skipping, stats.Events, report)
		}
	})
}
