package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shebao/server/card/postgres/pgtest"
	"shebao/server/limit/redistest"
)

// Two replicas over one PostgreSQL and one Redis go through what a year brings:
// one is killed, the database stops, Redis stops, a build is rolled out, one is
// replaced. Readers ask all the time, through what a load balancer does. What
// is lost is what the killed one held, and nothing else. Built with -race, both
// replicas are, too.
func TestTwoReplicasLoseOnlyWhatAKilledOneHeld(t *testing.T) {
	database, redis := pgtest.Own(t), redistest.Start(t)
	dir := t.TempDir()
	cards := database.Database(t)
	shebao(t, nil, "cards", "import", importedCards(t, dir, 100), "--cards", cards, "--data", dir)
	key, err := os.ReadFile(filepath.Join(dir, "cards.key"))
	if err != nil {
		t.Fatal(err)
	}
	one, two := packBuild(t, "one"), packBuild(t, "two")
	var replicas []*replica
	var archives []string
	for i := range 2 {
		archive := filepath.Join(dir, fmt.Sprintf("site%d.tar.zst", i))
		ship(t, one, archive)
		archives = append(archives, archive)
		replicas = append(replicas, newReplica(t, []string{keyVariable + "=" + string(key)}, "--archive", archive,
			"--data", filepath.Join(dir, fmt.Sprint("data", i)), "--cards", cards, "--redis", redis.URL(),
			"--trust-proxy", "127.0.0.1", "--search-limit", "1", "--drain", "1s"))
	}
	b := balance(t, replicas...)

	t.Run("limits are shared", func(t *testing.T) { limitsAreShared(t, b) })
	t.Run("one is killed", func(t *testing.T) {
		l := b.load(nil)
		time.Sleep(300 * time.Millisecond)
		replicas[0].kill()
		time.Sleep(300 * time.Millisecond)
		replicas[0].start()
		time.Sleep(300 * time.Millisecond)
		asked, lost := l.end()
		if len(lost) > readers {
			t.Errorf("%d of %d requests were lost; the killed one held up to %d:\n%s", len(lost), asked, readers, strings.Join(lost, "\n"))
		}
		for _, what := range lost {
			if !strings.HasPrefix(what, replicas[0].addr) {
				t.Errorf("the other one lost %s", what)
			}
		}
	})
	t.Run("the database stops and starts", func(t *testing.T) {
		var away atomic.Bool
		l := b.load(&away)
		away.Store(true)
		database.Stop()
		time.Sleep(time.Second)
		b.expect(t, replicas, 503, "/readyz")
		b.expect(t, replicas, 200, "/healthz")
		if err := database.Start(); err != nil {
			t.Fatal(err)
		}
		within(t, 10*time.Second, "both are ready again", func() bool { return b.ready[0].Load() && b.ready[1].Load() })
		for _, r := range replicas {
			within(t, 10*time.Second, "cards are found again", func() bool {
				a, err := r.ask(b.client, "POST", "/api/v1/card-status", lookupBody(1, 1), somebody())
				return err == nil && a.status == 200
			})
		}
		away.Store(false)
		time.Sleep(300 * time.Millisecond)
		if asked, lost := l.end(); len(lost) > 0 {
			t.Errorf("%d of %d requests were lost:\n%s", len(lost), asked, strings.Join(lost, "\n"))
		}
	})
	t.Run("Redis stops and starts", func(t *testing.T) {
		l := b.load(nil)
		redis.Kill()
		time.Sleep(500 * time.Millisecond)
		b.expect(t, replicas, 200, "/readyz")
		redis.Restart()
		for _, r := range replicas {
			within(t, 5*time.Second, "it is noticed that Redis is back", func() bool {
				log := r.log.String()
				return strings.Count(log, "Redis is back") == strings.Count(log, "Redis does not answer") && strings.Contains(log, "Redis is back")
			})
		}
		if asked, lost := l.end(); len(lost) > 0 {
			t.Errorf("%d of %d requests were lost:\n%s", len(lost), asked, strings.Join(lost, "\n"))
		}
		limitsAreShared(t, b)
	})
	t.Run("a build is rolled out", func(t *testing.T) {
		l := b.load(nil)
		builds := map[string]bool{}
		for i := range replicas {
			before := replicas[i].build(t, b)
			builds[before] = true
			ship(t, two, archives[i])
			within(t, 20*time.Second, "the new build is served", func() bool { return replicas[i].build(t, b) != before })
			builds[replicas[i].build(t, b)] = true
			time.Sleep(500 * time.Millisecond) // one has it, the other has not
		}
		asked, lost := l.end()
		if len(lost) > 0 {
			t.Errorf("%d of %d requests were lost:\n%s", len(lost), asked, strings.Join(lost, "\n"))
		}
		if len(builds) != 2 || replicas[0].build(t, b) != replicas[1].build(t, b) {
			t.Errorf("the builds were %v; want one before and one after", builds)
		}
	})
	t.Run("cards are imported", func(t *testing.T) {
		l := b.load(nil)
		said := shebao(t, nil, "cards", "import", importedCards(t, dir, 3000), "--cards", cards, "--data", dir)
		if !strings.Contains(said, "added 2900, unchanged 100") {
			t.Errorf("the import said %s", said)
		}
		if asked, lost := l.end(); len(lost) > 0 {
			t.Errorf("%d of %d requests were lost:\n%s", len(lost), asked, strings.Join(lost, "\n"))
		}
	})
	t.Run("one is replaced", func(t *testing.T) {
		l := b.load(nil)
		replicas[1].stop()
		replicas[1].start()
		time.Sleep(300 * time.Millisecond)
		if asked, lost := l.end(); len(lost) > 0 {
			t.Errorf("%d of %d requests were lost:\n%s", len(lost), asked, strings.Join(lost, "\n"))
		}
	})
	for _, r := range replicas {
		if log := r.log.String(); strings.Contains(log, "panic") || strings.Contains(log, "DATA RACE") || strings.Contains(log, "2001:db8") {
			t.Errorf("%s wrote of a panic, a race or somebody's address", r.addr)
		}
	}
}

