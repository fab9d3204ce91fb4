package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"shebao/server/card/cardtest"
	"shebao/server/logtest"
)

// Everything that a server does, at once and in one process, so that the race
// detector sees all of it: pages, searches, suggestions, lookups, votes, the API,
// metrics and profiles, while the site is built anew, cards are imported and the
// build is read again by SIGHUP. Afterwards there are as many goroutines and open
// files as before, and once the server has ended as if it had never been.
func TestMixedLoadLeavesNothingBehind(t *testing.T) {
	m := newMixed(t)
	m.rush(500 * time.Millisecond) // pools and caches are filled
	goroutines, files := m.settled()
	m.rush(3 * time.Second)
	m.returns("after a rush", goroutines, files)
	if build := m.get(t, "/en/hello/").Header.Get("X-Build"); build == m.first {
		t.Error("no new build was served")
	}
	m.stop()
	m.returns("once the server has ended", m.goroutines, m.files)
	if log := m.log.String(); strings.Contains(log, "panic") || strings.Contains(log, "level=ERROR") {
		t.Errorf("the log says\n%s", log)
	}
}

// mixed is a server in this process, and all that is done to it.
type mixed struct {
	*testing.T
	program            program
	dir, addr, metrics string
	first              string // build
	client             *http.Client
	log                logtest.Buffer
	goroutines, files  int // before it began
	stop               func()
}

func newMixed(t *testing.T) *mixed {
	m := &mixed{
		T: t, dir: t.TempDir(), client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: time.Minute},
	}
	hangup := make(chan os.Signal, 1) // the process has a goroutine for signals from the first on
	signal.Notify(hangup, syscall.SIGHUP)
	t.Cleanup(func() { signal.Stop(hangup) })
	m.goroutines, m.files = runtime.NumGoroutine(), openFiles(t)
	m.program = program{stdin: strings.NewReader(""), stdout: io.Discard, stderr: &m.log, env: func(string) (string, bool) { return "", false }}
	var err error
	if m.addr, err = freeAddress(); err != nil {
		t.Fatal(err)
	}
	if m.metrics, err = freeAddress(); err != nil {
		t.Fatal(err)
	}
	m.importCards("active")
	m.build("first")
	ctx, cancel := context.WithCancel(context.Background())
	code := make(chan int, 1)
	go func() {
		code <- m.program.run(ctx, []string{"serve", "--addr", m.addr, "--metrics-addr", m.metrics, "--trust-proxy", "127.0.0.1", "--search-limit", "0",
			"--content", filepath.Join(m.dir, "content"), "--public", filepath.Join(m.dir, "public"), "--data", filepath.Join(m.dir, "data")})
	}()
	m.stop = sync.OnceFunc(func() {
		m.client.CloseIdleConnections()
		cancel()
		if c := <-code; c != 0 {
			t.Errorf("it ended with %d\n%s", c, m.log.String())
		}
	})
	t.Cleanup(m.stop)
	within(t, 30*time.Second, "it is ready", func() bool {
		answer, err := m.client.Get("http://" + m.addr + "/readyz")
		if err != nil {
			return false
		}
		answer.Body.Close()
		return answer.StatusCode == 200
	})
	m.first = m.get(t, "/en/hello/").Header.Get("X-Build")
	return m
}

// do runs a command of the program in this process.
func (m *mixed) do(args ...string) {
	if code := m.program.run(context.Background(), append(args, "--data", filepath.Join(m.dir, "data"))); code != 0 {
		m.Errorf("shebao %s ended with %d\n%s", strings.Join(args, " "), code, m.log.String())
	}
}

func (m *mixed) build(name string) {
	content := filepath.Join(m.dir, "content")
	writeTown(m.T, content, name)
	m.do("build", "--content", content, "--public", filepath.Join(m.dir, "public"))
}

func (m *mixed) importCards(status string) {
	var text strings.Builder
	text.WriteString("id_number,card_number,status,changed_at\n")
	for i := range 200 {
		id, number := cardtest.Numbers(i)
		fmt.Fprintf(&text, "%s,%s,%s,2026-01-01\n", id, number, status)
	}
	name := filepath.Join(m.dir, status+".csv")
	if err := os.WriteFile(name, []byte(text.String()), 0o600); err != nil {
		m.Error(err)
	}
	m.do("cards", "import", "--replace", name)
}

