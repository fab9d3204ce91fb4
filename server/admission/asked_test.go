package admission

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
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
		if a, ok := ReadAsked([]byte(tt.text)); ok {
			got = fmt.Sprint(a.Method, " ", string(a.Path), " ", a.Last)
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
		if _, ok := ReadAsked(text); !ok {
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