// limitsAreShared tries the limits, again where Redis took too long meanwhile
// to be asked: a busy machine is no fault.
func limitsAreShared(t *testing.T, b *balancer) {
	t.Helper()
	outages := func() (n int) {
		for _, r := range b.replicas {
			n += strings.Count(r.log.String(), "Redis does not answer")
		}
		return n
	}
	for range 5 {
		before := outages()
		faults := b.tryLimits()
		if len(faults) == 0 {
			return
		}
		if outages() == before {
			t.Fatal(strings.Join(faults, "\n"))
		}
		time.Sleep(2 * time.Second)
	}
	t.Fatal("Redis was never there for long enough to try the limits")
}

// tryLimits tries wrong cards with one identity, and searches from one address,
// on the replicas in turn.
func (b *balancer) tryLimits() (faults []string) {
	identity := 10_000 + rand.IntN(10_000_000)
	for wrong := range 7 {
		a, err := b.ask("POST", "/api/v1/card-status", lookupBody(identity, identity+1+wrong), somebody())
		want := 404
		if wrong >= 5 {
			want = 429
		}
		if err != nil || a.status != want {
			faults = append(faults, fmt.Sprintf("wrong card %d is answered %d, %v; want %d", wrong, a.status, err, want))
		}
	}
	who := somebody()
	for n := range 6 {
		a, err := b.ask("GET", "/api/v1/search?q=town&lang=en", "", who)
		want, left := 200, fmt.Sprintf(`"search";r=%d;t=`, max(0, 4-n))
		if n == 5 {
			want = 429
		}
		if got := a.header.Get("RateLimit"); err != nil || a.status != want || !strings.HasPrefix(got, left) {
			faults = append(faults, fmt.Sprintf("search %d is answered %d, RateLimit %q, %v; want %d and %s", n, a.status, got, err, want, left))
		}
	}
	return faults
}

func (b *balancer) expect(t *testing.T, replicas []*replica, status int, path string) {
	t.Helper()
	for _, r := range replicas {
		if a, err := r.ask(b.client, "GET", path, "", somebody()); err != nil || a.status != status {
			t.Errorf("%s is %d, %v; want %d", path, a.status, err, status)
		}
	}
}

// build is the one that a replica says it serves.
func (r *replica) build(t *testing.T, b *balancer) string {
	t.Helper()
	a, err := r.ask(b.client, "GET", "/en/hello/", "", somebody())
	if err != nil {
		t.Fatal(err)
	}
	return a.header.Get("X-Build")
}
