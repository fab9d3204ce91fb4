package search

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// FuzzPlan: whatever is asked, a plan is bounded and all of it within the query.
func FuzzPlan(f *testing.F) {
	docs := slices.Values([]Document{
		{URL: "/zh/a/", GuideURL: "/zh/a/", Lang: "zh", Title: "社保卡挂失", Text: "社保卡丢失后，先打电话挂失。补办新卡去银行网点。"},
		{URL: "/en/a/", GuideURL: "/en/a/", Lang: "en", Title: "Report a lost card", Text: "Call 12333 first, then go to a bank to get a new card."},
	})
	dir := f.TempDir() + "/index"
	if err := BuildDocuments(f.Context(), dir, docs, Synonyms{Terms: []string{"补办", "replace", "new card"}, Typed: []string{"补卡"}}); err != nil {
		f.Fatal(err)
	}
	ix, err := Open(dir)
	if err != nil {
		f.Fatal(err)
	}
	defer ix.Close()
	for _, seed := range []string{"社宝卡", "lsot crad", "sbk gs", "shebaoka guashi", strings.Repeat("ﷺ", 200), strings.Repeat("ab ", 66), strings.Repeat("社", 200), "补卡 replace", "\xff\x00", "+a:(b)~*"} {
		f.Add(seed, "zh")
	}
	f.Fuzz(func(t *testing.T, text, lang string) {
		if utf8.RuneCountInString(text) > MaxQuery {
			return
		}
		s, err := ix.borrow()
		if err != nil {
			t.Fatal(err)
		}
		defer ix.giveBack(s)
		p, err := ix.plan(s, text, lang)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.slots) > maxSlots {
			t.Errorf("%d slots", len(p.slots))
		}
		for _, sl := range p.slots {
			if len(sl.alts) > maxAlternatives || sl.units[0] < 0 || sl.units[1] < sl.units[0] || sl.units[1] >= len(p.units) {
				t.Errorf("slot %+v of %d units", sl, len(p.units))
			}
		}
		for _, u := range p.units {
			if u.start < 0 || u.end > len(text) || u.start > u.end {
				t.Errorf("unit %+v of %d bytes", u, len(text))
			}
		}
		if !utf8.ValidString(p.corrected) {
			t.Errorf("corrected to %q", p.corrected)
		}
	})
}

// FuzzCatalog: any bytes are refused or give a catalog that can be used, and
// written again to the same bytes.
func FuzzCatalog(f *testing.F) {
	c := catalog{Synonyms: []Synonyms{{Terms: []string{"a", "b"}, Typed: []string{"c"}}}}
	c.Han = newHanVocabulary(nil, nil)
	c.Guides.FirstSect, c.Lines.FirstLine, c.Lines.FirstTerm = []uint32{0}, []uint32{0}, []uint32{0}
	f.Add(encode(f, &c))
	f.Add(bytes.Repeat([]byte{0xFF}, 64))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, encoded []byte) {
		c, err := decodeCatalog(encoded)
		if err != nil {
			return
		}
		for i := range c.Guides.Lang {
			_ = c.Guides.URL.at(uint32(i)) + c.Guides.Title.at(uint32(i)) + c.Guides.Summary.at(uint32(i)) + c.Guides.Langs[c.Guides.Lang[i]]
			for _, n := range c.Guides.Sections[c.Guides.FirstSect[i]:c.Guides.FirstSect[i+1]] {
				_ = c.Sections.URL.at(n) + c.Sections.Heading.at(n)
			}
			for line := c.Lines.FirstLine[i]; line < c.Lines.FirstLine[i+1]; line++ {
				_ = c.Lines.Text.at(line) + c.Lines.Key.at(line)
				_ = c.Lines.Terms[c.Lines.FirstTerm[line]:c.Lines.FirstTerm[line+1]]
			}
		}
		for _, place := range c.Suffixes {
			_ = c.Lines.suffix(place)
		}
		h := newHan(c.Han)
		h.guesses([]string{"she", "bao", "k"}, false)
		h.guesses([]string{"sbk"}, true)
		h.pair('社', '保')
		again, err := decodeCatalog(encode(t, c))
		if err != nil {
			t.Fatalf("written again it is refused: %v", err)
		}
		if diff := cmp.Diff(encode(t, c), encode(t, again)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func encode(t testing.TB, c *catalog) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := c.write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// FuzzManifest: any bytes are refused or name files inside the directory.
func FuzzManifest(f *testing.F) {
	for _, first := range []listedFile{{Name: "segment", Size: 3, Sum: 7}, {Name: "../../etc/passwd"}} {
		m := manifest{Format: formatVersion, Documents: 1, Files: []listedFile{first, {Name: catalogFile}}}
		encoded, err := m.encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(encoded)
	}
	f.Add([]byte(`{"format":1e99}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, encoded []byte) {
		m, err := decodeManifest(encoded)
		if err != nil {
			return
		}
		if again, err := m.encode(); err != nil || !bytes.Equal(again, encoded) {
			t.Errorf("it is written as %s, %v", again, err)
		}
		for _, file := range m.Files {
			if strings.HasPrefix(file.Name, "/") || slices.Contains(strings.Split(file.Name, "/"), "..") {
				t.Errorf("it names %q", file.Name)
			}
		}
	})
}
