package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
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

func TestAServerStopsWithoutLosingARequest(t *testing.T) {
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
		for _, path := range []string{"/readyz", "/readyz?for=pages"} {
			if code, _ := get(t, client, "http://"+address+path); code != 503 {
				t.Errorf("%s is %d", path, code)
			}
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
