package server

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"shebao/server/admission"
)

// corsFields are the fields of an answer that let scripts on pages of other
// sites do something.
func corsFields(w *httptest.ResponseRecorder) (fields []string) {
	for name := range w.Header() {
		if strings.HasPrefix(name, "Access-Control-") {
			fields = append(fields, name)
		}
	}
	slices.Sort(fields)
	return fields
}

// Scripts on pages of other sites may read what anybody may read, errors too;
// they may post nothing, and never as the visitor whose browser they are in.
func TestOnlyReadingIsOpenToOtherSites(t *testing.T) {
	i := start(t, func(c *Config) { c.Votes = &votes{} })
	writeGuides(t, i)
	const other = "Origin: https://other.example"
	for target, status := range map[string]int{
		"/api/v1/search?q=card": 200, "/api/v1/search": 400, "/api/v1/suggest?q=card": 200, "/api/v1/guides": 200, "/api/v1/guides?limit=x": 400,
		"/api/v1/guides/en/guides/reissue": 200, "/api/v1/guides/en/guides/nothing": 404, "/api/openapi.json": 200, "/api/schema/problem.json": 200,
	} {
		w := i.do("GET", target, "", other)
		if w.Code != status || w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Header().Get("Cross-Origin-Resource-Policy") != "cross-origin" {
			t.Errorf("GET %s is %d %v", target, w.Code, w.Header())
		}
		for _, name := range []string{"ETag", "Link", "RateLimit", "RateLimit-Policy", "Retry-After"} {
			if !strings.Contains(w.Header().Get("Access-Control-Expose-Headers"), name) {
				t.Errorf("GET %s keeps %s to itself", target, name)
			}
		}
		w = i.do("OPTIONS", target, "", other, "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type,if-none-match")
		if w.Code != 204 || w.Header().Get("Access-Control-Allow-Methods") != "GET, HEAD" || w.Header().Get("Access-Control-Allow-Headers") != "If-None-Match" {
			t.Errorf("before %s a browser is told %d %v", target, w.Code, w.Header())
		}
		if w.Header().Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s is open to scripts with a visitor's cookies", target)
		}
	}
	for _, r := range i.routes() {
		if r.open && (r.methods["POST"] != nil || !strings.HasPrefix(r.path, "/api/")) {
			t.Errorf("%s is open, and not for reading alone", r.path)
		}
		if path := strings.NewReplacer(":lang", "en", ":name", "problem.json", ":kind", "limited", "*", "x").Replace(r.path); isOpen(path) != r.open {
			t.Errorf("when much is asked, %s is open: %t; else: %t", path, isOpen(path), r.open)
		}
	}
	for _, target := range []string{"/api/v1/card-status", "/api/v1/feedback", "/en/status/", "/en/search/?q=card", "/en/guides/reissue/", "/healthz", "/readyz", "/api/nothing"} {
		for _, method := range []string{"GET", "POST", "OPTIONS"} {
			w := i.do(method, target, "{}", other, "Content-Type: application/json", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type")
			if got := corsFields(w); got != nil {
				t.Errorf("%s %s has %q", method, target, got)
			}
		}
	}
}

// A program on a page of another site learns that too much is asked, and when to
// come back.
func TestRefusalsUnderLoadAreOpenAsTheirAnswersAre(t *testing.T) {
	i := start(t, nil)
	i.overload.requests = admission.NewLine(admission.NewAdaptive(admission.AdaptiveOptions{Min: 1, Max: 1}), time.Millisecond, 1)
	if !i.overload.requests.Enter() {
		t.Fatal("there is no place")
	}
	for target, want := range map[string]string{"/api/v1/search?q=card": "*", "/api/v1/guides/en/guides/reissue": "*", "/api/v1/card-status": "", "/en/": ""} {
		w := i.do("GET", target, "", "Origin: https://other.example")
		if w.Code != 503 || w.Header().Get("Retry-After") == "" || w.Header().Get("Access-Control-Allow-Origin") != want {
			t.Errorf("%s is %d %v", target, w.Code, w.Header())
		}
		if exposed := strings.Contains(w.Header().Get("Access-Control-Expose-Headers"), "Retry-After"); exposed != (want == "*") {
			t.Errorf("%s lets Retry-After be read: %t", target, exposed)
		}
	}
}

// Who follows "next" from the first page of a list comes by everything in it
// once, and by "prev" back to the beginning.
func TestLinksLeadThroughAWholeList(t *testing.T) {
	i := start(t, func(c *Config) { c.SearchLimit = 1000 })
	writeGuides(t, i)
	for _, first := range []string{"/api/v1/guides?limit=1", "/api/v1/guides?lang=en&limit=1", "/api/v1/search?q=card+%26+%E5%8D%A1&lang=en&limit=5", "/api/v1/search?q=card&lang=en&limit=12"} {
		var seen []string
		follow := func(target, relation string, each func(item string)) (pages int, last string) {
			for ; target != ""; pages++ {
				if pages > 20 {
					t.Fatalf("%s leads round and round", first)
				}
				last = target
				w := i.do("GET", target, "")
				var answer struct {
					Total  int
					Hits   []struct{ Title string }
					Guides []struct{ URL string }
				}
				if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != 200 {
					t.Fatalf("%s is %d, %v", target, w.Code, err)
				}
				for _, hit := range answer.Hits {
					each(hit.Title)
				}
				for _, guide := range answer.Guides {
					each(guide.URL)
				}
				if len(answer.Hits)+len(answer.Guides) == 0 {
					t.Errorf("%s has nothing", target)
				}
				target = linkOf(w.Header().Get("Link"), relation)
				if target == "" && relation == "next" && len(seen) != answer.Total {
					t.Errorf("from %s one comes by %d of %d", first, len(seen), answer.Total)
				}
			}
			return pages, last
		}
		there, last := follow(first, "next", func(item string) { seen = append(seen, item) })
		back, begin := follow(last, "prev", func(string) {})
		if there != back || linkOf(i.do("GET", begin, "").Header().Get("Link"), "prev") != "" {
			t.Errorf("from %s it is %d pages there and %d back, to %s", first, there, back, begin)
		}
		sorted := slices.Sorted(slices.Values(seen))
		if len(slices.Compact(sorted)) != len(seen) || len(seen) == 0 {
			t.Errorf("from %s one comes by %q", first, seen)
		}
		if a, b := query(t, first), query(t, last); a.Get("q") != b.Get("q") || a.Get("lang") != b.Get("lang") || a.Get("limit") != b.Get("limit") {
			t.Errorf("%s leads to %s, which is of something else", first, last)
		}
	}
}

// linkOf is the address of a relation in a Link field (RFC 8288), "" for none.
func linkOf(field, relation string) string {
	for link := range strings.SplitSeq(field, ", ") {
		address, what, _ := strings.Cut(link, ">; ")
		if what == `rel="`+relation+`"` {
			return strings.TrimPrefix(address, "<")
		}
	}
	return ""
}

func query(t *testing.T, target string) url.Values {
	t.Helper()
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}
