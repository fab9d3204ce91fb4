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

func TestWhatIsCountedAsAQuestion(t *testing.T) {
	for _, c := range []struct {
		text string
		want string // "" = dropped
	}{
		{"Passport  for\tmy SON?", "passport for my son"},
		{"《护照》怎么办？", "护照》怎么办"},
		{"２０１６年的规定", "2016年的规定"},
		{"三岁以下", "三岁以下"},
		{"a", "a"},
		{"", ""},
		{"?!…", ""},
		{"\xff\xfe", ""},
		{"lost\x00card\u202e", "lostcard"},
		{strings.Repeat("长", 61), ""},
		{strings.Repeat("x", 1<<20), ""},
		// Identity and card numbers, whole, in parts and dressed up.
		{"310101 2020 0101", ""},
		{"card 12345", ""},
		{"３１０１０１１９", ""},
		{"3-1-0-1-0", ""},
		{"٣١٠١٠١", ""},
		{"三一零一零一", ""},
		{"三 一 零 一 零", ""},
		{"card A12", ""},
		{"AB9F2", ""},
		{"ａ１２３", ""},
		{"mother@example.org", ""},
		{"https://example.org", ""},
		{"www.example.org", ""},
	} {
		got, ok := normal(c.text)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%.40q counts as %q, %t; want %q", c.text, got, ok, c.want)
		}
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

func FuzzNormal(f *testing.F) {
	for _, seed := range []string{"lost abroad", "《护照》", "card A12", "\xff", "٣١٠١٠١", "ﷺ", "İ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := normal(text)
		if !ok {
			return
		}
		if !printable(got) || personal(got) || len([]rune(got)) > maxText {
			t.Errorf("%q counts as %q", text, got)
		}
	})
}
