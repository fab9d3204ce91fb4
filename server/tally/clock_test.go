package tally

import (
	"fmt"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"shebao/server/clocktest"
)

// The machine's clock is set a day ahead, and back again: what is counted stands
// under the day that the clock showed, is written in time, and nothing is lost.
func TestAClockThatIsSetLosesNoCount(t *testing.T) {
	for _, by := range []time.Duration{24 * time.Hour, -24 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			clock, dir := clocktest.New(t), t.TempDir()
			options := Options{Dir: dir, Now: clock.Now, Zone: time.UTC}
			v, u := NewVotes(options), NewUnanswered(options)
			ask := func(from, to int) {
				v.Count("/zh/a/", true)
				for i := from; i < to; i++ {
					u.Note("zh", "出国补卡", fmt.Sprint("192.0.2.", i))
				}
			}
			ask(0, 3)
			clock.Set(by)
			other := clock.Now().UTC().Format(time.DateOnly)
			ask(0, 4)
			clock.Set(-by)
			ask(3, 6) // who asked before is told apart no more
			time.Sleep(time.Minute)
			synctest.Wait()

			today := clock.Now().UTC().Format(time.DateOnly)
			votes := []Vote{{Day: today, Page: "/zh/a/", Yes: 2}, {Day: other, Page: "/zh/a/", Yes: 1}}
			questions := []Question{{today, "zh", "出国补卡", 3}, {other, "zh", "出国补卡", 4}}
			if by < 0 {
				votes[0], votes[1] = votes[1], votes[0]
				questions[0], questions[1] = questions[1], questions[0]
			}
			if d := cmp.Diff(votes, votesIn(t, dir)); d != "" {
				t.Errorf("set by %s, after a minute: %s", by, d)
			}
			if d := cmp.Diff(questions, questionsIn(t, dir)); d != "" {
				t.Errorf("set by %s, after a minute: %s", by, d)
			}
			if err := v.Close(); err != nil {
				t.Error(err)
			}
			if err := u.Close(); err != nil {
				t.Error(err)
			}
			if left, _ := filepath.Glob(filepath.Join(dir, "*.new")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}
