package server

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"shebao/server/admission"
)

// doorstep serves a site that has one place.
type doorstep struct {
	*instance
	listener *pipes
	stop     context.CancelFunc
	done     chan error
}

func newDoorstep(t *testing.T) *doorstep {
	d := &doorstep{instance: start(t, nil), listener: newPipes(), done: make(chan error, 1)}
	d.overload.requests = admission.NewLine(admission.NewAdaptive(admission.AdaptiveOptions{Min: 1, Max: 1}), inLine, 2)
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
