package server

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"shebao/server/limit"
)

func TestReadAsked(t *testing.T) {
	const host = "Host: a\r\n"
	for _, tt := range []struct {
		name, text string
		want       string // method, path and whether it is the last; empty: net/http decides
	}{
		{"a page", "GET /zh/?q=1 HTTP/1.1\r\n" + host + "Accept: */*\r\n\r\n", "GET /zh/ false"},
		{"its header", "HEAD /zh/ HTTP/1.1\r\n" + host + "\r\n", "HEAD /zh/ false"},
		{"a connection that is kept", "GET /zh/ HTTP/1.1\r\n" + host + "connection: Keep-Alive\r\n\r\n", "GET /zh/ false"},
		{"a connection that is not", "GET /zh/ HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", "GET /zh/ true"},
		{"an old client", "GET /zh/ HTTP/1.0\r\n" + host + "\r\n", "GET /zh/ true"},
		{"an old client that keeps its connection", "GET /zh/ HTTP/1.0\r\n" + host + "Connection: keep-alive\r\n\r\n", ""},
		{"something posted", "POST /zh/ HTTP/1.1\r\n" + host + "\r\n", ""},
		{"a body", "GET /zh/ HTTP/1.1\r\n" + host + "content-length: 4\r\n\r\n", ""},
		{"a body in pieces", "GET /zh/ HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n", ""},
		{"a body that some would see", "GET /zh/ HTTP/1.1\r\n" + host + "Content-Length : 4\r\n\r\nGET ", ""},
		{"the same without a body", "GET /zh/ HTTP/1.1\r\n" + host + "Content-Length : 0\r\n\r\n", ""},
		{"a folded line", "GET /zh/ HTTP/1.1\r\n" + host + "X: y\r\n Content-Length: 4\r\n\r\n", ""},
		{"a line that ends otherwise", "GET /zh/ HTTP/1.1\r\n" + host + "X: y\nContent-Length: 4\r\n\r\n", ""},
		{"half an end of line", "GET /zh/ HTTP/1.1\r\n" + host + "X: y\rContent-Length: 4\r\n\r\n", ""},
		{"two of them", strings.Repeat("GET /zh/ HTTP/1.1\r\n"+host+"\r\n", 2), ""},
		{"one and a half", "GET /zh/ HTTP/1.1\r\n" + host + "\r\nGET", ""},
		{"half of one", "GET /zh/ HTTP/1.1\r\n" + host, ""},
		{"nothing", "", ""},
		{"another version", "GET /zh/ HTTP/2.0\r\n" + host + "\r\n", ""},
		{"no version", "GET /zh/\r\n\r\n", ""},
		{"a space in the target", "GET /zh/ x HTTP/1.1\r\n" + host + "\r\n", ""},
		{"a whole address", "GET http://a/zh/ HTTP/1.1\r\n" + host + "\r\n", ""},
		{"an expectation", "GET /zh/ HTTP/1.1\r\n" + host + "Expect: 100-continue\r\n\r\n", ""},
		{"another protocol", "GET /zh/ HTTP/1.1\r\n" + host + "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n", ""},
	} {
		got := ""
		if a, ok := readAsked([]byte(tt.text)); ok {
			got = fmt.Sprint(a.method, " ", string(a.path), " ", a.last)
		}
		if got != tt.want {
			t.Errorf("%s is %q, not %q", tt.name, got, tt.want)
		}
	}
}

