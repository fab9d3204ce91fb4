package server

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// What a client may send that no client library would.
func TestWhatNoLibraryWouldSendIsAnswered(t *testing.T) {
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
func TestABodyThatDoesNotComeIsGivenUp(t *testing.T) {
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

// Every combination of odd methods, addresses and header fields is answered
// with what HTTP has for it, with the security headers, and with nothing of the
// program's own words.
func TestOddRequestsAreAnsweredAsHTTPHasIt(t *testing.T) {
	i := start(t, nil)
	address, _ := i.serve(t)
	methods := []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW", "get"}
	targets := []string{
		"/", "//", "///", "/.", "/..", "/../..", "/zh/", "/zh", "/ZH/", "/zh/..", "/zh/%2e%2e/", "/zh/%2E%2E%2Fsite.json", "/zh%2f", "/zh%5c",
		"/zh/%00", "/zh/%0d%0aSet-Cookie:a=b", "/zh/%c0%ae%c0%ae/", "/zh/%ff", "/zh/%F0%9F%92%A9", "/zh/;a=b", "/zh/guides/reissue/;", "/zh/*",
		"/zh/:lang", "/:lang/search/", "/:lang/status/", "/*", "/zh/search/?q=%00", "/zh/search/?q=%0d%0a", "/zh/search/?q=" + strings.Repeat("%F0%9F%92%A9", 200),
		"/zh/search/?q[]=a", "/zh/search/?q=a&q=b", "/zh/search/?q=a;b", "/zh/search/?q=%", "/zh/search/?%", "/zh/search/?=&=&", "/zh/search/?q=/.*.*.*/",
		"/zh/search/?q=a&offset=-1", "/zh/search/?q=a&offset=9e9", "/zh/status/?x", "/zh/status/?id_number", "/zh/status/?ID_NUMBER=1", "/zh/status/;", "/zh/status//",
		"/api", "/api/", "/api/v1", "/api/v1/", "/api/v1/search/", "/api/v1/search?q=%zz", "/api/v1/search?limit=0x10&q=a", "/api/v1/card-status/", "/api/v1/card-status",
		"/healthz/", "/readyz?x=1", "/site.json", "/site.json/", "/.git/config", "/.env", "/zh/.hidden", "/assets/../site.json", "/index.php", "/wp-login.php",
		"http://other.example/zh/", "http://user:password@other.example/zh/", "https://[::1]/zh/",
	}
	headers := []string{
		"", "Range: bytes=0-0", "Range: bytes=-0", "Range: bytes=" + strings.Repeat("0-0,", 1000) + "1-1", "If-None-Match: *", "If-Match: *", "If-Match: \"x\"",
		"If-Modified-Since: yesterday", "Accept: application/xml", "Accept-Encoding: ;q=,*;q=x", "Accept-Language: *;q=9", "Content-Type: application/json;;",
		"Content-Type: multipart/form-data", "Content-Length: 0", "Connection: close, keep-alive", "Upgrade: websocket", "Cookie: " + strings.Repeat("a=b;", 2000),
		"X-Forwarded-For: 1.1.1.1", "X-Forwarded-Host: evil.example", "X-Original-URL: /site.json", "X-HTTP-Method-Override: DELETE", "Origin: null",
		"Sec-Fetch-Site: cross-site", "Referer: http://\xff/", "Max-Forwards: 0", "TE: trailers", "Trailer: X",
	}
	var conn net.Conn
	var r *bufio.Reader
	hangUp := func() {
		if conn != nil {
			conn.Close()
			conn = nil
		}
	}
	defer hangUp()
	for n := range methods {
		for m, target := range targets {
			// Every method with every target, and the header fields in turn;
			// those that everybody sends with every header field.
			for k, header := range headers {
				if n > 2 && (n+m+k)%9 != 0 {
					continue
				}
				if conn == nil {
					var err error
					if conn, err = net.Dial("tcp", address); err != nil {
						t.Fatal(err)
					}
					conn.SetDeadline(time.Now().Add(time.Minute))
					r = bufio.NewReader(conn)
				}
				request := methods[n] + " " + target + " HTTP/1.1\r\nHost: x\r\n"
				if header != "" {
					request += header + "\r\n"
				}
				io.WriteString(conn, request+"\r\n")
				answer, err := http.ReadResponse(r, &http.Request{Method: methods[n]})
				if err != nil {
					t.Fatalf("%q is not answered: %v", request, err)
				}
				text, err := io.ReadAll(answer.Body)
				if err != nil {
					t.Fatalf("%q: %v", request, err)
				}
				if answer.StatusCode >= 500 {
					t.Errorf("%q is %s", request, answer.Status)
				}
				ours := answer.Header.Get("Content-Security-Policy") != ""
				if !ours && answer.StatusCode != 400 {
					t.Errorf("%q is %s without security headers", request, answer.Status)
				}
				for _, word := range []string{"goroutine", ".go:", "runtime", "strconv.", "invalid range", "echo", "parse \"", "<script>alert"} {
					if strings.Contains(string(text), word) {
						t.Errorf("%q tells %q", request, word)
					}
				}
				if location := answer.Header.Get("Location"); location != "" && (!strings.HasPrefix(location, "/") || strings.HasPrefix(location, "//")) {
					t.Errorf("%q leads to %q", request, location)
				}
				if answer.Header.Get("Set-Cookie") != "" {
					t.Errorf("%q sets a cookie", request)
				}
				if answer.Close {
					hangUp()
				}
			}
		}
	}
	if w := i.do("GET", "/healthz", ""); w.Code != 200 {
		t.Errorf("afterwards /healthz is %d", w.Code)
	}
}
