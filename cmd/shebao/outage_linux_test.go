package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"shebao/server/card/postgres/pgtest"
	"shebao/server/limit/redistest"
)

// wire is what lies between a server and its database: it can be cut, can be
// slow, and can take everything and give nothing.
type wire struct {
	listener net.Listener
	socket   string // of the database
	state    atomic.Int32
	mu       sync.Mutex
	open     []net.Conn
}

const (
	wirePasses = iota
	wireIsSlow // each packet comes so much later
	wireHangs
	wireIsCut
)

const wireDelay = 150 * time.Millisecond

func newWire(t *testing.T, socket string) *wire {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: listener, socket: socket}
	t.Cleanup(func() { listener.Close(); w.set(wireIsCut) })
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			if w.state.Load() == wireIsCut {
				near.Close()
				continue
			}
			far, err := net.Dial("unix", socket)
			if err != nil {
				near.Close()
				continue
			}
			w.mu.Lock()
			w.open = append(w.open, near, far)
			w.mu.Unlock()
			go w.carry(near, far)
			go w.carry(far, near)
		}
	}()
	return w
}

func (w *wire) carry(from, to net.Conn) {
	defer to.Close()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		for w.state.Load() == wireHangs {
			time.Sleep(10 * time.Millisecond)
		}
		if w.state.Load() == wireIsSlow {
			time.Sleep(wireDelay)
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func (w *wire) set(state int32) {
	w.state.Store(state)
	if state == wireIsCut {
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, c := range w.open {
			c.Close()
		}
		w.open = nil
	}
}

// Whatever becomes of PostgreSQL and Redis, pages and search are as always, a
// lookup is right or says that it cannot answer, the server is alive, and what
// is back is used again without a restart.
func TestOutages(t *testing.T) {
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
	r := newReplica(t, nil, "--archive", packBuild(t, "one"), "--data", dir, "--redis", redis.URL(), "--trust-proxy", "127.0.0.1",
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
			tt.mend()
			within(t, 10*time.Second, "cards are found again", func() bool { return found(lookup()) })
			alive(t, 200)
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
			tt.mend()
			within(t, 10*time.Second, "it is noticed that it is back", func() bool {
				log := r.log.String()
				return strings.Count(log, "Redis is back") == strings.Count(log, "Redis does not answer") && strings.Contains(log, "Redis is back")
			})
			if a := lookup(); !found(a) || !lock() {
				t.Error("afterwards it is not as before")
			}
		})
	}
}

// A PostgreSQL whose disk is full answers lookups, and refuses an import as a
// whole; when there is room again, it imports, without a restart of anything.
func TestPostgreSQLFull(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	disk := smallDisk(t, "120m")
	database := pgtest.OwnIn(t, disk)
	cards := database.Database(t)
	// Without a disk of its own no file may grow beyond a WAL segment, which is
	// less than so many cards need.
	fill, empty, many := func() { database.LimitFiles(t, 16<<20) }, func() { database.LimitFiles(t, 0) }, 150_000
	if disk != "" {
		ballast := filepath.Join(disk, "ballast")
		fill = func() {
			f, err := os.Create(ballast)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			for _, block := range []int64{1 << 20, 1 << 12} { // until there is not a page left
				for err = nil; err == nil; {
					_, err = f.Write(make([]byte, block))
				}
				if !errors.Is(err, syscall.ENOSPC) {
					t.Fatalf("the disk is not full but %v", err)
				}
			}
		}
		empty = func() {
			if err := os.Remove(ballast); err != nil {
				t.Fatal(err)
			}
		}
		many = 5000
	}
	shebao(t, nil, "cards", "import", importedCards(t, dir, 100), "--cards", cards, "--data", dir)
	r := newReplica(t, nil, "--archive", packBuild(t, "one"), "--data", dir, "--trust-proxy", "127.0.0.1", "--cards", cards)
	client := &http.Client{Timeout: 20 * time.Second}
	answers := func(when string, card, want int) {
		t.Helper()
		for _, tt := range []struct {
			method, path, body string
			want               int
		}{
			{"POST", "/api/v1/card-status", lookupBody(7, 7), 200}, {"POST", "/api/v1/card-status", lookupBody(7, 8), 404}, {"POST", "/api/v1/card-status", lookupBody(card, card), want},
			{"GET", "/en/hello/", "", 200}, {"GET", "/api/v1/search?q=town&lang=en", "", 200}, {"GET", "/healthz", "", 200}, {"GET", "/readyz", "", 200},
		} {
			if a, err := r.ask(client, tt.method, tt.path, tt.body, somebody()); err != nil || a.status != tt.want {
				t.Errorf("%s: %s %s is %d, %v", when, tt.path, tt.body, a.status, err)
			}
		}
	}
	answers("before", many-1, 404)
	fill()
	answers("on a full disk", many-1, 404)
	for range 2 {
		said := fails(t, "cards", "import", importedCards(t, t.TempDir(), many), "--cards", cards, "--data", dir)
		if !strings.Contains(said, "No space left on device") && !strings.Contains(said, "File too large") || !strings.Contains(said, "nothing was imported") {
			t.Errorf("the import said %s", said)
		}
		answers("after an import that was refused", many-1, 404)
	}
	if said := shebao(t, nil, "cards", "stats", "--cards", cards, "--data", dir); !regexp.MustCompile(`(?m)^cards +100$`).MatchString(said) {
		t.Errorf("the store has\n%s", said)
	}
	empty()
	shebao(t, nil, "cards", "import", importedCards(t, t.TempDir(), many), "--cards", cards, "--data", dir)
	answers("with room again", many-1, 200)
}

