package server

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"fmt"
	"strings"
)

// strangeRequests are shapes that try what comes before and after a request on its
// connection, each parameter with too much in it, and bodies that grow when read.
// What must not come back says "smuggled".
func strangeRequests(add func(kind, request string)) {
	const end = "\r\n\r\n"
	const page = "GET /zh/ HTTP/1.1\r\nHost: x" + end
	post := func(kind, target, fields, body string) {
		add(kind, fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\n%s\r\nContent-Length: %d%s%s", target, fields, len(body), end, body))
	}
	posted := []string{"/api/v1/card-status", "/zh/status/", "/api/v1/feedback"}

	// Something odd behind a request that is none, and before it.
	whole := []string{page, "HEAD /en/guides/reissue/ HTTP/1.1\r\nHost: x" + end, "GET /healthz HTTP/1.1\r\nHost: x" + end, "GET /api/v1/search?q=card&lang=en HTTP/1.1\r\nHost: x" + end,
		"POST /api/v1/card-status HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2" + end + "{}", "OPTIONS * HTTP/1.1\r\nHost: x" + end}
	odd := []string{
		"\r\n", "\n", "\r", "\x00", " ", "\r\n\r\n\r\n", strings.Repeat("\r\n", 3000), "GET /zh/\r\n", "GET /zh/\n\n", "GET /zh/ HTTP/1.1\nHost: x\n\n", "GET /zh/ HTTP/1.1\r\nHost: x\n\r\n", "GET /zh/ HTTP/1.1\nHost: x\r\n\r\n", "GET /zh/ HTTP/1.1\r\rHost: x\r\r",
		"GET\t/zh/\tHTTP/1.1\r\nHost: x\r\n\r\n", "GET  /zh/ HTTP/1.1\r\nHost: x\r\n\r\n", " GET /zh/ HTTP/1.1\r\nHost: x\r\n\r\n", "GET /zh/ HTTP/1.1 \r\nHost: x\r\n\r\n", "GET /zh/ HTTP/1.1\r\n Host: x\r\n\r\n", "GET /zh/ HTTP/1.1\r\n: x\r\nHost: x\r\n\r\n",
		"GET /zh/ HTTP/1.1\r\nHost: x\r\nX: a\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", "GET /zh/ HTTP/1.1\r\nHost: x\r\nX: a\rContent-Length: 5\r\n\r\nhello", "GET /zh/ HTTP/1.1\r\nHost: x\r\nX:\x00Transfer-Encoding: chunked\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x12\x04\x00\x00\x00\x00\x00",
		"GET /zh/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding\x0b: chunked\r\n\r\n0\r\n\r\n", "GET /zh/ HTTP/1.1\r\nHost: x\r\nTransfer_Encoding: chunked\r\n\r\n0\r\n\r\n", "GET /zh/ HTTP/1.1\r\nHost: x\r\nContent_Length: 5\r\n\r\nhello", "GET /zh/ HTTP/1.1\r\nHost: x\r\nFoo: x\r\n\tbar\r\n\r\n", "\x16\x03\x01\x00\x05hello", "0\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n",
	}
	for _, w := range whole {
		for _, o := range odd {
			add("behind a whole request", w+o)
			add("before a whole request", o+w)
		}
		add("two hundred at once", strings.Repeat(w, 200))
	}
	// A body that was not read ends where its length says, and nowhere else.
	for _, target := range append(posted, "/zh/", "/nothing", "/healthz", "/api/v1/search?q=a&lang=en") {
		for _, method := range []string{"GET", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "SEARCH"} {
			for _, fields := range []string{"Content-Length: 40", "Content-Length: 40\r\nExpect: 100-continue", "Content-Length: 40\r\nExpect: 100-continue\r\nExpect: 100-continue", "Content-Length: 40\r\nConnection: close", "Content-Length: 300000", "Content-Length: 40\r\nContent-Type: application/json; charset=\"smuggled\""} {
				add("a body that nobody reads", method+" "+target+" HTTP/1.1\r\nHost: x\r\n"+fields+end+"GET /smuggled HTTP/1.1\r\nHost: a\r\nA: b\r\n\r\n"[:40])
			}
			add("chunks over 1.0", method+" "+target+" HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked"+end+"0\r\n\r\nGET /smuggled HTTP/1.0"+end)
			add("secrets", method+" "+target+" HTTP/1.1\r\nHost: x\r\nMax-Forwards: 0\r\nAuthorization: Bearer smuggled\r\nCookie: id=smuggled\r\nX-Forwarded-User: smuggled\r\nVia: 1.1 smuggled"+end)
		}
	}
	// Forms of the address.
	for _, target := range []string{
		"?q=a", "#", ".", "..", "zh/", "x:80", "//x/zh/", "///etc/passwd", "/\\x", "\\", "file:///etc/passwd", "FTP://x/zh/", "HTTP://X/zh/", "http:zh/", "http:/zh/", "http:///zh/", "http://x", "http://x?q=a", "http://x#f", "http://user@x:99999/zh/", "http://[fe80::1%25lo]/zh/", "http://x:/zh/", "data:,x", "javascript:alert(1)", "*/zh/", "**",
		"/zh/#smuggled", "/zh/?#", "/zh/??", "/zh/?%23", "/zh/search/?q=a#b", "/zh/%", "/zh/%%", "/zh/%0", "/%2e%2e%2fetc%2fpasswd", "/.%00./", "/zh//search/?q=a", "//zh/search/?q=a", "/zh/search?q=a?q=b", "/zh/search/%3Fq=a", "/zh/search/?q=a%26lang=en", "/" + strings.Repeat("../", 2000) + "etc/passwd", "/" + strings.Repeat("%2e%2e/", 2000), "/zh/" + strings.Repeat("a", 9000), "/zh" + strings.Repeat("/./", 3000),
	} {
		for _, method := range []string{"GET", "HEAD", "CONNECT", "OPTIONS", "POST"} {
			add("form of the address", method+" "+target+" HTTP/1.1\r\nHost: x"+end)
		}
	}
	// Dots and slashes, escaped in every way, in every part of every route.
	routes := []string{"/zh/search/", "/zh/status/", "/zh/api/", "/zh/problems/unavailable", "/problems/unavailable", "/api/v1/search", "/api/v1/suggest", "/api/v1/guides", "/api/v1/guides/zh/guides/reissue", "/api/v1/card-status", "/api/v1/feedback", "/api/openapi.json", "/api/schema/Problem.json", "/zh/guides/reissue/", "/robots.txt", "/healthz", "/readyz"}
	for _, route := range routes {
		for _, dots := range []string{"..", "%2e%2e", ".%2e", "..%2f", "%2f", "%5c", "..%5c..", "..;", ".", "%2e", "%252e%252e", "..%c0%af", "%00", "%0a", "%ef%bc%8f", "%e2%88%95", "~", ":80", "@x", ";v=1"} {
			add("dots", "GET "+route+"/"+dots+"/site.json HTTP/1.1\r\nHost: x"+end)
			add("dots", "GET /"+dots+route+" HTTP/1.1\r\nHost: x"+end)
			add("dots", "GET "+route+dots+" HTTP/1.1\r\nHost: x"+end)
		}
	}
	// Each parameter with too much, or with what is no text.
	for _, target := range []string{"/api/v1/search?q=a&lang=en&", "/api/v1/suggest?q=a&lang=en&", "/api/v1/guides?lang=en&", "/zh/search/?q=a&", "/zh/status/?", "/?", "/zh/guides/reissue/?", "/readyz?"} {
		for _, name := range []string{"q", "lang", "limit", "offset", "section", "without", "for", "from", "id_number"} {
			for _, value := range []string{
				"", strings.Repeat("a", 200), strings.Repeat("a", 20_000), strings.Repeat("%E5%8D%A1", 201), strings.Repeat("e%CC%81", 100), strings.Repeat("%F0%9F%91%A8%E2%80%8D", 28), strings.Repeat("%E2%80%AE", 66), strings.Repeat("%22", 200), strings.Repeat("(", 200), strings.Repeat("a*%20", 66), strings.Repeat("-", 200), strings.Repeat("1", 200),
				"%FF%FE", "%ED%A0%80", "%C0%80", "%00", "0x10", "1e3", "-1", "+1", "%201", "1%00", "9223372036854775808", "%D9%A1%D9%A0", "%EF%BC%91", "NaN", "null", "[]", "{}", "%3Cscript%3Ealert(1)%3C/script%3E", "%24%7Bjndi:ldap://x%7D", "%7B%7B7*7%7D%7D", "..%2F..%2Fetc%2Fpasswd", "zh&" + name + "=en", "zh%26" + name + "=en", "zh;" + name + "=en",
			} {
				add("parameter", "GET "+target+name+"="+value+" HTTP/1.1\r\nHost: x"+end)
			}
		}
	}
	// JSON that is deep, long, twice the same, or no text.
	for _, body := range []string{
		`{"id_number":` + strings.Repeat("[", 1300) + strings.Repeat("]", 1300) + `}`, `{"id_number":` + strings.Repeat(`{"id_number":`, 250), strings.Repeat("[", 4096), strings.Repeat(`{"":`, 1000), `[` + strings.Repeat("[],", 1300) + `[]]`, `{` + strings.Repeat(`"id_number":"smuggled",`, 170) + `"card_number":"A"}`,
		`{"id_number":1` + strings.Repeat("0", 4000) + `}`, `{"id_number":1e-400,"card_number":1E+400}`, `{"id_number":-}`, `{"id_number":.5}`, `{"id_number":01}`, `{"id_number":Infinity}`, `{"id_number":"\ud83d","card_number":"\udc00"}`, `{"id_number":"\u00"}`, `{"id_number":"\x41"}`, `{"id_number":"` + "\x80\xfe" + `"}`, "{\"\xff\":1}", "{\"id_number\":\"a\nb\"}",
		`{"\u0069d_number":"smuggled","id_number":"2"}`, `{"id_number ":"smuggled"}`, `{"Id_Number":"smuggled","card_number":"smuggled!"}`, `{"smuggled":1}`, `{"id_number":"1","card_number":"2","smuggled":{}}`, `{"id_number":true,"card_number":false}`, `{"id_number":"` + strings.Repeat(`\\`, 2000) + `"}`, `{"id_number":"` + strings.Repeat(`\n`, 2000) + `"}`,
		"\xff\xfe{\x00}\x00", "\xfe\xff\x00{\x00}", "\x00\x00\x00{\x00\x00\x00}", "+ADw-", "%7B%7D", "'{}'", "(function(){})()", ")]}',\n{}", "{}\x00", "{}\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n", strings.Repeat("\t", 4095) + "{", strings.Repeat("{}", 2000), "\"" + strings.Repeat("a", 4094) + "\"",
	} {
		for _, target := range posted {
			post("JSON", target, "Content-Type: application/json", body)
		}
	}
	// Forms of a thousand keys, or of one a thousand times.
	keys := ""
	for n := 0; len(keys) < 4000; n++ {
		keys += fmt.Sprintf("k%d=&", n)
	}
	for _, body := range []string{
		keys, strings.Repeat("id_number=smuggled&", 210), strings.Repeat("page=/zh/&", 400), "id_number" + strings.Repeat("[a]", 1300) + "=1", strings.Repeat("%25", 1300), strings.Repeat("%", 4096), strings.Repeat("+", 4096), strings.Repeat("=", 4096), strings.Repeat("&=", 2048), strings.Repeat(";", 4096), "id_number=%u0031", "id_number=1;card_number=2", "id_number=1%26card_number=2",
		"id%5Fnumber=1&card%5Fnumber=2", "id_number%00=1", "id_number=1&card_number=%F0%9F%92%A9", "id_number=%C0%B1", "page=%2Fzh%2F%00&useful=yes", "page=/zh/%0d%0aSet-Cookie:a=b&useful=yes", "useful=yes", "page=" + strings.Repeat("/zh", 1300) + "&useful=yes", "page=/zh/smuggled/&useful=yes", "page=smuggled:x&useful=no", "_charset_=utf-7&id_number=+ADE-",
	} {
		for _, target := range posted {
			post("form", target, "Content-Type: application/x-www-form-urlencoded", body)
			post("form from elsewhere", target, "Content-Type: application/x-www-form-urlencoded\r\nOrigin: https://smuggled.example\r\nReferer: https://smuggled.example/", body)
			post("form to be answered otherwise", target, "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json;q=0, text/html;q=0, */*;q=0.001", body)
		}
	}
	// Bodies that grow when they are read, and say in which way, or not.
	var gzipped, deflated bytes.Buffer
	g := gzip.NewWriter(&gzipped)
	d, _ := flate.NewWriter(&deflated, flate.BestCompression) // of such a level there is no error
	for range 60 {
		_, _ = g.Write(make([]byte, 64<<10)) // to memory
		_, _ = d.Write(make([]byte, 64<<10))
	}
	_, _ = g.Close(), d.Close()
	for _, body := range []string{gzipped.String()[:min(gzipped.Len(), 4000)], deflated.String()[:min(deflated.Len(), 4000)], "\x28\xb5\x2f\xfd\x04\x00", "\x1b\xff\xff\x00", "\x1f\x8b", "\x78\x9c"} {
		for _, coding := range []string{"gzip", "x-gzip", "deflate", "br", "zstd", "gzip, gzip", "identity", "compress", "smuggled", "", "gzip\r\nContent-Encoding: identity"} {
			for _, target := range posted {
				post("packed body", target, "Content-Type: application/json\r\nContent-Encoding: "+coding, body)
			}
		}
		add("packed chunks", fmt.Sprintf("POST /api/v1/card-status HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: gzip, chunked%s%x\r\n%s\r\n0\r\n\r\n", end, len(body), body))
	}
	// Parts of a file, on conditions.
	for _, target := range []string{"/zh/", "/robots.txt", "/sitemap.xml", "/en/guides/reissue/index.md", "/api/openapi.json", "/llms.txt"} {
		for _, r := range []string{strings.TrimSuffix("bytes="+strings.Repeat("0-,", 1300), ","), strings.TrimSuffix("bytes="+strings.Repeat("-1,", 1300), ","), "bytes=0-1,1-2,2-3,0-9", "bytes=9-8", "bytes=0-18446744073709551615", "bytes=\"0-1\"", "bytes=0-1,,,", "bytes=0-1\r\nRange: bytes=2-3", "bytes=٠-١", "items=0-1", "bytes=0-1, lines=0-1"} {
			for _, condition := range []string{"", "If-Range: Thu, 01 Jan 1970 00:00:00 GMT", "If-Range: Fri, 31 Dec 9999 23:59:59 GMT", "If-Range: \"\"", "If-Range: *", "If-Range: W/\"\", \"a\"", "If-Range: Thursday, 01-Jan-70 00:00:00 GMT", "If-Match: \"a\"", "If-None-Match: \"a\", *", "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT\r\nIf-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT"} {
				add("parts on conditions", "GET "+target+" HTTP/1.1\r\nHost: x\r\nRange: "+r+"\r\n"+condition+end)
			}
		}
	}
	// Headers of every size, and with every kind of name.
	for _, fields := range []string{
		"Cookie: " + strings.Repeat("a=b; ", 13_000), strings.Repeat("Cookie: a=smuggled\r\n", 1000) + "A: b", strings.Repeat("X-"+strings.Repeat("n", 100)+": v\r\n", 200) + "A: b", strings.Repeat("N", 20_000) + ": v", strings.Repeat("N", 33_000) + ": v", "A: " + strings.Repeat("\t ", 9000), strings.Repeat("A:\r\n", 7000) + "A: b", strings.Repeat("Host: x\r\n", 3), "host: x", "HOST: y",
		"!#$%&'*+-.^_`|~: v", "A(B): v", "A\"B: v", "A,B: v", "A/B: v", "A\\B: v", "A{B}: v", "A=B: v", "\xe5\x8d\xa1: v", "A: \xe5\x8d\xa1", "A: \x7f", "A: \x1b[31m", ":authority: smuggled", ":path: /smuggled", "Proxy: http://smuggled", "X-Original-Url: /smuggled", "X-Rewrite-Url: /smuggled", "X-Http-Method-Override: DELETE", "Content-Location: /smuggled", "Range: bytes=0-0\r\nrange: bytes=1-1",
		"Accept: " + strings.TrimSuffix(strings.Repeat("text/html;level=\"1,\",", 1200), ","), "Accept: text/html;q=0, application/problem+json;q=0, */*;q=0", "Accept-Language: " + strings.Repeat("*,", 9000) + "*", "Accept-Language: zh;q=0, en;q=0, *;q=0", "Accept-Encoding: " + strings.Repeat("br;q=0.999,", 2000) + "x", "Accept-Encoding: br;q=2, gzip;q=-0, zstd;q=0.0000", "Accept-Charset: " + strings.Repeat("utf-16,", 3000) + "x",
		"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate", "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: " + strings.Repeat("A", 20_000), "Connection: close, upgrade, te, keep-alive, " + strings.Repeat("x,", 5000) + "x", "Connection: Host", "Connection: Content-Length, Transfer-Encoding", "Trailer: Host\r\nTE: trailers",
	} {
		for _, line := range []string{"GET /zh/", "GET /en/guides/reissue/", "GET /api/v1/search?q=card&lang=en", "GET /nothing", "GET /api/nothing", "HEAD /robots.txt", "OPTIONS /api/v1/guides", "TRACE /"} {
			add("header", line+" HTTP/1.1\r\nHost: x\r\n"+fields+end+"\x81\x05hello")
		}
	}
}
