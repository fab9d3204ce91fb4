package limit

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
	inBubble("who has waited already waits for half of that, and nobody where the line is long", func(t *testing.T) {
		l := newLine(1, 10)
		l.Enter()
		began := time.Now()
		if l.EnterSoon() || time.Since(began) != patience/2 {
			t.Errorf("the first waited for %s", time.Since(began))
		}
		l.every.Store(int64(patience))
		go l.Enter()
		synctest.Wait()
		began = time.Now()
		if l.EnterSoon() || l.Enter() || time.Since(began) != 0 {
			t.Errorf("the others waited for %s", time.Since(began))
		}
		time.Sleep(2 * patience)
		l.Leave(0)
		if !l.EnterSoon() {
			t.Error("a free place was not given")
		}
	})
	inBubble("who would wait for more than half of that is refused in its stead, and those in line are served", func(t *testing.T) {
		l := newLine(1, 1000)
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
					case time.Until(end) > 800*time.Millisecond: // how soon places get free is not known at first
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
		if served < 750 || refused < 5000 || inVain > refused/20 {
			t.Errorf("%d served, %d refused and %d in line in vain in 800 ms", served, refused, inVain)
		}
	})
	for _, tt := range []struct {
		name  string
		waits time.Duration
		want  []int
	}{
		{"they enter as they came", 2 * time.Millisecond, []int{1, 2, 3}},
		{"the latest enter first once the first has waited for long", 7 * time.Millisecond, []int{3, 2, 1}},
	} {
		inBubble(tt.name, func(t *testing.T) {
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
			time.Sleep(tt.waits)
			l.Leave(tt.waits)
			all.Wait()
			if !slices.Equal(order, tt.want) {
				t.Errorf("they entered as %v", order)
			}
		})
	}
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
			if !l.TryEnter() {
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