// smallDisk is a folder that is a disk of its own of that size, "" where this
// user may not mount one.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "disk")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(folder) })
	if err := unix.Mount("tmpfs", folder, "tmpfs", 0, "size="+size+",mode=0755"); err != nil {
		t.Logf("no disk can be mounted here: %v", err)
		return ""
	}
	t.Cleanup(func() {
		if err := unix.Unmount(folder, 0); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// fails runs a command that must not end well, and returns what it said.
func fails(t *testing.T, args ...string) string {
	t.Helper()
	said, err := command(nil, args...).CombinedOutput()
	if err == nil {
		t.Fatalf("shebao %s ends well:\n%s", strings.Join(args, " "), said)
	}
	return string(said)
}

// A server on a full disk goes on answering; what needs to be written says so
// and leaves what was there.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data, public := filepath.Join(dir, "data"), filepath.Join(dir, "public")
	shebao(t, nil, "build", "--data", data, "--public", public)
	shebao(t, nil, "cards", "import", importedCards(t, dir, 100), "--data", data)
	r := newReplica(t, nil, "--data", data, "--public", public, "--trust-proxy", "127.0.0.1")
	// From now on no file may grow: every write to one fails, as on a full disk.
	if err := unix.Prlimit(r.process.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{}, nil); err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Timeout: 20 * time.Second}
	for range 5 {
		for path, want := range map[string]int{"/en/guides/reissue/": 200, "/api/v1/search?q=lost&lang=en": 200, "/readyz": 200} {
			if a, err := r.ask(client, "GET", path, "", somebody()); err != nil || a.status != want {
				t.Errorf("%s is %d, %v", path, a.status, err)
			}
		}
		if a, err := r.ask(client, "POST", "/api/v1/card-status", lookupBody(7, 7), somebody()); err != nil || a.status != 200 {
			t.Errorf("a lookup is %d, %v\n%s", a.status, err, a.body)
		}
	}
	before, err := os.ReadFile(filepath.Join(public, "site.json"))
	if err != nil {
		t.Fatal(err)
	}
	build := exec.Command("sh", "-c", `ulimit -f 1; exec shebao build "$@"`, "sh", "--data", data, "--public", public, "--base-url", "https://other.example")
	if said, err := build.CombinedOutput(); err == nil || !strings.Contains(string(said), "file too large") {
		t.Errorf("the build says %v\n%s", err, said)
	}
	after, err := os.ReadFile(filepath.Join(public, "site.json"))
	if err != nil || string(after) != string(before) {
		t.Errorf("the site is not what it was (%v)", err)
	}
	imports := exec.Command("sh", "-c", `ulimit -f 8; exec shebao cards import "$@"`, "sh", importedCards(t, t.TempDir(), 5000), "--data", data)
	if said, err := imports.CombinedOutput(); err == nil || !strings.Contains(string(said), "nothing was imported") {
		t.Errorf("the import says %v\n%s", err, said)
	}
	if said := shebao(t, nil, "cards", "stats", "--data", data); !strings.Contains(said, "100\n") {
		t.Errorf("afterwards the store has\n%s", said)
	}
	shebao(t, nil, "build", "--data", data, "--public", public) // there is room again
	shebao(t, nil, "cards", "import", importedCards(t, t.TempDir(), 5000), "--data", data)
}

