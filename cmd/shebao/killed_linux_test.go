package main

import (
	"strings"
	"testing"
	"time"
)

// However a server dies while it looks cards up, the store is whole and the
// next one answers right.
func TestAServerKilledUnderLookupsLeavesAWholeStore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	shebao(t, nil, "cards", "import", importedCards(t, dir, 1000), "--data", dir)
	archive := packBuild(t, "one")
	r := newReplica(t, nil, "--archive", archive, "--data", dir, "--trust-proxy", "127.0.0.1")
	b := balance(t, r)
	for round := range 5 {
		l := b.load(nil)
		time.Sleep(time.Duration(50+37*round) * time.Millisecond)
		r.kill()
		_, lost := l.end()
		for _, what := range lost { // what it held, and what came when nobody was there
			if !strings.Contains(what, "refused") && !strings.Contains(what, "EOF") && !strings.Contains(what, "reset") && !strings.Contains(what, "closed idle connection") {
				t.Errorf("a wrong answer: %s", what)
			}
		}
		if said := shebao(t, nil, "cards", "stats", "--data", dir); !strings.Contains(said, "1000") {
			t.Errorf("after kill %d the store has\n%s", round, said)
		}
		r.start()
		for _, i := range []int{0, 499, 999} {
			if a, err := b.ask("POST", "/api/v1/card-status", lookupBody(i, i), somebody()); err != nil || a.status != 200 || !strings.Contains(a.body, `"status":"active"`) {
				t.Errorf("after kill %d card %d is %d, %v\n%s", round, i, a.status, err, a.body)
			}
		}
		if a, err := b.ask("POST", "/api/v1/card-status", lookupBody(1, 2), somebody()); err != nil || a.status != 404 {
			t.Errorf("after kill %d a wrong pair is %d, %v", round, a.status, err)
		}
	}
}
