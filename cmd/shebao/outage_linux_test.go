package main

import (
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"shebao/server/card/postgres/pgtest"
	"shebao/server/limit/redistest"
)

// Whatever becomes of PostgreSQL and Redis, pages and search are as always, a
// lookup is right or says that it cannot answer, the server is alive, and what
// is back is used again without a restart.
func TestWhileADatabaseIsAwayTheRestIsServed(t *testing.T) {
	t.Parallel()
	database, redis := pgtest.Own(t), redistest.Start(t)
	dir := t.TempDir()
	cards := database.Database(t)
	shebao(t, nil, "cards", "import", importedCards(t, dir, 100), "--cards", cards, "--data", dir)
	name, _, _ := strings.Cut(strings.TrimPrefix(cards, "postgres://shebao@/"), "?")
	w := newWire(t, filepath.Join(database.Folder, ".s.PGSQL.5432"))
	_, port, err := net.SplitHostPort(w.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	metrics, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	r := newReplica(t, nil, "--archive", packBuild(t, "one"), "--data", dir, "--redis", redis.URL(), "--trust-proxy", "127.0.0.1", "--metrics-addr", metrics,
		"--cards", fmt.Sprintf("postgres://shebao@127.0.0.1:%s/%s?sslmode=disable", port, name))
	client := &http.Client{Timeout: 20 * time.Second}
	ask := func(method, path, body string) answer {
		t.Helper()
		began := time.Now()
		a, err := r.ask(client, method, path, body, somebody())
		if err != nil {
			t.Fatalf("%s is not answered: %v", path, err)
		}
		if took := time.Since(began); took > time.Second {
			t.Logf("%s took %s", path, took)
		}
		return a
	}
	lookup := func() answer { t.Helper(); return ask("POST", "/api/v1/card-status", lookupBody(7, 7)) }
	found := func(a answer) bool { return a.status == 200 && strings.Contains(a.body, `"status":"active"`) }
	alive := func(t *testing.T, ready int) {
		t.Helper()
		for path, want := range map[string]int{"/en/hello/": 200, "/api/v1/search?q=town&lang=en": 200, "/healthz": 200, "/readyz": ready} {
			if a := ask("GET", path, ""); a.status != want {
				t.Errorf("%s is %d, want %d", path, a.status, want)
			}
		}
	}
	// measured waits until the metrics say whether what the server depends on is there.
	measured := func(t *testing.T, cards, redis int) {
		t.Helper()
		for name, up := range map[string]int{"cards": cards, "redis": redis} {
			want := fmt.Sprintf("\nshebao_dependency_up{name=%q} %d\n", name, up)
			within(t, 10*time.Second, "the metrics say"+want, func() bool {
				a, err := (&replica{t: t, addr: metrics}).ask(client, "GET", "/metrics", "", "")
				return err == nil && strings.Contains(a.body, want)
			})
		}
	}
	lock := func() (locked bool) {
		identity := 500_000 + int(time.Now().UnixNano()%1_000_000)
		for wrong := range 6 {
			locked = ask("POST", "/api/v1/card-status", lookupBody(identity, identity+1+wrong)).status == 429
		}
		return locked
	}
	if a := lookup(); !found(a) {
		t.Fatalf("before anything happens: %d\n%s", a.status, a.body)
	}
	stop := func() { database.Stop() }
	start := func() {
		if err := database.Start(); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name       string
		fail, mend func()
	}{
		{"PostgreSQL is stopped", stop, start},
		{"PostgreSQL hangs", func() { w.set(wireHangs) }, func() { w.set(wirePasses) }},
		{"the line to PostgreSQL is cut", func() { w.set(wireIsCut) }, func() { w.set(wirePasses) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.fail()
			for n := range 8 {
				a := lookup()
				if a.status != 503 || a.header.Get("Retry-After") == "" || a.header.Get("Content-Type") != "application/problem+json" {
					t.Errorf("lookup %d is %d %v\n%s", n, a.status, a.header, a.body)
				}
			}
			alive(t, 503)
			measured(t, 0, 1)
			tt.mend()
			within(t, 10*time.Second, "cards are found again", func() bool { return found(lookup()) })
			alive(t, 200)
			measured(t, 1, 1)
		})
	}
	t.Run("PostgreSQL is slow", func(t *testing.T) {
		w.set(wireIsSlow)
		for range 3 {
			if a := lookup(); !found(a) && a.status != 503 {
				t.Errorf("a lookup is %d\n%s", a.status, a.body)
			}
		}
		alive(t, 200)
		w.set(wirePasses)
	})
	for _, tt := range []struct {
		name       string
		fail, mend func()
	}{
		{"Redis is stopped", redis.Kill, redis.Restart},
		{"Redis hangs", func() { redis.Signal(syscall.SIGSTOP) }, func() { redis.Signal(syscall.SIGCONT) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.fail()
			if a := lookup(); !found(a) {
				t.Errorf("a lookup is %d\n%s", a.status, a.body)
			}
			if !lock() {
				t.Error("nobody is locked out after five wrong cards")
			}
			alive(t, 200)
			measured(t, 1, 0)
			tt.mend()
			within(t, 10*time.Second, "it is noticed that it is back", func() bool {
				log := r.log.String()
				return strings.Count(log, "Redis is back") == strings.Count(log, "Redis does not answer") && strings.Contains(log, "Redis is back")
			})
			if a := lookup(); !found(a) || !lock() {
				t.Error("afterwards it is not as before")
			}
			measured(t, 1, 1)
		})
	}
}
