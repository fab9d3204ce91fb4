package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"shebao/search"
)

// serve runs a server on a free port until the test ends or stop is called,
// which returns what Serve returned.
func (i *instance) serve(t testing.TB) (address string, stop func() error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- i.Serve(ctx, listener) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-done
	})
	t.Cleanup(func() { stop() })
	return listener.Addr().String(), stop
}

// newClient is a client whose connections end with the test.
func newClient(t testing.TB) *http.Client {
	transport := &http.Transport{MaxIdleConnsPerHost: 16}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func get(t testing.TB, client *http.Client, url string) (int, string) {
	t.Helper()
	r, err := client.Get(url)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	return r.StatusCode, string(body)
}

// swap puts a new build in the place of dir in one step, as the generator does,
// and removes the old one.
func swap(t testing.TB, i *instance, build string) {
	t.Helper()
	fresh := filepath.Join(filepath.Dir(i.dir), "fresh-"+build)
	writeSite(t, fresh, i.theme, build)
	old := i.dir + "-before-" + build
	for _, step := range []func() error{
		func() error { return os.Rename(i.dir, old) },
		func() error { return os.Rename(fresh, i.dir) },
		func() error { return os.RemoveAll(old) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestServe(t *testing.T) {
	t.Run("requests under way are finished, new ones are not taken", func(t *testing.T) {
		i := start(t, nil)
		began, finish := make(chan bool), make(chan bool)
		i.echo.GET("/slow", func(c echo.Context) error {
			began <- true
			<-finish
			return c.String(200, "done")
		})
		address, stop := i.serve(t)
		client := newClient(t)
		answers := make(chan string)
		go func() {
			_, body := get(t, client, "http://"+address+"/slow")
			answers <- body
		}()
		<-began
		stopped := make(chan error)
		go func() { stopped <- stop() }()
		for {
			conn, err := net.Dial("tcp", address)
			if err != nil {
				break // the listener has gone
			}
			conn.Close()
		}
		select {
		case err := <-stopped:
			t.Fatalf("Serve did not wait: %v", err)
		default:
		}
		finish <- true
		if body := <-answers; body != "done" {
			t.Errorf("the request under way got %q", body)
		}
		if err := <-stopped; err != nil {
			t.Errorf("Serve returned %v", err)
		}
	})
	t.Run("while it drains it answers, says that it is not ready and closes connections", func(t *testing.T) {
		i := start(t, func(c *Config) { c.Drain = 300 * time.Millisecond })
		address, stop := i.serve(t)
		client := newClient(t)
		if code, _ := get(t, client, "http://"+address+"/readyz"); code != 200 {
			t.Fatalf("/readyz is %d", code)
		}
		stopped := make(chan error)
		go func() { stopped <- stop() }()
		for !i.draining.Load() {
			time.Sleep(time.Millisecond)
		}
		if code, _ := get(t, client, "http://"+address+"/readyz"); code != 503 {
			t.Errorf("/readyz is %d", code)
		}
		r, err := client.Get("http://" + address + "/zh/")
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != 200 || !r.Close {
			t.Errorf("a page is %d, closing: %t", r.StatusCode, r.Close)
		}
		if err := <-stopped; err != nil {
			t.Errorf("Serve returned %v", err)
		}
	})
	t.Run("a listener that fails ends it with an error that names the address", func(t *testing.T) {
		i := start(t, nil)
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		listener.Close()
		err = i.Serve(context.Background(), listener)
		if !errors.Is(err, net.ErrClosed) || !strings.Contains(err.Error(), listener.Addr().String()) {
			t.Errorf("Serve returned %v", err)
		}
	})
}

func TestNewBuild(t *testing.T) {
	t.Run("a finished build is picked up by itself", func(t *testing.T) {
		i := start(t, func(c *Config) { c.Poll = time.Millisecond })
		address, _ := i.serve(t)
		client := newClient(t)
		swap(t, i, "two")
		for {
			if _, body := get(t, client, "http://"+address+"/readyz"); strings.Contains(body, `"build":"two"`) {
				break
			}
		}
		if _, body := get(t, client, "http://"+address+"/zh/"); !strings.Contains(body, "home of build two") {
			t.Error("the home page is of another build")
		}
	})
	t.Run("a build that cannot be read leaves the earlier one", func(t *testing.T) {
		i := start(t, nil)
		if err := os.WriteFile(filepath.Join(i.dir, siteFile), []byte("{"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := i.Reload(); err == nil {
			t.Error("Reload says nothing")
		}
		i.poll()
		i.poll()
		if n := strings.Count(i.log.String(), "a new build cannot be served"); n != 1 {
			t.Errorf("it is said %d times", n)
		}
		if w := i.do("GET", "/zh/", ""); w.Code != 200 {
			t.Errorf("the home page is %d", w.Code)
		}
	})
	t.Run("a request finds the next build before the poll does", func(t *testing.T) {
		i := start(t, nil)
		swap(t, i, "two") // nothing has been read of the first one yet
		if w := i.do("GET", "/zh/", ""); w.Code != 200 || !strings.Contains(w.Body.String(), "home of build two") {
			t.Errorf("%d\n%s", w.Code, w.Body)
		}
		if i.index.closed != 1 {
			t.Errorf("the first build's index was closed %d times", i.index.closed)
		}
	})
	t.Run("a folder that vanishes is 503, not 404", func(t *testing.T) {
		i := start(t, nil)
		if err := os.RemoveAll(i.dir); err != nil {
			t.Fatal(err)
		}
		if w := i.do("GET", "/zh/", ""); w.Code != 503 || w.Header().Get("Retry-After") == "" {
			t.Errorf("%d %v", w.Code, w.Header())
		}
	})
	t.Run("an index that could not be opened is tried again", func(t *testing.T) {
		now := time.Now()
		tries := 0
		i := start(t, func(c *Config) {
			open := c.OpenIndex
			c.Now = func() time.Time { return now }
			c.OpenIndex = func(build string) (Searcher, error) {
				switch tries++; tries {
				case 1:
					return nil, search.ErrDamaged
				case 2:
					panic("bolt: page 4 already freed")
				}
				return open(build)
			}
		})
		for n, want := range []int{503, 503, 503, 200} {
			if w := i.do("GET", "/api/v1/search?q=a", ""); w.Code != want {
				t.Errorf("search %d is %d, want %d", n, w.Code, want)
			}
			if n > 0 {
				now = now.Add(indexRetry)
			}
			i.poll()
		}
		if tries != 3 {
			t.Errorf("tried %d times", tries)
		}
	})
}

// Builds change while many read: no request fails, and no page mixes two.
func TestNewBuildUnderLoad(t *testing.T) {
	i := start(t, func(c *Config) {
		c.Poll = time.Millisecond
		c.OpenIndex = func(build string) (Searcher, error) { return &buildIndex{build: build}, nil }
	})
	address, _ := i.serve(t)
	client := newClient(t)
	var readers sync.WaitGroup
	var stop atomic.Bool
	for range 4 {
		readers.Go(func() {
			for !stop.Load() {
				for _, path := range []string{"/zh/", "/en/guides/reissue/", "/zh/feed.xml", "/zh/search/?q=build"} {
					if code, body := get(t, client, "http://"+address+path); code != 200 {
						t.Errorf("GET %s is %d\n%s", path, code, body)
					}
				}
				_, body := get(t, client, "http://"+address+"/api/v1/search?q=build")
				if !strings.Contains(body, `"title":"`) {
					t.Errorf("search got\n%s", body)
				}
			}
		})
	}
	for n := range 20 {
		swap(t, i, fmt.Sprint("number", n))
	}
	stop.Store(true)
	readers.Wait()
}

// buildIndex answers every query with its build, and fails once it is closed.
type buildIndex struct {
	build  string
	closed atomic.Bool
}

func (x *buildIndex) Search(context.Context, search.Query) (search.Result, error) {
	if x.closed.Load() {
		return search.Result{}, errors.New("closed")
	}
	return search.Result{Total: 1, Hits: []search.Hit{{URL: "/zh/", Title: x.build}}}, nil
}

func (x *buildIndex) Suggest(context.Context, string, string, int) ([]search.Suggestion, error) {
	return nil, nil
}

func (x *buildIndex) Close() error {
	x.closed.Store(true)
	return nil
}

// What a client may send that no client library would.
func TestRawRequests(t *testing.T) {
	i := start(t, nil)
	address, _ := i.serve(t)
	const end = "\r\n\r\n"
	const body = `{"id_number":"` + knownID + `","card_number":"` + lostCard + `"}`
	apiHead := "POST /api/v1/card-status HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
	for _, tt := range []struct {
		name, send string
		want       []string // the first line of each answer
		closes     bool     // the server closes the connection after them
	}{
		{"two requests on one connection", "GET /healthz HTTP/1.1\r\nHost: x" + end + "GET /zh/nothing HTTP/1.1\r\nHost: x" + end, []string{"200", "404"}, false},
		{"an old client", "GET /zh/ HTTP/1.0" + end, []string{"200"}, true},
		{"no host", "GET /zh/ HTTP/1.1" + end, []string{"400"}, true},
		{"two hosts", "GET /zh/ HTTP/1.1\r\nHost: a\r\nHost: b" + end, []string{"400"}, true},
		{"a host that is none", "GET /zh/ HTTP/1.1\r\nHost: a/b?c" + end, []string{"400"}, false},
		{"an address of another server", "GET http://evil.example/zh/ HTTP/1.1\r\nHost: x" + end, []string{"200"}, false},
		{"an asterisk", "GET * HTTP/1.1\r\nHost: x" + end, []string{"404"}, false},
		{"options for the server", "OPTIONS * HTTP/1.1\r\nHost: x" + end, []string{"200"}, false},
		{"a tunnel", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443" + end, []string{"404"}, false},
		{"trace", "TRACE /zh/ HTTP/1.1\r\nHost: x\r\nCookie: a=b" + end, []string{"405"}, false},
		{"a method in small letters", "get /zh/ HTTP/1.1\r\nHost: x" + end, []string{"405"}, false},
		{"a space in the address", "GET /zh/a b HTTP/1.1\r\nHost: x" + end, []string{"400"}, true},
		{"a control character in the address", "GET /zh/\x01 HTTP/1.1\r\nHost: x" + end, []string{"400"}, true},
		{"a raw byte in the address", "GET /zh/\xff HTTP/1.1\r\nHost: x" + end, []string{"404"}, false},
		{"half an escape", "GET /zh/%2 HTTP/1.1\r\nHost: x" + end, []string{"400"}, true},
		{"a folded header", "GET /zh/ HTTP/1.1\r\nHost: x\r\nA: b\r\n c" + end, []string{"200"}, false},
		{"a space before the colon", "GET /zh/ HTTP/1.1\r\nHost: x\r\nA : b" + end, []string{"400"}, true},
		{"a header of 33 KiB", "GET /zh/ HTTP/1.1\r\nHost: x\r\nA: " + strings.Repeat("a", 33<<10) + end, []string{"431"}, true},
		{"a header of 24 KiB", "GET /zh/ HTTP/1.1\r\nHost: x\r\nA: " + strings.Repeat("a", 24<<10) + end, []string{"200"}, false},
		{"an address of 40 KiB", "GET /zh/" + strings.Repeat("a", 40<<10) + " HTTP/1.1\r\nHost: x" + end, []string{"431"}, true},
		{"an address of 20 KiB", "GET /zh/" + strings.Repeat("a/", 10<<10) + " HTTP/1.1\r\nHost: x" + end, []string{"404"}, false},
		{"a thousand headers", "GET /zh/ HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("A: b\r\n", 1000) + "\r\n", []string{"200"}, false},
		{"two lengths", apiHead + "Content-Length: 5\r\nContent-Length: 6" + end + "abcde", []string{"400"}, true},
		{"a negative length", apiHead + "Content-Length: -5" + end, []string{"400"}, true},
		{"a length and chunks", apiHead + fmt.Sprintf("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(body), body) +
			"GET /smuggled HTTP/1.1\r\nHost: x" + end, []string{"200"}, true},
		{"chunks", apiHead + fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(body), body), []string{"200"}, true},
		{"chunks that are none", apiHead + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", []string{"400"}, true},
		{"chunks that never end", apiHead + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("400\r\n"+strings.Repeat(" ", 1024)+"\r\n", 8), []string{"413"}, true},
		{"chunks on a page", "GET /zh/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", []string{"200"}, true},
		{"a body on a page", "GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /healthz HTTP/1.1\r\nHost: x" + end, []string{"200", "200"}, false},
		{"a body that is announced as too large is not asked for", apiHead + "Content-Length: 4097\r\nExpect: 100-continue" + end, []string{"413"}, true},
		{"a body of the wrong type is not asked for", "POST /api/v1/card-status HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue" + end, []string{"415"}, true},
		{"an expectation that nobody knows", apiHead + "Content-Length: 2\r\nExpect: tea" + end, []string{"417"}, false},
		{"a gigantic length", apiHead + "Content-Length: 9223372036854775807" + end, []string{"413"}, true},
		{"an impossible length", apiHead + "Content-Length: 9223372036854775808" + end, []string{"400"}, true},
		{"an upgrade", "GET /zh/ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__" + end, []string{"200"}, false},
		{"HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", []string{"404"}, true},
		{"no HTTP at all", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + end, []string{"400"}, true},
		{"an encoding list of 20 KiB", "GET /zh/ HTTP/1.1\r\nHost: x\r\nAccept-Encoding: " + strings.Repeat("gzip;q=0.1,", 1800) + "br" + end, []string{"200"}, false},
		{"a language list of 20 KiB", "GET / HTTP/1.1\r\nHost: x\r\nAccept-Language: " + strings.Repeat("a-b-c-d,", 2500) + end, []string{"302"}, false},
		{"a tag list of 20 KiB", "GET /zh/ HTTP/1.1\r\nHost: x\r\nIf-None-Match: " + strings.Repeat(`"a",`, 5000) + end, []string{"200"}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			conn, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(20 * time.Second))
			go io.WriteString(conn, tt.send)
			r := bufio.NewReader(conn)
			for n, want := range tt.want {
				answer, err := http.ReadResponse(r, &http.Request{Method: strings.SplitN(tt.send, " ", 2)[0]})
				if err != nil {
					t.Fatalf("answer %d: %v", n, err)
				}
				text, err := io.ReadAll(answer.Body)
				if err != nil {
					t.Fatalf("answer %d: %v", n, err)
				}
				if got := fmt.Sprint(answer.StatusCode); got != want {
					t.Errorf("answer %d is %s, want %s\n%s", n, got, want, text)
				}
				for _, word := range []string{"goroutine", ".go:", "smuggled", knownID, "http: ", "strconv", "json:"} {
					if strings.Contains(string(text), word) {
						t.Errorf("answer %d tells %q:\n%s", n, word, text)
					}
				}
			}
			if !tt.closes {
				return
			}
			if rest, err := io.ReadAll(r); len(rest) > 0 || errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("the connection goes on with %q (%v)", rest, err)
			}
		})
	}
	if w := i.do("GET", "/healthz", ""); w.Code != 200 {
		t.Errorf("afterwards /healthz is %d", w.Code)
	}
}

// A body that does not come is given up.
func TestSlowBody(t *testing.T) {
	i := start(t, nil)
	hs := &http.Server{Handler: i.Handler(), ReadTimeout: 50 * time.Millisecond}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go hs.Serve(listener)
	defer hs.Close()
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, "POST /api/v1/card-status HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"id_")
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusRequestTimeout {
		t.Errorf("answered %s", answer.Status)
	}
}
