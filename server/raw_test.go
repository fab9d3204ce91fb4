package server

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// hostileRequests are bytes that no client of good will sends, made from tables.
func hostileRequests() map[string]string {
	all := map[string]string{}
	add := func(kind, request string) { all[fmt.Sprintf("%s %d", kind, len(all))] = request }
	const end = "\r\n\r\n"
	const api = "POST /api/v1/card-status HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
	const form = "POST /en/status/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	const smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"

	// Every byte where it does not belong.
	for b := range 256 {
		c := string([]byte{byte(b)})
		add("a byte in the method", "G"+c+"T /zh/ HTTP/1.1\r\nHost: x"+end)
		add("a byte in the address", "GET /zh/"+c+" HTTP/1.1\r\nHost: x"+end)
		add("a byte in the query", "GET /api/v1/search?q=a"+c+"b&lang=en HTTP/1.1\r\nHost: x"+end)
		add("an escaped byte", fmt.Sprintf("GET /zh/%%%02x/%%%02X HTTP/1.1\r\nHost: x%s", b, b, end))
		add("a byte in the host", "GET /zh/ HTTP/1.1\r\nHost: x"+c+"y"+end)
		add("a byte in a field's name", "GET /zh/ HTTP/1.1\r\nHost: x\r\nA"+c+"B: c"+end)
		add("a byte in a field's value", "GET /zh/ HTTP/1.1\r\nHost: x\r\nAccept-Language: a"+c+"b"+end)
		add("a byte in the version", "GET /zh/ HTTP/1."+c+"\r\nHost: x"+end)
		add("a byte in a JSON body", fmt.Sprintf("%sContent-Length: 18%s{\"id_number\":\"1%s\"}", api, end, c))
	}
	// Lengths and encodings that two servers could read in two ways.
	encodings := []string{
		"chunked", " chunked", "chunked ", "\tchunked", "Chunked", "CHUNKED", "chunked, chunked", "identity", "identity, chunked", "chunked, identity",
		"gzip", "gzip, chunked", "chunked\r\nTransfer-Encoding: identity", "x", "", ",chunked", "chunked,", "\"chunked\"", "chunked;q=1", "\x0bchunked", "chunked\x00",
		"xchunked", "chun ked", "'chunked'", "chunked\r\n x", "\r\n chunked", "deflate", "trailers", "cow",
	}
	lengths := []string{"", "0", "4", "5", "+5", "-1", "0x5", "5 ", " 5", "5,5", "5, 6", "5\r\nContent-Length: 5", "5\r\nContent-Length: 6", "00005", "1e1", "５", "5;", "18446744073709551616", "NaN"}
	for _, e := range encodings {
		for _, n := range lengths {
			request := "POST /api/v1/card-status HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: " + e + "\r\n"
			if n != "" {
				request += "Content-Length: " + n + "\r\n"
			}
			add("length and encoding", request+"\r\n0\r\n\r\n"+smuggled)
		}
	}
	for _, n := range lengths {
		add("length", api+"Content-Length: "+n+end+"{}   "+smuggled)
		add("length of a page", "GET /zh/ HTTP/1.1\r\nHost: x\r\nContent-Length: "+n+end+smuggled)
	}
	for _, chunks := range []string{
		"0\r\n\r\n", "5\r\nabcde\r\n0\r\n\r\n", "5;a=b\r\nabcde\r\n0\r\n\r\n", "5;" + strings.Repeat("a", 9000) + "\r\nabcde\r\n0\r\n\r\n", "5\nabcde\n0\n\n",
		"ffffffffffffffff\r\n", "fffffffffffffffff\r\n", "-1\r\n", "+5\r\nabcde\r\n0\r\n\r\n", "0x5\r\nabcde\r\n0\r\n\r\n", " 5\r\nabcde\r\n0\r\n\r\n", "5 \r\nabcde\r\n0\r\n\r\n",
		"5\r\nabcdeX0\r\n\r\n", "5\r\nabc", "\r\n", "g\r\n", "0\r\nTrailer: x\r\n\r\n", "0\r\n" + strings.Repeat("A: b\r\n", 5000) + "\r\n", "0\r\nContent-Length: 4\r\n\r\nabcd",
		strings.Repeat("1\r\na\r\n", 5000) + "0\r\n\r\n", "5\r\rabcde0\r\r", "00000000000000000005\r\nabcde\r\n0\r\n\r\n", "5\r\nabcde\r\n0\r\n", "5\r\nabcde\r\n",
	} {
		for _, head := range []string{api, form, "GET /zh/ HTTP/1.1\r\nHost: x\r\n", "DELETE /api/v1/search HTTP/1.1\r\nHost: x\r\n"} {
			add("chunks", head+"Transfer-Encoding: chunked"+end+chunks+smuggled)
		}
	}
	// Request lines and ends of lines.
	for _, line := range []string{
		"", " ", "GET", "GET ", "GET /", "GET  / HTTP/1.1", "GET /\tHTTP/1.1", " GET / HTTP/1.1", "GET / HTTP/1.1 ", "GET / HTTP/1.1 x", "GET / HTTP", "GET / HTTP/", "GET / HTTP/1",
		"GET / HTTP/0.9", "GET / HTTP/1.2", "GET / HTTP/2.0", "GET / HTTP/3", "GET / HTTP/1.10", "GET / HTTP/01.1", "GET / http/1.1", "GET / HTTPS/1.1", "GET / FTP/1.1", "GET / HTTP/-1.1",
		"GET HTTP/1.1", "/ GET HTTP/1.1", "GET ? HTTP/1.1", "GET # HTTP/1.1", "GET zh HTTP/1.1", "GET \\zh\\ HTTP/1.1", "GET http:// HTTP/1.1", "GET http:/// HTTP/1.1", "GET //x/y HTTP/1.1",
		"GET http://[::1 HTTP/1.1", "GET http://x:99999/ HTTP/1.1", "GET file:///etc/passwd HTTP/1.1", "GET javascript:alert(1) HTTP/1.1", "GET x:y HTTP/1.1", "GET %2f HTTP/1.1", "GET /% HTTP/1.1",
		"GET /%zz HTTP/1.1", "GET /%u0041 HTTP/1.1", "GET /zh/../../../../etc/passwd HTTP/1.1", "GET /zh/..%2f..%2fetc%2fpasswd HTTP/1.1", "GET /zh/..%c0%af HTTP/1.1", "GET /zh/....// HTTP/1.1",
		"GET /zh/%252e%252e/ HTTP/1.1", "GET /assets/..%5c..%5csite.json HTTP/1.1", "GET /zh/\u202e HTTP/1.1", "CONNECT / HTTP/1.1", "CONNECT x HTTP/1.1", "CONNECT :0 HTTP/1.1", "OPTIONS * HTTP/1.1",
		"POST * HTTP/1.1", "HEAD * HTTP/1.1", "GET /" + strings.Repeat("%2e", 3000) + " HTTP/1.1", "GET /" + strings.Repeat("/", 8000) + " HTTP/1.1", "GET /?" + strings.Repeat("a&", 8000) + " HTTP/1.1",
		"GET /zh/search/?" + strings.Repeat("q=a&", 4000) + " HTTP/1.1", "GET /zh/search/?q=" + strings.Repeat("a", 30000) + " HTTP/1.1", strings.Repeat("G", 9000) + " / HTTP/1.1",
	} {
		for _, eol := range []string{"\r\n", "\n", "\r", "\r\r\n"} {
			add("request line", line+eol+"Host: x"+eol+eol)
		}
		add("request line without a host", line+end)
	}
	// Fields: too many, too long, twice, folded, odd.
	for _, fields := range []string{
		strings.Repeat("A: b\r\n", 4000), strings.Repeat("A: b\r\n", 10000), "A: " + strings.Repeat("b", 27<<10) + "\r\n", "A: " + strings.Repeat("b", 40<<10) + "\r\n",
		strings.Repeat("A", 27<<10) + ": b\r\n", strings.Repeat("Cookie: a=b\r\n", 2000), "Cookie: " + strings.Repeat("a=b; ", 5000) + "\r\n", ": b\r\n", "A\r\n", "A:\r\n", " A: b\r\n", "A : b\r\n",
		"A: b\r\n c\r\n", "\r\n", "Host: y\r\n", "Connection: \r\n", "Connection: close, close\r\n", "Connection: Host\r\n", "Connection: " + strings.Repeat("a,", 9000) + "\r\n",
		"Expect: 100-continue\r\n", "Expect: 200-ok\r\n", "Expect: \r\n", "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: !!!\r\n", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n",
		"TE: chunked\r\n", "Trailer: Content-Length\r\n", "Via: " + strings.Repeat("1.1 x, ", 3000) + "\r\n", "Max-Forwards: -1\r\n", "Authorization: Basic " + strings.Repeat("A", 9000) + "\r\n", "Proxy-Authorization: x\r\n",
		"Forwarded: for=\"_x\";host=evil\r\n", "X-Forwarded-For: " + strings.Repeat("1.1.1.1,", 3000) + "\r\n", "X-Forwarded-Proto: javascript\r\n", "X-Request-Id: \x01\r\n", "X-Request-Id: " + strings.Repeat("a", 9000) + "\r\n",
		"Accept: " + strings.Repeat("*/*;q=0.1,", 2500) + "\r\n", "Accept-Language: " + strings.Repeat("zh-;q=x,", 3000) + "\r\n", "Accept-Encoding: gzip;q=1e400, br;q=-1, zstd;q=NaN\r\n", "Accept-Encoding: \xff\r\n", "Accept-Charset: utf-7\r\n",
		"If-None-Match: W/\"\r\n", "If-None-Match: " + strings.Repeat("W/\"a\", ", 3000) + "\r\n", "If-Modified-Since: Thu, 99 Foo 9999 99:99:99 GMT\r\n", "If-Range: \"x\"\r\nRange: bytes=0-1\r\n", "If-Unmodified-Since: x\r\n",
		"Origin: \"><script>\r\n", "Referer: javascript:alert(1)\r\n", "Sec-Fetch-Site: \"\r\n", "Content-Type: \r\n", "Content-Type: text/html; charset=\xff\r\n", "Content-Encoding: gzip\r\n",
		"Access-Control-Request-Method: \r\nOrigin: null\r\n", "Host:\r\n", "host: x\r\n", "User-Agent: () { :; }; echo x\r\n", "X: ${jndi:ldap://x}\r\n", "X: %s%n%d\r\n", "Content-Length: 0\r\nContent-Length: 0\r\n",
	} {
		for _, line := range []string{"GET /zh/", "GET /api/v1/search?q=a&lang=en", "OPTIONS /api/v1/search", "GET /robots.txt", "POST /en/status/", "GET /healthz", "GET /zh/nothing"} {
			add("fields", line+" HTTP/1.1\r\nHost: x\r\n"+fields+"\r\n")
		}
	}
	// Ranges.
	for _, r := range []string{
		"bytes=0-0", "bytes=-0", "bytes=-1", "bytes=0-", "bytes=5-1", "bytes=999999999-", "bytes=-999999999", "bytes=0-0,0-0", "bytes=0-0,-1", "bytes=,", "bytes=", "bytes", "=0-1", "bytes=a-b", "bytes=--1",
		"bytes=0x1-2", "bytes=18446744073709551616-", "bytes=-18446744073709551616", "bytes= 0-1", "bytes=0 -1", "bytes=0-1;", "lines=0-1", "Bytes=0-1", "bytes=" + strings.Repeat("0-1,", 5000) + "2-3", "bytes=1-0,2-1", "bytes=\x00-1", "bytes=0-1\r\nRange: bytes=2-3",
	} {
		for _, target := range []string{"/zh/", "/robots.txt", "/zh/guides/map.png", "/zh/nothing", "/api/v1/search?q=a&lang=en", "/site.json"} {
			for _, method := range []string{"GET", "POST"} {
				add("range", method+" "+target+" HTTP/1.1\r\nHost: x\r\nRange: "+r+end)
			}
		}
	}
	// Bodies.
	for _, body := range []string{
		"", "{", "}", "[]", "null", "true", "1", "\"\"", "{}", "{}{}", "{\"id_number\":1}", "{\"id_number\":null,\"card_number\":null}", "{\"id_number\":[],\"card_number\":{}}", "{\"id_number\":\"\\ud800\"}", "\xef\xbb\xbf{}",
		strings.Repeat("[", 4000), strings.Repeat("{\"a\":", 700), "{\"__proto__\":{}}", "{\"ID_NUMBER\":\"1\"}", "{\"id_number\":\"1\",\"id_number\":\"2\"}", "\x00\x00", "\x1f\x8b\x08\x00", "<a/>", "<!DOCTYPE a [<!ENTITY b \"c\">]>",
		"id_number=%", "id_number=%zz", "id_number=a&id_number=b", strings.Repeat("a=b&", 1000), strings.Repeat("&", 4000), "=", "id_number[]=1", "id_number=%00&card_number=%0d%0a", "id_number=\xff\xfe", "--x\r\nContent-Disposition: form-data; name=\"id_number\"\r\n\r\n1\r\n--x--",
		strings.Repeat("x", 4096), strings.Repeat("x", 4097), strings.Repeat("x", 65536), "{\"id_number\":" + strings.Repeat("9", 4000) + "}", "{\"id_number\":1e99999}", "{\"a\":\"" + strings.Repeat("\\u0000", 600) + "\"}",
	} {
		for _, contentType := range []string{"application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "application/json; charset=utf-16", "application/json, text/html", "application/problem+json"} {
			for _, target := range []string{"/api/v1/card-status", "/en/status/"} {
				add("body", fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %d%s%s", target, contentType, len(body), end, body))
			}
		}
		add("compressed body", fmt.Sprintf("%sContent-Encoding: gzip\r\nContent-Length: %d%s%s", api, len(body), end, body))
	}
	// Other protocols.
	for _, hello := range []string{"\x16\x03\x01\x00\xa5\x01", "SSH-2.0-x\r\n", "EHLO x\r\n", "*1\r\n$4\r\nPING\r\n", "\x00\x00\x00\x08\x04\xd2\x16\x2f", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00", "PROXY TCP4 1.1.1.1 1.1.1.1 1 1\r\nGET /zh/ HTTP/1.1\r\nHost: x\r\n\r\n", "\r\n\r\n\r\nGET /zh/ HTTP/1.1\r\nHost: x\r\n\r\n", strings.Repeat("\x00", 70000), "<policy-file-request/>\x00", "QUIT\r\n"} {
		add("another protocol", hello)
	}
	oddRequests(add)
	rudeRequests(add)
	strangeRequests(add)
	return all
}

// Thousands of hostile requests, each on a connection of its own, bring no
// server error, no word of the program's own and nothing that was smuggled; the
// server is alive after them and has let go of everything.
//
// 501 for an encoding of a body and 505 for a version that nobody knows are
// what HTTP asks for (RFC 9112, 6.1 and RFC 9110, 15.6.6); net/http sends them
// before anybody else sees the request.
func TestHostileBytesLeaveTheServerAlive(t *testing.T) {
	i := start(t, nil)
	address, _ := i.serve(t)
	all := hostileRequests()
	if len(all) < 15_500 {
		t.Fatalf("only %d requests", len(all))
	}
	alive := func() {
		t.Helper()
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		conn.SetDeadline(time.Now().Add(10 * time.Second))
		if text, _ := io.ReadAll(conn); !bytes.HasPrefix(text, []byte("HTTP/1.1 200")) {
			t.Fatalf("/healthz is\n%s", text)
		}
	}
	alive()
	t.Logf("%d requests", len(all))
	goroutines, files := runtime.NumGoroutine(), openFiles(t)
	n := 0
	for name, request := range all {
		for _, fault := range sendHostile(address, request) {
			t.Errorf("%s: %s\n%.300q", name, fault, request)
		}
		if n++; n%20 == 0 {
			alive()
		}
	}
	alive()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		g, f := runtime.NumGoroutine(), openFiles(t)
		if g <= goroutines+2 && f <= files+2 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines and %d files are left; there were %d and %d", g, f, goroutines, files)
		}
	}
}

