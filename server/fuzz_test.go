package server

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever header comes, an encoding is chosen that was not refused by name.
func FuzzNegotiate(f *testing.F) {
	for _, s := range []string{"gzip, deflate, br, zstd", "br;q=0.5,*;q=0", "identity;q=0", ";q=,", "br;q=1.0001", "*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		got := negotiate(header)
		if got > identity {
			t.Fatalf("negotiate(%q) is %d", header, got)
		}
		if got != identity && !strings.Contains(strings.ToLower(header), got.String()) && !strings.Contains(header, "*") {
			t.Errorf("negotiate(%q) is %s, which nobody named", header, got)
		}
	})
}

// Whatever path comes, what is answered is a file of the build, a redirect
// within the site, or no more than an error.
func FuzzPath(f *testing.F) {
	for _, s := range []string{"/zh/", "/zh/guides/reissue", "//evil.example/", "/%2e%2e/%2e%2e/etc/passwd", "/zh%2Fguides/", `/\evil`, "/zh/%00", "/%c0%ae/", "/old/reissue", "/en/search?q=a", "/api/v1/x"} {
		f.Add(s)
	}
	i := start(f, nil)
	b := i.acquire()
	defer b.leave()
	f.Fuzz(func(t *testing.T, target string) {
		u, err := url.ParseRequestURI(target)
		if err != nil || u.Scheme != "" {
			t.Skip()
		}
		r := &http.Request{Method: "GET", URL: u, RequestURI: target, Host: "x", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: http.Header{}, Body: http.NoBody, RemoteAddr: "192.0.2.1:1"}
		w := httptest.NewRecorder()
		i.Handler().ServeHTTP(w, r)
		switch location := w.Header().Get("Location"); {
		case w.Code >= 500:
			t.Errorf("%q is %d", target, w.Code)
		case w.Code >= 300 && w.Code < 400:
			to, err := url.Parse(location)
			if err != nil || to.Host != "" || to.Scheme != "" || !strings.HasPrefix(location, "/") || strings.HasPrefix(location, "//") || strings.HasPrefix(location, "/\\") {
				t.Errorf("%q leads to %q", target, location)
			}
		case w.Code == 200 && b.files[u.Path] == nil:
			if p := u.Path; p != "/healthz" && p != "/readyz" && !strings.HasSuffix(p, "/search/") && !strings.HasSuffix(p, "/status/") && !strings.HasPrefix(p, "/api/v1/") {
				t.Errorf("%q is no file and yet 200", target)
			}
		}
	})
}

// Whatever body comes, it is numbers that encoding/json would find there too,
// or an error that holds nothing of the body.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{
		`{"id_number":"a","card_number":"b"}`, `{}`, `[]`, `{"id_number":1}`, `{"id_number":"a","id_number":"b"}`, `{"x":{"y":[1,2,{}]}}`,
		`{"id_number":"\ud800"}`, `{"id_number":null}`, "\ufeff{}", `{} {}`, `{"a":}`, strings.Repeat(`{"a":`, 700), strings.Repeat("[", 4000),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		n, err := parseJSON(body)
		if err != nil {
			fault := asFailure(err)
			if fault.status != 400 && fault.status != 422 || len(fault.fields) == 0 {
				t.Errorf("%q is %+v", body, fault)
			}
			for _, e := range fault.fields {
				if e.Field != fieldID && e.Field != fieldCard && e.Field != "body" {
					t.Errorf("%q names the field %q", body, e.Field)
				}
			}
			return
		}
		var want map[string]any
		if err := json.Unmarshal(body, &want); err != nil {
			t.Fatalf("%q is accepted, but %v", body, err)
		}
		for name, got := range map[string]string{fieldID: n.id, fieldCard: n.card} {
			if value, given := want[name]; given && value != got || !given && got != "" {
				t.Errorf("%q: %s is %q, want %v", body, name, got, value)
			}
		}
	})
}

// Whatever form comes, the numbers are text.
func FuzzForm(f *testing.F) {
	for _, s := range []string{"id_number=a&card_number=b", "id_number=%zz", "id_number=a;card_number=b", "id_number=%ff", "&&==&", "id_number=a&id_number=b"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		n, err := parseForm(body)
		if err == nil && (!utf8.ValidString(n.id) || !utf8.ValidString(n.card)) {
			t.Errorf("%q gives %q, %q", body, n.id, n.card)
		}
		if err != nil && (n.id != "" || n.card != "") {
			t.Errorf("%q gives an error and numbers", body)
		}
	})
}

// Whatever range is asked for, what net/http is left with is one it answers
// with 206 or with the whole file.
func FuzzRange(f *testing.F) {
	for _, s := range []string{"bytes=0-0", "bytes=-0", "bytes=-5", "bytes=5-", "bytes=0-0,1-1", "bytes= 1-2", "bytes=1 - 2", "bytes=99-", "bytes=-99999999999999999999", "BYTES=0-1"} {
		f.Add(s)
	}
	i := start(f, nil)
	f.Fuzz(func(t *testing.T, header string) {
		w := i.do("GET", "/zh/guides/map.png", "", "Range: "+header)
		switch {
		case w.Code == 200 && w.Body.Len() == 69 && w.Header().Get("Content-Range") == "":
		case w.Code == 206 && w.Body.Len() > 0 && strings.HasPrefix(w.Header().Get("Content-Range"), "bytes "):
		case w.Code == 416 && w.Header().Get("Content-Range") == "bytes */69" && strings.Contains(w.Body.String(), "<html"):
		default:
			t.Errorf("Range: %q is %d, %v", header, w.Code, w.Header())
		}
	})
}
