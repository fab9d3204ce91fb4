package admission

import (
	"testing"
	"time"
)

// machine does work for its callers in turns: the more at once, the longer each
// waits. Time passes only as it is told to.
type machine struct {
	limit *Adaptive
	now   time.Time
	cores int
	work  time.Duration
	queue []time.Time // when those inside came in
}

func newMachine(o AdaptiveOptions, cores int, work time.Duration) *machine {
	m := &machine{now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), cores: cores, work: work}
	o.Now = func() time.Time { return m.now }
	m.limit = NewAdaptive(o)
	return m
}

// run lets requests arrive, perSecond of them, for a time, and tells how many
// were done and refused and how long the slowest that was done took.
func (m *machine) run(perSecond float64, long time.Duration) (done, refused int, slowest time.Duration) {
	due := 0.0
	for end := m.now.Add(long); m.now.Before(end); m.now = m.now.Add(m.work) {
		for due += perSecond * m.work.Seconds(); due >= 1; due-- {
			if m.limit.Enter() {
				m.queue = append(m.queue, m.now)
			} else {
				refused++
			}
		}
		for range min(m.cores, len(m.queue)) {
			took := m.now.Add(m.work).Sub(m.queue[0])
			m.queue = m.queue[1:]
			m.limit.Leave(took)
			slowest = max(slowest, took)
			done++
		}
	}
	return done, refused, slowest
}

// Where it is known what the work itself takes, as many are let in as do so much
// of it, however long they wait for others meanwhile; and when the work gets
// slower, fewer are.
func TestAsManyAreLetInAsDoWhatCanBeDone(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	a := NewAdaptive(AdaptiveOptions{Goal: 2 * time.Millisecond, Work: 4 * time.Millisecond, Min: 4, Now: func() time.Time { return now }})
	run := func(work, took time.Duration, atOnce int) {
		for range 100 {
			n := 0
			for n < atOnce && a.Enter() {
				n++
			}
			now = now.Add(20 * time.Millisecond)
			for range n {
				a.Worked(work)
				a.Leave(took)
			}
		}
	}
	for _, tt := range []struct {
		name        string
		work, took  time.Duration
		atOnce      int
		least, most int
	}{
		{"pages that wait for the refusals of others", 20 * time.Microsecond, 5 * time.Millisecond, 1000, 190, 210},
		{"searches after them, all at once", 500 * time.Microsecond, 14 * time.Millisecond, 60, 8, 9},
		{"work that takes longer than all that is allowed", 10 * time.Millisecond, 40 * time.Millisecond, 60, 4, 4},
		{"pages again, which nobody delays", 20 * time.Microsecond, 40 * time.Microsecond, 1000, 210, 10_000},
	} {
		run(tt.work, tt.took, tt.atOnce)
		if limit := a.Limit(); limit < tt.least || limit > tt.most {
			t.Errorf("%s: the limit is %d", tt.name, limit)
		}
	}
}

func TestAdaptive(t *testing.T) {
	t.Run("ten times the capacity is served at capacity, and soon", func(t *testing.T) {
		m := newMachine(AdaptiveOptions{}, 2, time.Millisecond) // 2,000 a second
		m.run(1400, 5*time.Second)
		m.run(20_000, 5*time.Second) // find the limit
		done, refused, slowest := m.run(20_000, 60*time.Second)
		if done < 60*1900 || refused < 60*17_000 {
			t.Errorf("%d done and %d refused in a minute", done, refused)
		}
		if slowest > 30*time.Millisecond {
			t.Errorf("one that was let in took %s", slowest)
		}
		if limit := m.limit.Limit(); limit < 10 || limit > 60 {
			t.Errorf("the limit is %d", limit)
		}
	})
	t.Run("nobody is refused within the capacity, and soon after it was exceeded", func(t *testing.T) {
		m := newMachine(AdaptiveOptions{}, 2, time.Millisecond)
		if _, refused, _ := m.run(1800, time.Minute); refused > 0 {
			t.Errorf("%d were refused at 90 %%", refused)
		}
		m.run(20_000, 10*time.Second)
		m.run(1400, 2*time.Second)
		if _, refused, slowest := m.run(1400, time.Minute); refused > 0 || slowest > 5*time.Millisecond {
			t.Errorf("two seconds later %d were refused, the slowest took %s", refused, slowest)
		}
	})
	t.Run("work that has become slower by itself is not refused", func(t *testing.T) {
		m := newMachine(AdaptiveOptions{}, 4, time.Millisecond)
		m.run(1000, 5*time.Second)
		m.work = 40 * time.Millisecond
		m.run(60, 30*time.Second)
		if _, refused, _ := m.run(60, time.Minute); refused > 0 {
			t.Errorf("%d were refused", refused)
		}
	})
	t.Run("nor where it is much, once even the fewest take longer", func(t *testing.T) {
		m := newMachine(AdaptiveOptions{Goal: 2 * time.Millisecond, Min: 2, Yield: true}, 1000, time.Millisecond)
		m.run(1000, 5*time.Second)
		m.work = 20 * time.Millisecond // of waiting for somebody else
		m.run(1000, 10*time.Second)
		if _, refused, _ := m.run(1000, time.Minute); refused > 0 {
			t.Errorf("%d were refused", refused)
		}
	})
	t.Run("a rush from the first moment on is not taken for quiet", func(t *testing.T) {
		m := newMachine(AdaptiveOptions{Goal: time.Millisecond, Min: 4, Yield: true}, 2, 400*time.Microsecond) // 5,000 a second
		m.run(50_000, 5*time.Second)
		if done, _, slowest := m.run(50_000, 10*time.Second); done < 10*4900 || slowest > 5*time.Millisecond {
			t.Errorf("%d done in ten seconds, the slowest took %s", done, slowest)
		}
	})
	t.Run("a store that hangs gets few at a time, and all again once it answers", func(t *testing.T) {
		m := newMachine(AdaptiveOptions{Goal: 50 * time.Millisecond}, 1000, 5*time.Millisecond)
		m.run(400, 5*time.Second)
		m.work = 900 * time.Millisecond
		m.run(400, 30*time.Second)
		if limit := m.limit.Limit(); limit != 8 {
			t.Errorf("the limit is %d while it hangs", limit)
		}
		m.work = 5 * time.Millisecond
		m.run(400, 2*time.Second)
		if _, refused, _ := m.run(400, 10*time.Second); refused > 0 {
			t.Errorf("%d were refused two seconds later", refused)
		}
	})
}