// sendHostile sends bytes, ends the sending half, and looks at all that comes
// back. A server that says nothing and closes is right, too.
func sendHostile(address, request string) (faults []string) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return []string{err.Error()}
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	go func() {
		io.WriteString(conn, request)
		conn.(*net.TCPConn).CloseWrite()
	}()
	text, err := io.ReadAll(conn)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		faults = append(faults, "the connection stays open")
	}
	for _, word := range []string{"goroutine", ".go:", "runtime error", "panic", "strconv", "json:", "http: ", "net/http", "/work", "/tmp/", "/root", "smuggled", "invalid character", "unexpected EOF", "<script>alert", "Set-Cookie"} {
		if bytes.Contains(text, []byte(word)) {
			faults = append(faults, "the answer tells "+word)
		}
	}
	method, _, _ := strings.Cut(request, " ")
	answers := 0
	for r := bufio.NewReader(bytes.NewReader(text)); ; answers++ {
		answer, err := http.ReadResponse(r, &http.Request{Method: method})
		if err != nil {
			break
		}
		io.Copy(io.Discard, answer.Body)
		if answer.StatusCode >= 500 && answer.StatusCode != http.StatusNotImplemented && answer.StatusCode != http.StatusHTTPVersionNotSupported {
			faults = append(faults, answer.Status)
		}
	}
	if answers > 1 && strings.Contains(request, "\nTransfer-Encoding:") && strings.Contains(request, "\nContent-Length:") {
		faults = append(faults, "what follows a request of two lengths is answered")
	}
	return faults
}

// openFiles is how many descriptors the process has, where the system tells.
func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(entries)
}