// Whatever is taken for one whole request is just that for net/http too, unless
// it refuses it and ends the connection.
func FuzzReadAsked(f *testing.F) {
	f.Add([]byte("GET /zh/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
	f.Add([]byte("HEAD / HTTP/1.0\r\nX: \ty\r\n\r\n"))
	f.Add([]byte("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, ok := readAsked(text); !ok {
			return
		}
		from := bufio.NewReader(bytes.NewReader(text))
		r, err := http.ReadRequest(from)
		if err != nil {
			return
		}
		if rest, _ := io.ReadAll(from); len(rest) > 0 || r.Body != http.NoBody {
			t.Errorf("%q: there is %q behind it, and the body %v", text, rest, r.Body)
		}
	})
}

// doorstep serves a site that has one place.
type doorstep struct {
	*instance
	listener *pipes
	stop     context.CancelFunc
	done     chan error
}

func newDoorstep(t *testing.T) *doorstep {
	d := &doorstep{instance: start(t, nil), listener: newPipes(), done: make(chan error, 1)}
	d.overload.requests = limit.NewLine(limit.NewAdaptive(limit.AdaptiveOptions{Min: 1, Max: 1}), inLine, 2)
	ctx, stop := context.WithCancel(t.Context())
	d.stop = stop
	go func() { d.done <- d.Serve(ctx, d.listener) }()
	return d
}

func (d *doorstep) end(t *testing.T) {
	t.Helper()
	d.stop()
	if err := <-d.done; err != nil {
		t.Error(err)
	}
	if !d.overload.requests.Enter() {
		t.Error("a place was not given back")
	}
	d.Close()
	time.Sleep(time.Second) // what made the styles ends by itself
}

// visitor is a client with one connection.
type visitor struct {
	net.Conn
	r *bufio.Reader
}

func (d *doorstep) visit() *visitor {
	c := d.listener.dial()
	return &visitor{c, bufio.NewReader(c)}
}

func (v *visitor) send(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(v, text); err != nil {
		t.Fatal(err)
	}
}

// answer is the next one: its status, header and body.
func (v *visitor) answer(t *testing.T, method string) (int, http.Header, string) {
	t.Helper()
	a, err := http.ReadResponse(v.r, &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	if a.Close {
		a.Header.Set("Connection", "close") // http.ReadResponse takes it out
	}
	return a.StatusCode, a.Header, string(body)
}

func atDoor(t *testing.T, name string, f func(t *testing.T, d *doorstep)) {
	t.Run(name, func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			d := newDoorstep(t)
			f(t, d)
			d.end(t)
		})
	})
}

