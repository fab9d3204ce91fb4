package guide

import (
	"maps"
	"testing"
	"testing/fstest"
)

// TestFilesThatAreToldHaveChangedAreEnoughToLookAt: the name of the content is that
// of a look at all of it.
func TestFilesThatAreToldHaveChangedAreEnoughToLookAt(t *testing.T) {
	before := fstest.MapFS{"site.yaml": {Data: []byte("x")}, "en/a.md": {Data: []byte("a")}, "en/b.md": {Data: []byte("b")}, ".hidden": {Data: []byte("h")}}
	cache := new(Cache)
	if _, err := cache.Fingerprint(before); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(now fstest.MapFS) []string{
		"nothing": func(fstest.MapFS) []string { return []string{} },
		"a text": func(now fstest.MapFS) []string {
			now["en/a.md"] = &fstest.MapFile{Data: []byte("A")}
			return []string{"en/a.md"}
		},
		"the same text": func(fstest.MapFS) []string { return []string{"en/a.md", "en/a.md"} },
		"a file gone":   func(now fstest.MapFS) []string { delete(now, "en/a.md"); return []string{"en/a.md"} },
		"a file come":   func(now fstest.MapFS) []string { now["en/c.md"] = &fstest.MapFile{}; return []string{"en/c.md"} },
		"a hidden file": func(now fstest.MapFS) []string { delete(now, ".hidden"); return []string{".hidden"} },
		"a folder":      func(now fstest.MapFS) []string { now["zh/a.md"] = &fstest.MapFile{}; return []string{"zh"} },
	} {
		now := maps.Clone(before)
		changed := change(now)
		want, err := Fingerprint(now)
		if err != nil {
			t.Fatal(err)
		}
		next := &Cache{Files: maps.Clone(cache.Files)}
		got, err := next.FingerprintAfter(now, cache.Found, changed)
		if err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", what, got, err, want)
		}
		if again, err := next.FingerprintAfter(now, next.Found, nil); err != nil || again != want {
			t.Errorf("%s, and then nothing: %s, %v, want %s", what, again, err, want)
		}
	}
}
