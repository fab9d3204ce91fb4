package server

import (
	"fmt"
	"strings"
)

// oddRequests are shapes that a proxy or a library could let through: escapes,
// hosts, forms of the address, expectations and bodies in parts.
func oddRequests(add func(kind, request string)) {
	const end = "\r\n\r\n"
	get := func(kind, target string) { add(kind, "GET "+target+" HTTP/1.1\r\nHost: x"+end) }

	// Every escaped byte in every place where an address is read.
	for b := range 256 {
		for _, target := range []string{
			"/api/v1/search?q=a%%%02xb&lang=en", "/api/v1/suggest?q=%%%02x&lang=zh", "/api/v1/guides?lang=%%%02X", "/api/v1/search?q=a&limit=1%%%02x",
			"/api/v1/guides/zh/%%%02x/reissue", "/api/schema/%%%02x.json", "/problems/%%%02x", "/%%%02xzh/search/?q=a", "/assets/%%%02x", "/zh/search/?%%%02x=a",
		} {
			get("an escaped byte", fmt.Sprintf(target, b))
		}
	}
	// What is not UTF-8, or is it twice over.
	for _, text := range []string{
		"%c0%ae%c0%ae%c0%af", "%e0%80%ae", "%f0%80%80%ae", "%c0%80", "%ed%a0%80", "%ed%b0%80", "%f4%90%80%80", "%f8%88%80%80%80", "%fe%ff", "%ff%fe", "%e2%80%ae", "%ef%bb%bf", "%ef%bf%bf", "%e2%80%a8",
		"%25%32%65%25%32%65%25%32%66", "%252e%252e%255c", "%u002e%u002e", "%c3%28", "%80", "%f0%9f", "%cc%81%cc%81%cc%81", "%e1%85%9f", "%00%00", "%0a", "%0d%0aX:%20y", "%09", "%7f", "%2f%2f", "%5c%5c", "%2e%2e%3b", "..%00/", "%3f", "%23",
	} {
		for _, target := range []string{"/" + text, "/zh/" + text + "/", "/zh/guides/" + text, "/" + text + "/search/?q=a", "/api/v1/guides/zh/" + text, "/api/v1/search?lang=en&q=" + text, "/api/v1/search?q=a&" + text + "=a", "/zh/search/?q=" + strings.Repeat(text, 60), "/problems/" + text} {
			get("odd text", target)
		}
	}
	// Hosts, and addresses with a host of their own.
	hosts := []string{
		"", " ", ".", "..", "-", "_", "x.", "x..y", "x:", "x:0", "x:65536", "x:-1", "x:80:80", "x:http", "x@y", "user:password@x", "x/y", "x\\y", "x?y", "x#y", "x,y", "x y", "x\ty", "x;y", "x%00", "x%2fy", "%78", "[::1]", "[::1", "::1", "[::1]:80", "[::1%25eth0]", "[v1.x]",
		"[]", "[", "]", "127.0.0.1", "0x7f.1", "2130706433", "localhost", "evil.example", "x\x00y", "x\x7fy", "ｘ", "xn--", "*", "{{7*7}}", "${x}", "<script>", "'\"", "../x", "x\xff", strings.Repeat("a", 255), strings.Repeat("a", 256), strings.Repeat("a.", 4000), strings.Repeat("a", 20000),
	}
	for _, host := range hosts {
		for _, target := range []string{"/", "/zh/", "/zh/guides", "/api/v1/search?q=a&lang=en", "/nothing"} {
			add("host", "GET "+target+" HTTP/1.1\r\nHost: "+host+end)
			add("host of the address", "GET http://"+host+target+" HTTP/1.1\r\nHost: x"+end)
		}
		add("host of a tunnel", "CONNECT "+host+" HTTP/1.1\r\nHost: x"+end)
		add("forwarded host", "GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-Host: "+host+"\r\nForwarded: host="+host+end)
	}
	// Expectations, versions and connections of every method.
	for _, method := range []string{"GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "CONNECT", "SEARCH", "M-SEARCH", "PRI", "-", "!", "'", strings.Repeat("A", 300)} {
		for _, fields := range []string{
			"Expect: 100-continue\r\nContent-Length: 5\r\n", "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n", "Expect: 100-CONTINUE, x\r\nContent-Length: 0\r\n", "Expect: 100-continue\r\nExpect: 101-x\r\n",
			"Connection: keep-alive\r\nKeep-Alive: timeout=99999999999999999999, max=-1\r\n", "Connection: upgrade\r\nUpgrade: TLS/1.0, HTTP/2.0, h2c, websocket, IRC/6.9\r\n", "Proxy-Connection: keep-alive\r\n", "TE: trailers, deflate;q=0.5\r\nConnection: TE\r\n",
			"X-HTTP-Method: DELETE\r\nX-Method-Override: PUT\r\n", "Prefer: respond-async\r\n", "Early-Data: 1\r\n", "Priority: u=99, i=?9\r\n", "Accept-Datetime: x\r\n", "Want-Digest: sha-256;q=9\r\n",
		} {
			add("method and fields", method+" /api/v1/search?q=a&lang=en HTTP/1.1\r\nHost: x\r\n"+fields+"\r\nhello")
			add("method and fields, 1.0", method+" /zh/ HTTP/1.0\r\n"+fields+"\r\nhello")
		}
	}
	// Bodies in parts.
	part := func(boundary, fields, value string) string {
		return "--" + boundary + "\r\n" + fields + "\r\n\r\n" + value + "\r\n"
	}
	const named = `Content-Disposition: form-data; name="id_number"`
	for _, body := range []string{
		part("x", named, "1") + "--x--\r\n", part("x", named, "1"), part("x", named+`; filename="../../etc/passwd"`, "1") + "--x--", part("x", named+`; filename="a`+"\x00"+`b"`, "1") + "--x--",
		part("x", named+"\r\nContent-Transfer-Encoding: base64", "MQ==") + "--x--", part("x", "", "1") + "--x--", part("x", strings.Repeat("A: b\r\n", 300)+named, "1") + "--x--", strings.Repeat(part("x", named, "1"), 30) + "--x--",
		"--x--", "--", "--x", strings.Repeat("--x\r\n", 800), part("x", `Content-Type: multipart/mixed; boundary=y`, part("y", named, "1")) + "--x--",
	} {
		for _, boundary := range []string{"x", "", `"x"`, `"`, strings.Repeat("x", 71), strings.Repeat("x", 3000), "x; boundary=y", "\x00", "--"} {
			for _, target := range []string{"/api/v1/card-status", "/en/status/", "/api/v1/feedback", "/zh/"} {
				add("body in parts", fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=%s\r\nContent-Length: %d%s%s", target, boundary, len(body), end, body))
			}
		}
	}
	// More parameters than anybody has.
	for _, n := range []int{1000, 5000, 100_000} {
		get("many parameters", "/api/v1/search?q=a&lang=en"+strings.Repeat("&a=b", n))
		get("many parameters of one name", "/api/v1/search?"+strings.Repeat("&q", n))
	}
}