func TestDoor(t *testing.T) {
	const page = "GET /zh/ HTTP/1.1\r\nHost: a\r\n\r\n"
	atDoor(t, "a connection is kept, through refusals and answers in turn", func(t *testing.T, d *doorstep) {
		v := d.visit()
		defer v.Close()
		for range 3 {
			d.overload.requests.Enter()
			for _, path := range []string{"/zh/", "/en/nothing/", "/api/v1/search?q=card", "/"} {
				for _, method := range []string{"GET", "HEAD"} {
					began := time.Now()
					v.send(t, method+" "+path+" HTTP/1.1\r\nHost: a\r\n\r\n")
					status, header, body := v.answer(t, method)
					if took := time.Since(began); status != 503 || took > 20*time.Millisecond {
						t.Errorf("%s %s is %d after %s", method, path, status, took)
					}
					w := httptest.NewRecorder() // the same by net/http
					d.shed(w, httptest.NewRequest(method, path, nil))
					for name := range w.Result().Header {
						if got, want := header.Get(name), w.Header().Get(name); name != "Retry-After" && got != want || got == "" {
							t.Errorf("%s %s: %s is %q, not %q", method, path, name, got, want)
						}
					}
					if body != w.Body.String() {
						t.Errorf("%s %s says %s", method, path, body)
					}
				}
			}
			v.send(t, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
			if status, _, _ := v.answer(t, "GET"); status != 200 {
				t.Errorf("health is %d", status)
			}
			d.overload.requests.Leave(0)
			v.send(t, page)
			if status, _, _ := v.answer(t, "GET"); status != 200 {
				t.Errorf("once there is a place it is %d", status)
			}
		}
	})
	atDoor(t, "who wants no other answer gets none", func(t *testing.T, d *doorstep) {
		d.overload.requests.Enter()
		defer d.overload.requests.Leave(0)
		for _, text := range []string{"GET /zh/ HTTP/1.0\r\n\r\n", "GET /zh/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"} {
			v := d.visit()
			v.send(t, text)
			if status, header, _ := v.answer(t, "GET"); status != 503 || header.Get("Connection") != "close" {
				t.Errorf("%q is %d, %v", text, status, header)
			}
			if rest, err := io.ReadAll(v.r); err != nil || len(rest) > 0 {
				t.Errorf("then comes %q, %v", rest, err)
			}
		}
	})
	atDoor(t, "requests that come before the answer, or in pieces, are answered in turn", func(t *testing.T, d *doorstep) {
		for _, pieces := range [][]string{
			{page + page + page},
			{page[:1], page[1:] + page[:7], page[7:] + page},
			{page, page[:1], page[1:], page},
		} {
			v := d.visit()
			go func() {
				for _, piece := range pieces {
					io.WriteString(v, piece)
				}
			}()
			for n := range 3 {
				if status, _, _ := v.answer(t, "GET"); status != 200 {
					t.Errorf("%q: answer %d is %d", pieces, n+1, status)
				}
			}
			v.Close()
		}
	})
	atDoor(t, "a request that net/http cannot read gives its place back", func(t *testing.T, d *doorstep) {
		for range 3 {
			v := d.visit()
			v.send(t, "GET /zh/ HTTP/1.1\r\nHost: a b\r\n\r\n")
			if status, _, _ := v.answer(t, "GET"); status != 400 {
				t.Errorf("it is %d", status)
			}
			v.Close()
			synctest.Wait()
		}
	})
	atDoor(t, "a first request that was refused for a minute is served as if it had just come", func(t *testing.T, d *doorstep) {
		v := d.visit()
		defer v.Close()
		d.overload.requests.Enter()
		for range 60 {
			v.send(t, page)
			if status, _, _ := v.answer(t, "GET"); status != 503 {
				t.Fatalf("it is %d", status)
			}
			time.Sleep(time.Second)
		}
		d.overload.requests.Leave(0)
		v.send(t, page)
		if status, _, _ := v.answer(t, "GET"); status != 200 {
			t.Errorf("it is %d", status)
		}
	})
	atDoor(t, "who is refused and then drips is cut off as soon as others", func(t *testing.T, d *doorstep) {
		v := d.visit()
		d.overload.requests.Enter()
		v.send(t, page)
		v.answer(t, "GET")
		d.overload.requests.Leave(0)
		time.Sleep(3 * time.Second)
		began := time.Now()
		go io.Copy(io.Discard, v)
		drip(v, "GET /zh/ HTTP/1.1\r\nX: ")
		if took := time.Since(began); took > 6*time.Second || took < 4*time.Second {
			t.Errorf("cut off after %s", took)
		}
	})
	atDoor(t, "a server that ends answers those in line", func(t *testing.T, d *doorstep) {
		v := d.visit()
		d.overload.requests.Enter()
		defer d.overload.requests.Leave(0)
		v.send(t, page)
		synctest.Wait()
		d.stop()
		if status, header, _ := v.answer(t, "GET"); status != 503 || header.Get("Connection") != "close" {
			t.Errorf("it is %d, %v", status, header)
		}
	})
	atDoor(t, "a server that ends answers what has come while its connection rested, and closes the others", func(t *testing.T, d *doorstep) {
		v, silent := d.visit(), d.visit()
		d.overload.requests.Enter()
		defer d.overload.requests.Leave(0)
		for _, v := range []*visitor{v, silent} {
			v.send(t, page)
			if status, _, _ := v.answer(t, "GET"); status != 503 {
				t.Errorf("it is %d", status)
			}
		}
		go io.WriteString(v, page)
		d.stop()
		if status, header, _ := v.answer(t, "GET"); status != 503 || header.Get("Connection") != "close" {
			t.Errorf("it is %d, %v", status, header)
		}
		for _, v := range []*visitor{v, silent} {
			if rest, err := io.ReadAll(v.r); err != nil || len(rest) > 0 {
				t.Errorf("then comes %q, %v", rest, err)
			}
		}
	})
	atDoor(t, "who asks again at once is heard less often, and still within 20 ms", func(t *testing.T, d *doorstep) {
		v := d.visit()
		defer v.Close()
		d.overload.requests.Enter()
		defer d.overload.requests.Leave(0)
		for n := range 20 {
			began := time.Now()
			v.send(t, page)
			status, _, _ := v.answer(t, "GET")
			if took := time.Since(began); status != 503 || took > 20*time.Millisecond || n > 0 && took < leastRest {
				t.Errorf("it is %d after %s", status, took)
			}
		}
	})
	atDoor(t, "who was refused and asks again later waits in line as anybody", func(t *testing.T, d *doorstep) {
		v := d.visit()
		defer v.Close()
		d.overload.requests.Enter()
		defer d.overload.requests.Leave(0)
		for range 3 {
			began := time.Now()
			v.send(t, page)
			status, _, _ := v.answer(t, "GET")
			if took := time.Since(began); status != 503 || took != inLine {
				t.Errorf("it is %d after %s, want 503 after %s", status, took, inLine)
			}
			time.Sleep(time.Second)
		}
	})
	atDoor(t, "a client that goes while it waits costs no place", func(t *testing.T, d *doorstep) {
		v := d.visit()
		d.overload.requests.Enter()
		v.send(t, page)
		synctest.Wait()
		v.Close()
		d.overload.requests.Leave(0)
		synctest.Wait()
	})
}
