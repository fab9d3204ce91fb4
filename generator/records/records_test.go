package records

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
)

func TestARecordComesBackAsItWasWritten(t *testing.T) {
	list := []Record{{"/en/about/", []byte("{}\n")}, {"/zh/guides/挂失/", []byte(`{"title":"挂失"}`)}, {"/en/empty/", nil}}
	packed, err := Append(nil, list)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("each record comes back", func(t *testing.T) {
		for _, r := range list {
			got, err := Read(bytes.NewReader(packed), int64(len(packed)), r.Page)
			if err != nil || !bytes.Equal(got, r.Body) {
				t.Errorf("%s: %q, %v", r.Page, got, err)
			}
		}
	})
	t.Run("the same records give the same bytes, behind what is there", func(t *testing.T) {
		again, err := Append([]byte("before"), list)
		if err != nil || string(again) != "before"+string(packed) {
			t.Errorf("%d bytes instead of 6 and %d, %v", len(again), len(packed), err)
		}
	})
	t.Run("any program that reads ZIP finds them beside their pages", func(t *testing.T) {
		r, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range r.File {
			names = append(names, f.Name)
			if f.NonUTF8 || f.Method != zip.Store {
				t.Errorf("%+v", f.FileHeader)
			}
		}
		if got := strings.Join(names, " "); got != "en/about/index.json zh/guides/挂失/index.json en/empty/index.json" {
			t.Error(got)
		}
	})
	t.Run("a page without a record is an error", func(t *testing.T) {
		if got, err := Read(bytes.NewReader(packed), int64(len(packed)), "/en/abou/"); err == nil {
			t.Errorf("%q", got)
		}
	})
	t.Run("a file that is cut off or changed is an error, or gives what was written", func(t *testing.T) {
		for n := range packed {
			for _, damaged := range [][]byte{packed[:n], changed(packed, n)} {
				got, err := Read(bytes.NewReader(damaged), int64(len(damaged)), list[1].Page)
				if err == nil && !bytes.Equal(got, list[1].Body) {
					t.Fatalf("byte %d of %d: %q", n, len(damaged), got)
				}
			}
		}
	})
}

func changed(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 0x55
	return b
}

func TestRecordsAreSpreadOverFilesByTheirAddress(t *testing.T) {
	t.Run("an address has the same file in every program", func(t *testing.T) {
		for page, want := range map[string]string{"/en/guides/reissue/": "records/0e.zip", "/zh/guides/reissue/": "records/76.zip"} {
			if got := File(page); got != want {
				t.Errorf("%s is in %s, want %s", page, got, want)
			}
		}
	})
	t.Run("guides that are called alike are spread", func(t *testing.T) {
		most := map[string]int{}
		for i := range 10000 {
			name := File("/en/part-001/guide-" + strings.Repeat("0", i%5) + string(rune('a'+i%26)) + string(rune('一'+i)) + "/")
			if most[name]++; most[name] > 100 {
				t.Fatalf("%s has %d of %d", name, most[name], i)
			}
		}
		if len(most) != 256 {
			t.Errorf("they are in %d files", len(most))
		}
	})
}
