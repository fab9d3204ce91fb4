package tally

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func votesIn(t *testing.T, dir string) []Vote {
	t.Helper()
	votes, err := ReadVotes(dir)
	if err != nil {
		t.Fatal(err)
	}
	return votes
}

func questionsIn(t *testing.T, dir string) []Question {
	t.Helper()
	questions, err := ReadUnanswered(dir)
	if err != nil {
		t.Fatal(err)
	}
	return questions
}

func TestVotesAreCountedByPageAndDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		v := NewVotes(Options{Dir: dir})
		v.Count("/en/a/", true)
		v.Count("/en/a/", true)
		v.Count("/en/a/", false)
		if _, err := os.Stat(filepath.Join(dir, votesFile)); !errors.Is(err, os.ErrNotExist) {
			t.Error("every vote is written by itself, which tells its time")
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		want := []Vote{{Day: "2000-01-01", Page: "/en/a/", Yes: 2, No: 1}}
		if d := cmp.Diff(want, votesIn(t, dir)); d != "" {
			t.Error(d)
		}
		time.Sleep(24 * time.Hour)
		v.Count("/en/a/", false)
		v.Count("/zh/b/", true)
		if err := v.Close(); err != nil {
			t.Fatal(err)
		}
		want = append(want, Vote{Day: "2000-01-02", Page: "/en/a/", No: 1}, Vote{Day: "2000-01-02", Page: "/zh/b/", Yes: 1})
		if d := cmp.Diff(want, votesIn(t, dir)); d != "" {
			t.Error(d)
		}

		again := NewVotes(Options{Dir: dir}) // a restart on the same day adds
		again.Count("/zh/b/", true)
		again.Close()
		if got := votesIn(t, dir)[2].Yes; got != 2 {
			t.Errorf("after a restart the day has %d votes, want 2", got)
		}
		v.Count("/en/a/", true) // closed: nothing happens
	})
}

func TestAQuestionIsKeptOnceSeveralHaveAskedIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		u := NewUnanswered(Options{Dir: dir})
		for range 10 {
			u.Note("en", "Lost  abroad?", "192.0.2.1") // one who asks again
		}
		u.Note("en", "lost abroad", "192.0.2.2")
		u.Note("zh", "lost abroad", "192.0.2.3") // in another language
		u.Close()
		if got := questionsIn(t, dir); got != nil {
			t.Fatalf("%v is kept, of two askers", got)
		}

		u = NewUnanswered(Options{Dir: dir})
		for i := range 5 {
			u.Note("en", "ＬＯＳＴ abroad!", fmt.Sprint("192.0.2.", i))
		}
		u.Close()
		if d := cmp.Diff([]Question{{"2000-01-01", "en", "lost abroad", 5}}, questionsIn(t, dir)); d != "" {
			t.Fatal(d)
		}

		u = NewUnanswered(Options{Dir: dir}) // a restart cannot tell who has asked before
		for i := range 4 {
			u.Note("en", "lost abroad", fmt.Sprint("192.0.2.", i))
		}
		u.Close()
		if got := questionsIn(t, dir)[0].Askers; got != 5 {
			t.Errorf("%d askers after a restart, want 5", got)
		}
	})
}

func TestAskersAreForgottenWhenTheDayEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		zone := time.FixedZone("UTC+8", 8*60*60)
		u := NewUnanswered(Options{Dir: dir, Zone: zone})
		u.Note("en", "moved away", "a")
		u.Note("en", "moved away", "b")
		before := u.key
		time.Sleep(16 * time.Hour) // midnight in the zone
		u.Note("en", "moved away", "c")
		if u.key == before || len(u.people) != 1 {
			t.Errorf("the key or %d people live on", len(u.people)-1)
		}
		u.Close()
		if got := questionsIn(t, dir); got != nil {
			t.Errorf("%v is kept, of two and one askers", got)
		}
		if u.key != [32]byte{} || u.people != nil {
			t.Error("Close forgets nothing")
		}
	})
}

