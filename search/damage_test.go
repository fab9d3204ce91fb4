package search_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shebao/search"
)

// Every file of an index, emptied, cut anywhere, with any bit turned, gone, or
// from another index: it is noticed when the index is opened.
func TestDamageIsNoticedWhenTheIndexIsOpened(t *testing.T) {
	whole := buildIndex(t, corpus{lang: "en", pages: 3, words: 40})
	other := buildIndex(t, corpus{lang: "zh", pages: 4, words: 40})
	for _, name := range fileNames(t, whole) {
		good, err := os.ReadFile(filepath.Join(whole, name))
		if err != nil {
			t.Fatal(err)
		}
		foreign, err := os.ReadFile(filepath.Join(other, name))
		if err != nil {
			t.Fatal(err)
		}
		cases := map[string][]byte{"emptied": {}, "gone": nil, "of another index": foreign, "longer": append(slices.Clone(good), 0)}
		for _, part := range []int{1, 10, 25, 50, 75, 90, 99} {
			cases[fmt.Sprintf("cut at %d %%", part)] = good[:len(good)*part/100]
		}
		cases["cut by a byte"] = good[:len(good)-1]
		turn := func(i int, bit byte) {
			turned := slices.Clone(good)
			turned[i] ^= bit
			cases[fmt.Sprintf("bits %b of byte %d turned", bit, i)] = turned
		}
		for i := 0; i < len(good); i += 1 + len(good)/40 {
			turn(i, 1)
			turn(i, 0x80)
		}
		for range 40 {
			turn(rand.IntN(len(good)), 1<<rand.IntN(8))
		}
		for what, bytes := range cases {
			openDamaged(t, whole, name, what, bytes)
		}
	}
}

// openDamaged opens a copy of an index in which one file has other bytes.
func openDamaged(t *testing.T, whole, name, what string, bytes []byte) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, name)
	var err error
	if bytes == nil {
		err = os.Remove(file)
	} else {
		err = os.WriteFile(file, bytes, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	if earlier, err := search.OpenEarlier(dir); err == nil {
		earlier.Close()
		t.Errorf("%s, %s: another index would take it over", name, what)
	}
	ix, err := search.Open(dir)
	if err == nil {
		ix.Close()
	}
	if !errors.Is(err, search.ErrDamaged) && !errors.Is(err, search.ErrVersion) {
		t.Errorf("%s, %s: it opens, or is no damage: %v", name, what, err)
	}
}

// Of the list of files, which no sum is kept of, every bit is turned, every byte
// taken away, and white space put anywhere.
func TestAnyChangeOfTheListOfFilesIsNoticed(t *testing.T) {
	dir := buildIndex(t, corpus{lang: "zh", pages: 2, words: 20})
	name := filepath.Join(dir, "manifest.json")
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	changed := func(what string, bytes []byte) {
		t.Helper()
		if err := os.WriteFile(name, bytes, 0o644); err != nil {
			t.Fatal(err)
		}
		if ix, err := search.Open(dir); err == nil {
			ix.Close()
			t.Errorf("%s: it opens", what)
		} else if !errors.Is(err, search.ErrDamaged) && !errors.Is(err, search.ErrVersion) {
			t.Errorf("%s: it is no damage: %v", what, err)
		}
		if earlier, err := search.OpenEarlier(dir); err == nil {
			earlier.Close()
			t.Errorf("%s: another index would take it over", what)
		}
	}
	for i := range good {
		for bit := range 8 {
			turned := slices.Clone(good)
			turned[i] ^= 1 << bit
			changed(fmt.Sprintf("bit %d of byte %d, %q, turned", bit, i, good[i]), turned)
		}
		changed(fmt.Sprintf("without byte %d, %q", i, good[i]), slices.Delete(slices.Clone(good), i, i+1))
		changed(fmt.Sprintf("with a space before byte %d", i), slices.Insert(slices.Clone(good), i, ' '))
	}
	if err := os.WriteFile(name, good, 0o644); err != nil {
		t.Fatal(err)
	}
	ix, err := search.Open(dir)
	if err != nil {
		t.Fatalf("as it was written it does not open: %v", err)
	}
	ix.Close()
}

func TestAnIndexOfAnotherVersionIsToldFromADamagedOne(t *testing.T) {
	dir := buildIndex(t, corpus{lang: "en", pages: 1, words: 10})
	name := filepath.Join(dir, "manifest.json")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Replace(string(text), `"format": `, `"format": 9`, 1)
	if err := os.WriteFile(name, []byte(other), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := search.Open(dir); !errors.Is(err, search.ErrVersion) || errors.Is(err, search.ErrDamaged) {
		t.Errorf("got %v", err)
	}
	if _, err := search.OpenEarlier(dir); !errors.Is(err, search.ErrVersion) {
		t.Errorf("it is taken over from: %v", err)
	}
}

func TestBuildTouchesNothingThatIsThere(t *testing.T) {
	dir := buildIndex(t, corpus{lang: "en", pages: 1, words: 10})
	before := fileNames(t, dir)
	if err := search.BuildDocuments(context.Background(), dir, corpus{lang: "zh", pages: 1, words: 10}.documents()); err == nil {
		t.Error("an index was built over another")
	}
	if after := fileNames(t, dir); !slices.Equal(before, after) {
		t.Errorf("%v became %v", before, after)
	}
	if ix, err := search.Open(dir); err != nil {
		t.Error(err)
	} else {
		ix.Close()
	}
}

// A build that stops anywhere leaves nothing that opens.
func TestAnUnfinishedIndexDoesNotOpen(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	dir := filepath.Join(t.TempDir(), "index")
	guides := corpus{lang: "en", pages: 20, words: 40}.guides()
	err := search.Build(ctx, dir, func(yield func(search.Guide) bool) {
		for i, g := range guides {
			if i == 10 {
				stop()
			}
			if !yield(g) {
				return
			}
		}
	}, search.BuildOptions{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the build ended with %v", err)
	}
	if _, err := search.Open(dir); !errors.Is(err, search.ErrDamaged) {
		t.Errorf("what is left opens: %v", err)
	}
}

func TestAnIndexWithoutGuidesFindsNothing(t *testing.T) {
	ix := openIndex(t, nil)
	if r, err := ix.Search(context.Background(), search.Query{Text: "card", Lang: "en"}); err != nil || r.Total != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if s, err := ix.Suggest(context.Background(), "card", "en", 8); err != nil || len(s) != 0 {
		t.Errorf("%+v, %v", s, err)
	}
}

func buildIndex(t testing.TB, c corpus) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "index")
	if err := search.BuildDocuments(context.Background(), dir, c.documents()); err != nil {
		t.Fatal(err)
	}
	return dir
}

func fileNames(t testing.TB, dir string) (names []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil || len(names) < 3 {
		t.Fatalf("an index has the files %v, %v", names, err)
	}
	return names
}
