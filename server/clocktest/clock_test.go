package clocktest

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestAClockThatIsSetShowsAnotherDayAndNoTimeHasPassed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New(t)
		began := c.Now()
		c.Set(24 * time.Hour)
		time.Sleep(time.Second)
		ahead := c.Now()
		c.Set(-48 * time.Hour)
		back := c.Now()
		if ahead.Sub(began) != time.Second || back.Sub(ahead) != 0 {
			t.Errorf("%s have passed, and %s", ahead.Sub(began), back.Sub(ahead))
		}
		days := []string{began.Format(time.DateOnly), ahead.Format(time.DateOnly), back.Format(time.DateOnly)}
		if days[0] != "2000-01-01" && days[0] != "1999-12-31" { // as the zone has it
			t.Errorf("it begins on %s", days[0])
		}
		if days[1] != began.AddDate(0, 0, 1).Format(time.DateOnly) || days[2] != began.AddDate(0, 0, -1).Format(time.DateOnly) {
			t.Errorf("the days are %v", days)
		}
	})
}
