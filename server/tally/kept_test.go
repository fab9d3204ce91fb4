package tally

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestOldCountsAreDropped(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	dir := t.TempDir()
	o := Options{Dir: dir, Now: func() time.Time { return now }}
	for range 3 {
		v := NewVotes(o)
		v.Count("/en/a/", true)
		if err := v.Close(); err != nil {
			t.Fatal(err)
		}
		now = now.AddDate(0, 0, 300)
	}
	if got := votesIn(t, dir); len(got) != 2 || got[0].Day != "2027-09-18" {
		t.Errorf("%v is kept, want the last 400 days", got)
	}
}

// Nothing new need be counted for what is old to go.
func TestWhatIsTooOldGoesByItself(t *testing.T) {
	now := time.Now()
	dir := t.TempDir()
	o := Options{Dir: dir, Now: func() time.Time { return now }}
	u := NewUnanswered(o)
	for _, asker := range []string{"a", "b", "c", "d", "e"} {
		u.Note("en", "lasagne", asker)
	}
	if err := u.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := ReadUnanswered(dir); err != nil || len(got) != 1 {
		t.Fatalf("%v, %v", got, err)
	}
	for _, leftover := range []string{unansweredFile + ".damaged", unansweredFile + ".123.new"} {
		if err := os.WriteFile(filepath.Join(dir, leftover), []byte("lasagne"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	now = now.AddDate(0, 0, 100)
	if err := NewUnanswered(o).Close(); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil || e.Name() != unansweredFile || strings.Contains(string(text), "lasagne") {
			t.Errorf("%s is left: %s, %v", e.Name(), text, err)
		}
	}
}

func TestADamagedFileIsPutAside(t *testing.T) {
	for name, text := range map[string]string{
		"empty":         "",
		"half":          `{"format":"shebao feedback 1","entries":[{"day":"2026-1`,
		"no JSON":       "\x00\xff",
		"other":         `{"format":"shebao feedback 2","entries":[]}`,
		"hostile":       `{"format":"shebao feedback 1","entries":[{"day":"2026-11-22","page":"\u001b]0;x"}]}`,
		"negative":      `{"format":"shebao feedback 1","entries":[{"day":"2026-11-22","page":"/","yes":-1}]}`,
		"no day at all": `{"format":"shebao feedback 1","entries":[{"day":"soon","page":"/","yes":1}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, votesFile)
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := ReadVotes(dir); !errors.Is(err, errDamaged) {
				t.Errorf("ReadVotes: %v", err)
			}
			v := NewVotes(Options{Dir: dir})
			v.Count("/en/a/", true)
			if err := v.Close(); err != nil {
				t.Fatal(err)
			}
			if got := votesIn(t, dir); len(got) != 1 {
				t.Errorf("%v", got)
			}
			if aside, err := os.ReadFile(path + ".damaged"); err != nil || string(aside) != text {
				t.Errorf("put aside: %q, %v", aside, err)
			}
		})
	}
}

func TestCountsWaitWhileTheFolderCannotBeWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "data")
		if err := os.WriteFile(dir, nil, 0o644); err != nil { // no folder can be made here
			t.Fatal(err)
		}
		v := NewVotes(Options{Dir: dir})
		v.Count("/en/a/", true)
		time.Sleep(time.Minute)
		synctest.Wait()
		v.Count("/en/a/", true)
		if err := os.Remove(dir); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if got := votesIn(t, dir); len(got) != 1 || got[0].Yes != 2 {
			t.Errorf("%v, want both votes", got)
		}
		v.Close()
	})
}

func TestWithoutAFolderNothingIsKept(t *testing.T) {
	v, u := NewVotes(Options{}), NewUnanswered(Options{})
	v.Count("/en/a/", true)
	for i := range 5 {
		u.Note("en", "lost abroad", fmt.Sprint(i))
	}
	if err := errors.Join(v.Close(), u.Close()); err != nil {
		t.Error(err)
	}
}
