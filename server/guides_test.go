package server

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shebao/generator/records"
)

func TestRecordsOfGuides(t *testing.T) {
	const api, beside = "/api/v1/guides/en/guides/reissue", "/en/guides/reissue/index.json"
	for _, tt := range []struct {
		name string
		size int64 // of the cache
	}{{"are kept in memory", 1 << 20}, {"are read from the disk where there is no room for them", 1}} {
		t.Run(tt.name, func(t *testing.T) {
			i := start(t, func(c *Config) { c.CacheSize = tt.size })
			writeGuides(t, i)
			ask := func(method, target string, code int, headers ...string) *httptest.ResponseRecorder {
				t.Helper()
				w := i.do(method, target, "", headers...)
				if w.Code != code {
					t.Errorf("%s %s %s is %d, want %d\n%s", method, target, headers, w.Code, code, w.Body)
				}
				return w
			}
			whole := ask("GET", api, 200)
			text, etag := whole.Body.String(), whole.Header().Get("Etag")
			if !strings.HasPrefix(text, `{"lang":"en"`) || whole.Header().Get("Content-Type") != "application/json" || etag == "" {
				t.Errorf("%v\n%s", whole.Header(), text)
			}
			ask("GET", api, 304, "If-None-Match: "+etag)
			if w := ask("HEAD", api, 200); w.Body.Len() > 0 || w.Header().Get("Etag") != etag {
				t.Errorf("HEAD: %v", w.Header())
			}
			if w := ask("GET", api, 206, "Range: bytes=1-6"); w.Body.String() != text[1:7] {
				t.Errorf("a range is %q", w.Body)
			}
			if w := ask("GET", api, 200, "Accept-Encoding: gzip"); w.Header().Get("Content-Encoding") != "gzip" || w.Header().Get("Etag") == etag {
				t.Errorf("packed: %v", w.Header())
			}
			if w := ask("GET", beside, 200); w.Body.String() != text {
				t.Errorf("beside the page: %s", w.Body)
			}
			for _, none := range []string{"/api/v1/guides/en/guides/report", "/en/guides/report/index.json", "/en/guides/index.json"} {
				ask("GET", none, 404)
			}
		})
	}
	t.Run("are not answered from a damaged file", func(t *testing.T) {
		i := start(t, nil)
		writeGuides(t, i)
		name := filepath.Join(i.dir, filepath.FromSlash(records.File("/en/guides/reissue/")))
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for what, damaged := range map[string]string{
			"changed": strings.Replace(string(text), "law", "lie", 1), "cut off": string(text[:len(text)/2]), "empty": "",
		} {
			writeFile(t, i.dir, records.File("/en/guides/reissue/"), damaged)
			if w := i.do("GET", api, ""); w.Code != 500 || strings.Contains(w.Body.String(), "law") {
				t.Errorf("%s: %d %s", what, w.Code, w.Body)
			}
		}
		writeFile(t, i.dir, records.File("/en/guides/reissue/"), string(text))
		if w := i.do("GET", api, ""); w.Code != 200 {
			t.Errorf("mended: %d", w.Code)
		}
	})
}
