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
