package admission

import (
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestLine(t *testing.T) {
	const patience = 10 * time.Millisecond
	newLine := func(places, most int) *Line {
		return NewLine(NewAdaptive(AdaptiveOptions{Min: places, Max: places}), patience, most)
	}
	inBubble := func(name string, f func(t *testing.T)) {
		t.Run(name, func(t *testing.T) { synctest.Test(t, f) })
	}
	inBubble("who finds no place waits for one", func(t *testing.T) {
		l := newLine(1, 1)
		l.Enter()
		began := time.Now()
		go func() {
			time.Sleep(3 * time.Millisecond)
			l.Leave(3 * time.Millisecond)
		}()
		if !l.Enter() || time.Since(began) != 3*time.Millisecond {
			t.Errorf("entered after %s", time.Since(began))
		}
		l.Leave(0)
		if !l.Enter() {
			t.Error("the place was not given back")
		}
	})
	inBubble("nobody waits for longer than they have patience, and none where the line is full", func(t *testing.T) {
		l := newLine(1, 1)
		l.Enter()
		began := time.Now()
		var first sync.WaitGroup
		first.Go(func() {
			if l.Enter() || time.Since(began) != patience {
				t.Errorf("the first waited for %s", time.Since(began))
			}
		})
		synctest.Wait()
		if l.Enter() || time.Since(began) > 0 {
			t.Errorf("the second waited for %s", time.Since(began))
		}
		first.Wait()
		l.Leave(patience)
		if !l.Enter() {
			t.Error("a place was given to somebody who had gone")
		}
	})
	inBubble("nobody waits where the line is long as work takes of late", func(t *testing.T) {
		l := newLine(1, 10)
		l.Worked(patience)
		l.Enter()
		began := time.Now()
		go l.Enter()
		synctest.Wait()
		if l.Enter() || time.Since(began) != 0 {
			t.Errorf("the second waited for %s", time.Since(began))
		}
		time.Sleep(2 * patience)
		l.Leave(0)
		if !l.Enter() {
			t.Error("a free place was not given")
		}
	})
	inBubble("who would wait for more than half of that is refused in its stead, and those in line are served", func(t *testing.T) {
		l := newLine(1, 1000)
		l.Worked(time.Millisecond)
		var all sync.WaitGroup
		var mu sync.Mutex
		served, refused, inVain := 0, 0, 0
		for i := range 100 { // each comes back soon
			all.Go(func() {
				time.Sleep(time.Duration(i) * 10 * time.Microsecond)
				for end := time.Now().Add(time.Second); time.Now().Before(end); {
					began := time.Now()
					entered := l.Enter()
					waited := time.Since(began)
					mu.Lock()
					switch {
					case waited > patience:
						t.Errorf("entered: %t, after %s", entered, waited)
					case entered:
						served++
					case waited == 0:
						refused++
					default:
						inVain++
					}
					mu.Unlock()
					if !entered {
						time.Sleep(patience / 2)
					}
					if entered {
						time.Sleep(time.Millisecond)
						l.Leave(time.Millisecond)
					}
				}
			})
		}
		all.Wait()
		if served < 900 || refused < 5000 || inVain > refused/20 {
			t.Errorf("%d served, %d refused and %d in line in vain in a second", served, refused, inVain)
		}
	})
	inBubble("they enter as they came", func(t *testing.T) {
		l := newLine(1, 10)
		l.Enter()
		var mu sync.Mutex
		var order []int
		var all sync.WaitGroup
		for i := range 3 {
			all.Go(func() {
				if l.Enter() {
					mu.Lock()
					order = append(order, i+1)
					mu.Unlock()
					l.Leave(0)
				}
			})
			synctest.Wait()
		}
		time.Sleep(2 * time.Millisecond)
		l.Leave(2 * time.Millisecond)
		all.Wait()
		if !slices.Equal(order, []int{1, 2, 3}) {
			t.Errorf("they entered as %v", order)
		}
	})
	inBubble("a burst is served, later; while more come than can be served, few are at once", func(t *testing.T) {
		const work = time.Millisecond
		l := NewLine(NewAdaptive(AdaptiveOptions{Min: 2, Max: 1000, Goal: 2 * work, Work: 2 * work, Burst: 50 * work}), 6*work, 100)
		worker := make(chan bool, 1)
		l.Worked(work)
		var mu sync.Mutex
		served, refused, slowest := 0, 0, time.Duration(0)
		come := func(n int, apart time.Duration) {
			served, refused, slowest = 0, 0, 0
			var all sync.WaitGroup
			for range n {
				time.Sleep(apart)
				all.Go(func() {
					began := time.Now()
					entered := l.Enter()
					if entered {
						worker <- true
						time.Sleep(work)
						<-worker
						l.Worked(work)
						l.Leave(time.Since(began))
					}
					mu.Lock()
					defer mu.Unlock()
					if !entered {
						refused++
						return
					}
					served++
					slowest = max(slowest, time.Since(began))
				})
			}
			all.Wait()
		}
		for range 20 { // the limit is then what the work allows
			come(10, 0)
			time.Sleep(100 * time.Millisecond)
		}
		for range 3 {
			come(50, 0)
			if refused > 0 || slowest > 50*work {
				t.Errorf("of a burst of 50, %d are refused, and the slowest takes %s", refused, slowest)
			}
			time.Sleep(100 * time.Millisecond)
		}
		come(3000, work/10)
		come(3000, work/10)
		if served < 290 || slowest > 20*work {
			t.Errorf("of ten times what can be done in 300 ms, %d are served, and the slowest takes %s", served, slowest)
		}
		time.Sleep(100 * time.Millisecond)
		if come(50, 0); refused > 0 {
			t.Errorf("a tenth of a second later, %d of a burst of 50 are refused", refused)
		}
	})
	manyComeAndGo := func(t *testing.T, l *Line) {
		var mu sync.Mutex
		inside, most, served := 0, 0, 0
		var all sync.WaitGroup
		for i := range 400 {
			all.Go(func() {
				time.Sleep(time.Duration(i%37) * time.Millisecond)
				if !l.Enter() {
					return
				}
				mu.Lock()
				inside++
				served++
				most = max(most, inside)
				mu.Unlock()
				time.Sleep(time.Millisecond)
				mu.Lock()
				inside--
				mu.Unlock()
				l.Leave(time.Millisecond)
			})
		}
		all.Wait()
		if most > 4 || served < 20 {
			t.Errorf("%d at most, %d served", most, served)
		}
		for range 4 {
			if !l.Enter() {
				t.Error("a place was lost")
			}
		}
	}
	inBubble("however many come and go, no place is lost or given twice", func(t *testing.T) {
		manyComeAndGo(t, newLine(4, 50))
	})
	t.Run("nor by way of the poller, until it stops", func(t *testing.T) { // which no bubble knows
		l := NewLine(NewAdaptive(AdaptiveOptions{Min: 4, Max: 4}), time.Second, 400)
		for range 3 {
			stop, err := l.Relay()
			if err != nil {
				t.Fatal(err)
			}
			manyComeAndGo(t, l)
			waits := make(chan bool)
			go func() { waits <- l.Enter() }()
			for l.length.Load() == 0 {
				time.Sleep(time.Millisecond)
			}
			for range 4 {
				l.Leave(time.Millisecond)
			}
			if !<-waits {
				t.Error("who waited got no place")
			}
			stop()
			l.Leave(time.Millisecond)
		}
	})
}