// get asks for a page that there must be.
func (m *mixed) get(t *testing.T, path string) *http.Response {
	t.Helper()
	answer, err := m.client.Get("http://" + m.addr + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != 200 {
		t.Fatalf("%s is %d, %v", path, answer.StatusCode, err)
	}
	return answer
}

// kinds are requests, each made anew, with the statuses that are right. A server
// that has too much to do may refuse any of them.
func (m *mixed) kinds() map[string]func() (*http.Request, string) {
	get := func(addr, path string) func() (*http.Request, string) {
		return func() (*http.Request, string) {
			r, _ := http.NewRequest("GET", "http://"+addr+path, nil)
			return r, "200"
		}
	}
	post := func(path, contentType, body, want string) (*http.Request, string) {
		r, _ := http.NewRequest("POST", "http://"+m.addr+path, strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		return r, want
	}
	lookup := func(card int) func() (*http.Request, string) {
		return func() (*http.Request, string) {
			i := rand.IntN(200)
			return post("/api/v1/card-status", "application/json", lookupBody(i, i+card), map[int]string{0: "200"}[card]+" 404 429")
		}
	}
	return map[string]func() (*http.Request, string){
		"page":          get(m.addr, "/en/hello/"),
		"page that was": get(m.addr, "/"),
		"search page":   get(m.addr, "/en/search/?q=town"),
		"search":        get(m.addr, "/api/v1/search?lang=en&q=build+of+the+town"),
		"suggestion":    get(m.addr, "/api/v1/suggest?lang=en&q=he"),
		"list":          get(m.addr, "/api/v1/guides?lang=en"),
		"description":   get(m.addr, "/api/openapi.json"),
		"readiness":     get(m.addr, "/readyz"),
		"metrics":       get(m.metrics, "/metrics"),
		"profile":       get(m.metrics, "/debug/pprof/goroutine?debug=1"),
		"lookup":        lookup(0),
		"wrong lookup":  lookup(1000),
		"vote": func() (*http.Request, string) {
			return post("/api/v1/feedback", "application/x-www-form-urlencoded", url.Values{"page": {"/en/hello/"}, "useful": {"yes"}}.Encode(), "200 204 303 429")
		},
	}
}

// rush asks, builds, imports and reloads for a time, and on until each kind has
// been answered as it should be: a machine that is busy with other things refuses
// many for a while.
func (m *mixed) rush(long time.Duration) {
	m.Helper()
	answered := map[string]*atomic.Int64{}
	kinds := m.kinds()
	names := make([]string, 0, len(kinds))
	for name := range kinds {
		names = append(names, name)
		answered[name] = &atomic.Int64{}
	}
	unanswered := func() (list []string) {
		for name, n := range answered {
			if n.Load() == 0 {
				list = append(list, name)
			}
		}
		return list
	}
	began := time.Now()
	over := func() bool {
		took := time.Since(began)
		return took > long && len(unanswered()) == 0 || took > time.Minute
	}
	var all sync.WaitGroup
	again := func(do func(n int)) {
		all.Go(func() {
			for n := 0; !over(); n++ {
				do(n)
			}
		})
	}
	for range 8 {
		again(func(int) {
			name := names[rand.IntN(len(names))]
			request, want := kinds[name]()
			request.Header.Set("X-Forwarded-For", somebody())
			answer, err := m.client.Do(request)
			if err != nil {
				m.Errorf("%s: %v", name, err)
				return
			}
			defer answer.Body.Close()
			body, err := io.ReadAll(answer.Body)
			switch {
			case err != nil:
				m.Errorf("%s: %v", name, err)
			case answer.StatusCode == 503 && answer.Header.Get("Retry-After") != "": // too much is asked
			case !strings.Contains(want, fmt.Sprint(answer.StatusCode)):
				m.Errorf("%s is answered %d, not %s\n%.300s", name, answer.StatusCode, want, body)
			default:
				answered[name].Add(1)
			}
		})
	}
	again(func(n int) { m.build(fmt.Sprint(long, " ", n)) })
	again(func(n int) { m.importCards([]string{"reported_lost", "active"}[n%2]) })
	again(func(int) {
		if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
			m.Error(err)
		}
		time.Sleep(50 * time.Millisecond)
	})
	all.Wait()
	if left := unanswered(); len(left) > 0 {
		m.Errorf("in %s none of these was answered: %q", time.Since(began), left)
	}
}

// settled is how many goroutines and open files there are at rest.
func (m *mixed) settled() (goroutines, files int) {
	m.client.CloseIdleConnections()
	for same := 0; same < 20; time.Sleep(50 * time.Millisecond) {
		g, f := runtime.NumGoroutine(), openFiles(m.T)
		if same++; g != goroutines || f != files {
			same, goroutines, files = 0, g, f
		}
	}
	return goroutines, files
}

// returns waits until there are no more goroutines and open files than there were.
func (m *mixed) returns(when string, goroutines, files int) {
	m.Helper()
	m.client.CloseIdleConnections()
	g, f := 0, 0
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if g, f = runtime.NumGoroutine(), openFiles(m.T); g <= goroutines && f <= files {
			return
		}
	}
	stacks := make([]byte, 1<<20)
	m.Errorf("%s there are %d goroutines and %d open files, not %d and %d\n%s", when, g, f, goroutines, files, stacks[:runtime.Stack(stacks, true)])
}

func openFiles(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}
