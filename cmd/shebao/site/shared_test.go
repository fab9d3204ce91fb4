package site

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Two public folders that share a data folder leave each other their indexes and
// what was remembered of their builds: neither is built again for the other's
// sake. What belonged to one that is gone goes.
func TestTwoPublicFoldersShareADataFolder(t *testing.T) {
	t.Parallel()
	x := newTown(t)
	dir := filepath.Dir(x.Public)
	site := func(public string, text string) (Place, string) {
		t.Helper()
		l := x.Place
		l.Public, l.Content = filepath.Join(dir, public), filepath.Join(dir, "content of "+public)
		writeTown(t, l.Content, text)
		result, err := l.Build(t.Context(), time.Now())
		if err != nil {
			t.Fatal(err)
		}
		return l, result.Build
	}
	whole := func(when string, l Place, builds ...string) {
		t.Helper()
		for _, build := range builds {
			if !l.HasIndex(build) {
				t.Errorf("%s the index of %s is not there", when, build)
			}
		}
		fresher := l
		if s, err := fresher.State(time.Now()); err != nil || s != Fresh {
			t.Errorf("%s %s would be built again (%v, %v)", when, l.Public, s, err)
		}
	}
	a, a1 := site("a", "one")
	b, b1 := site("b", "two")
	whole("after both", a, a1)
	whole("after both", b, b1)
	_, a2 := site("a", "three")
	_, a3 := site("a", "four")
	whole("after two more of one", b, b1)
	whole("after two more of one", a, a2, a3)
	_, b2 := site("b", "five")
	whole("after one more of the other", a, a2, a3)
	whole("after one more of the other", b, b1, b2)

	// What nobody is known to use stays for an hour: it may be about to be.
	old := time.Now().Add(-2 * time.Hour)
	for name, at := range map[string]time.Time{"0000000000000001": old, "0000000000000002": time.Now()} {
		if err := os.Mkdir(a.Index(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(a.Index(name), at, at); err != nil {
			t.Fatal(err)
		}
	}
	site("a", "four")
	if _, err := os.Stat(a.Index("0000000000000001")); err == nil {
		t.Error("an old index that nobody uses stays")
	}
	if _, err := os.Stat(a.Index("0000000000000002")); err != nil {
		t.Error("a new index, which a build may be about to use, is removed")
	}

	if err := os.RemoveAll(b.Public); err != nil {
		t.Fatal(err)
	}
	site("a", "six")
	if b.HasIndex(b2) || b.HasIndex(b1) {
		t.Error("the indexes of a folder that is gone stay")
	}
	if _, there := a.othersBuilds(); there {
		t.Error("its record stays")
	}
}