func TestNothingOfAnAskerIsWritten(t *testing.T) {
	dir := t.TempDir()
	u := NewUnanswered(Options{Dir: dir})
	for i := range 4 {
		u.Note("en", "lost abroad", fmt.Sprint("198.51.100.", i))
	}
	u.Close()
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		want := `{"format":"shebao unanswered 1","entries":[{"day":"` + time.Now().UTC().Format(time.DateOnly) + `","lang":"en","text":"lost abroad","askers":4}]}`
		if string(text) != want {
			t.Errorf("%s holds\n%s\nwant\n%s", f.Name(), text, want)
		}
	}
	if len(files) != 1 {
		t.Errorf("%d files", len(files))
	}
}

func TestMemoryAndFileAreBoundedWhateverIsAsked(t *testing.T) {
	dir := t.TempDir()
	u := NewUnanswered(Options{Dir: dir})
	u.book.rows = 50
	for i := range 3 * maxQuestions {
		u.Note("en", "flood "+word(i), "one") // one asker
	}
	if n := u.questions.Len(); n > maxEach {
		t.Errorf("one asker fills %d places", n)
	}
	for i := range 200 { // many together
		for asker := range 5 {
			u.Note("en", "all of us "+word(i), fmt.Sprint(i, asker))
		}
	}
	for i := range 2 * maxAskers {
		u.Note("en", "popular", fmt.Sprint("p", i))
	}
	for i := range 2 * maxPeople {
		u.Note("en", "anything "+word(i), fmt.Sprint("q", i))
	}
	if len(u.people) > maxPeople || u.questions.Len() > maxQuestions {
		t.Errorf("%d people and %d questions are held", len(u.people), u.questions.Len())
	}
	u.Close()
	questions := questionsIn(t, dir)
	if len(questions) != 50 {
		t.Errorf("%d questions are kept, want 50", len(questions))
	}
	for _, q := range questions {
		if q.Askers > maxAskers {
			t.Errorf("%q has %d askers", q.Text, q.Askers)
		}
	}
}

// word writes a number in letters.
func word(n int) string {
	var b strings.Builder
	for _, d := range fmt.Sprint(n) {
		b.WriteRune('a' + d - '0')
	}
	return b.String()
}

func TestManyCountAtOnce(t *testing.T) {
	dir := t.TempDir()
	v := NewVotes(Options{Dir: dir, Delay: time.Microsecond})
	u := NewUnanswered(Options{Dir: dir, Delay: time.Microsecond})
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range 50 {
				v.Count("/en/a/", i%2 == 0)
				u.Note("en", "lost abroad", fmt.Sprint(i))
			}
		})
	}
	group.Wait()
	if err := errors.Join(v.Close(), u.Close()); err != nil {
		t.Fatal(err)
	}
	yes, no := 0, 0
	for _, vote := range votesIn(t, dir) {
		yes, no = yes+vote.Yes, no+vote.No
	}
	if yes != 200 || no != 200 {
		t.Errorf("%d yes and %d no, want 200 each", yes, no)
	}
	if asked := Sum(questionsIn(t, dir)); len(asked) != 1 || asked[0].Askers < 8 {
		t.Errorf("%v", asked)
	}
	if files, _ := os.ReadDir(dir); len(files) != 2 {
		t.Errorf("%d files are left, want 2", len(files))
	}
}

func TestSumAddsUpTheDays(t *testing.T) {
	got := Sum([]Question{
		{"2026-11-20", "en", "abroad", 3}, {"2026-11-21", "en", "abroad", 4},
		{"2026-11-21", "zh", "护照", 9}, {"2026-11-21", "zh", "abroad", 3},
	})
	want := []Asked{
		{"zh", "护照", 9, 1, "2026-11-21", "2026-11-21"},
		{"en", "abroad", 7, 2, "2026-11-20", "2026-11-21"},
		{"zh", "abroad", 3, 1, "2026-11-21", "2026-11-21"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