// A server that starts on a full disk serves what it has: the site that it cannot
// build anew, and the build that it cannot replace.
func TestStartOnAFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	full := []string{"sh", "-c", `ulimit -f 0; exec "$0" "$@"`, "shebao"}
	serves := func(name, page, said string, args ...string) {
		t.Run(name, func(t *testing.T) {
			r := newReplicaUnder(t, full, nil, append(args, "--demo", "--trust-proxy", "127.0.0.1")...)
			client := &http.Client{Timeout: 20 * time.Second}
			for path, want := range map[string]int{page: 200, "/api/v1/search?q=town&lang=en": 200, "/healthz": 200, "/readyz": 200} {
				if a, err := r.ask(client, "GET", path, "", somebody()); err != nil || a.status != want {
					t.Errorf("%s is %d, %v", path, a.status, err)
				}
			}
			within(t, 10*time.Second, "the log says "+said, func() bool { return strings.Contains(r.log.String(), said) })
		})
	}
	data, content, public := filepath.Join(dir, "data"), filepath.Join(dir, "content"), filepath.Join(dir, "public")
	writeTown(t, content, "one")
	shebao(t, nil, "build", "--data", data, "--content", content, "--public", public)
	writeTown(t, content, "two")
	serves("a site that is to be built", "/en/hello/", "the site cannot be built anew, the earlier build is served", "--data", data, "--content", content, "--public", public)

	archive := filepath.Join(dir, "site.tar.zst")
	if err := os.Rename(packBuild(t, "one"), archive); err != nil {
		t.Fatal(err)
	}
	r := newReplica(t, nil, "--demo", "--data", data, "--archive", archive) // which unpacks it
	r.stop()
	serves("an archive that is unpacked", "/en/hello/", "serving a build", "--data", data, "--archive", archive)
	if err := os.Rename(packBuild(t, "two"), archive); err != nil {
		t.Fatal(err)
	}
	serves("an archive that is not", "/en/hello/", "the archive cannot be unpacked, the earlier build is served", "--data", data, "--archive", archive)

	// Where there is nothing earlier, nothing is served.
	refused := exec.Command(full[0], append(slices.Clone(full[1:]), "serve", "--demo", "--addr", "localhost:0", "--data", filepath.Join(dir, "new"), "--archive", archive)...)
	if said, err := refused.CombinedOutput(); err == nil || !strings.Contains(string(said), "too large") {
		t.Errorf("it says %v\n%s", err, said)
	}
}

// However a server dies while it looks cards up, the store is whole and the
// next one answers right.
func TestServerKilledUnderLookups(t *testing.T) {
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

// A thousand clients that send nothing or half a header, on a server that may
// open 256 files: whoever is connected is served as always, and so is everybody
// once the slow ones are cut off.
func TestThousandSlowConnections(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	shebao(t, nil, "cards", "import", importedCards(t, dir, 100), "--data", dir)
	r := newReplicaUnder(t, []string{"sh", "-c", `ulimit -n 256; exec "$0" "$@"`, "shebao"}, nil, "--archive", packBuild(t, "one"), "--data", dir, "--trust-proxy", "127.0.0.1")
	client := &http.Client{Timeout: 20 * time.Second} // keeps its connection
	asAlways := func(when string) {
		t.Helper()
		for path, want := range map[string]int{"/en/hello/": 200, "/api/v1/search?q=town&lang=en": 200, "/api/v1/guides?lang=en": 200, "/healthz": 200, "/robots.txt": 200} {
			if a, err := r.ask(client, "GET", path, "", somebody()); err != nil || a.status != want {
				t.Errorf("%s %s is %d, %v", when, path, a.status, err)
			}
		}
		if a, err := r.ask(client, "POST", "/api/v1/card-status", lookupBody(7, 7), somebody()); err != nil || a.status != 200 {
			t.Errorf("%s a lookup is %d, %v", when, a.status, err)
		}
	}
	if a, err := r.ask(client, "GET", "/healthz", "", ""); err != nil || a.status != 200 {
		t.Fatal(err)
	}
	var slow []net.Conn
	for n := range 1000 {
		conn, err := net.DialTimeout("tcp", r.addr, 5*time.Second)
		if err != nil {
			break // the machine's own queue is full
		}
		defer conn.Close()
		slow = append(slow, conn)
		if n%2 == 0 {
			fmt.Fprintf(conn, "GET /en/hello/ HTTP/1.1\r\nHost: x\r\n")
		}
	}
	if len(slow) < 300 {
		t.Fatalf("only %d connections came about", len(slow))
	}
	for range 5 {
		asAlways("under slow clients")
		time.Sleep(100 * time.Millisecond)
	}
	for _, conn := range slow[:100] {
		conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		if _, err := io.Copy(io.Discard, conn); err != nil && !strings.Contains(err.Error(), "reset") {
			t.Fatalf("a slow client is not cut off: %v", err)
		}
	}
	for _, conn := range slow {
		conn.Close()
	}
	client.CloseIdleConnections()
	within(t, 20*time.Second, "new clients are served", func() bool {
		a, err := r.ask(&http.Client{Timeout: time.Second}, "GET", "/healthz", "", "")
		return err == nil && a.status == 200
	})
	asAlways("afterwards")
}
