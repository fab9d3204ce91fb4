package server

import (
	"errors"
	"io/fs"
	"iter"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// TestABuildIsServedAsItsListOfFilesTells serves a build whose maker has told what
// stands in it.
func TestABuildIsServedAsItsListOfFilesTells(t *testing.T) {
	var s *instance
	listed := map[string]int64{}
	s = start(t, func(c *Config) {
		info, err := os.Stat(filepath.Join(c.Public, "en", "index.html"))
		if err != nil {
			t.Fatal(err)
		}
		listed["en/index.html"] = info.Size()
		c.Files = func(build string) iter.Seq2[string, int64] {
			if build != "one" {
				return nil
			}
			return maps.All(listed)
		}
	})
	for _, test := range []struct {
		what, build string
		status      map[string]int
	}{
		{"what is listed has an address, and nothing else", "one", map[string]int{"/en/": http.StatusOK, "/en/guides/reissue/": http.StatusNotFound}},
		{"the folder of another build is looked through", "two", map[string]int{"/en/": http.StatusOK, "/en/guides/reissue/": http.StatusOK}},
	} {
		t.Run(test.what, func(t *testing.T) {
			writeSite(t, s.dir, s.theme, test.build)
			if err := s.Reload(); err != nil {
				t.Fatal(err)
			}
			for address, want := range test.status {
				if got := s.do("GET", address, "").Code; got != want {
					t.Errorf("%s: %d, want %d", address, got, want)
				}
			}
		})
	}
}

func TestAFolderThatIsReplacedWhileItIsReadIsReadAgain(t *testing.T) {
	for _, test := range []struct {
		name  string
		late  bool // its successor comes when it has been read
		fails error
	}{
		{"at once", false, nil},
		{"a moment later", true, fs.ErrNotExist},
	} {
		t.Run(test.name, func(t *testing.T) {
			var whileRead func()
			i := start(t, func(c *Config) {
				c.Files = func(string) iter.Seq2[string, int64] {
					if whileRead != nil {
						whileRead()
					}
					return nil
				}
			})
			swap(t, i, "two")
			whileRead = func() {
				whileRead = nil
				old := filepath.Join(t.TempDir(), "two")
				if err := errors.Join(os.Rename(i.dir, old), os.RemoveAll(filepath.Join(old, "en"))); err != nil {
					t.Fatal(err)
				}
				if !test.late {
					writeSite(t, i.dir, i.theme, "three")
				}
			}
			if err := i.Reload(); !errors.Is(err, test.fails) {
				t.Errorf("half a folder was read: %v", err)
			}
			if test.late {
				writeSite(t, i.dir, i.theme, "three")
			}
			for range 2 { // who asks does not wait for the next look
				w := i.do("GET", "/en/guides/reissue/", "")
				if got := w.Header().Get(buildHeader); w.Code != 200 || got != "three" {
					t.Errorf("it is %d, of build %q; want 200 of %q", w.Code, got, "three")
				}
				i.poll()
			}
		})
	}
}
