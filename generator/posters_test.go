package generator

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"shebao/generator/publish/publishtest"
)

// sketch is a Poster that writes its words down.
type sketch struct {
	revision string
	mu       sync.Mutex
	drawn    []string
}

func (s *sketch) Draw(title, site string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drawn = append(s.drawn, title)
	return []byte(s.revision + ": " + title + ", " + site), nil
}

func (s *sketch) Revision() string { return s.revision }

func TestPagesHavePicturesForSharing(t *testing.T) {
	build := func(content fstest.MapFS, poster func() (Poster, error)) (map[string]string, Result) {
		t.Helper()
		o := testOptions(t, content, filepath.Join(t.TempDir(), "public"))
		o.Poster = poster
		result, err := Build(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		return publishtest.Tree(t, o.Public), result
	}
	found := func() (Poster, error) { return &sketch{revision: "one"}, nil }
	image := func(page string) string {
		_, after, _ := strings.Cut(page, `<meta property="og:image" content="`)
		address, _, _ := strings.Cut(after, `"`)
		return address
	}

	files, _ := build(smallSite(), found)
	for page, want := range map[string]struct{ address, words string }{
		"zh/guides/report/index.html": {"zh/guides/report/share.png", "one: 挂失, 卡"},
		"zh/index.html":               {"zh/share.png", "one: 卡丢了, 卡"},
		"en/index.html":               {"en/share.png", "one: Card, Card"},
		"en/guides/index.html":        {"en/share.png", "one: Card, Card"},
		"en/articles/age/index.html":  {"en/share.png", "one: Card, Card"}, // stands in for another
		"en/status/index.html":        {"en/share.png", "one: Card, Card"},
	} {
		if got := image(files[page]); got != base+"/"+want.address || files[want.address] != want.words {
			t.Errorf("%s is shared with %q, %q", page, got, files[want.address])
		}
		if !strings.Contains(files[page], `<meta name="twitter:card" content="summary_large_image">`) {
			t.Errorf("%s does not say that its picture is large", page)
		}
	}
	if page := files["zh/guides/report/index.html"]; !strings.Contains(page, `"image":"https://example.org/zh/guides/report/share.png"`) {
		t.Error("the data about the page lacks its picture")
	}

	t.Run("without a base URL there are none, since they need absolute addresses", func(t *testing.T) {
		files, _ := build(edited(smallSite(), map[string]string{"site.yaml": "title: Card\nlanguages: [zh, en]\n"}), found)
		for name, body := range files {
			if strings.HasSuffix(name, "share.png") || image(body) != "" {
				t.Errorf("%s: %s", name, image(body))
			}
		}
	})
	t.Run("without a font the build says so and goes on", func(t *testing.T) {
		files, result := build(smallSite(), func() (Poster, error) { return nil, errors.New("no font") })
		if files["zh/share.png"] != "" || image(files["zh/index.html"]) != "" {
			t.Error("there is a picture all the same")
		}
		if !strings.Contains(fmt.Sprint(result.Warnings), "no pictures for sharing: no font") {
			t.Errorf("warnings: %v", result.Warnings)
		}
	})
	t.Run("a large site has one for each language", func(t *testing.T) {
		content := contentFS(map[string]string{"site.yaml": "title: Card\nlanguages: [en]\nbase_url: https://example.org\n"})
		for i := range maxPosters + 1 {
			content[fmt.Sprintf("en/guides/g%d.md", i)] = file0("---\ntitle: One\n---\nText.\n")
		}
		files, _ := build(content, found)
		if got := image(files["en/guides/g7/index.html"]); got != base+"/en/share.png" || files["en/guides/g7/share.png"] != "" {
			t.Errorf("a guide is shared with %s", got)
		}
	})
	t.Run("a picture that cannot be drawn stops the build", func(t *testing.T) {
		o := testOptions(t, smallSite(), filepath.Join(t.TempDir(), "public"))
		o.Poster = func() (Poster, error) { return broken{}, nil }
		if _, err := Build(context.Background(), o); err == nil || !strings.Contains(err.Error(), "share.png") {
			t.Errorf("error %v", err)
		}
	})
}

type broken struct{}

func (broken) Draw(string, string) ([]byte, error) { return nil, errors.New("broken font") }
func (broken) Revision() string                    { return "" }

func TestPicturesForSharingAreDrawnOnce(t *testing.T) {
	site, dir := smallSite(), t.TempDir()
	cache := new(Cache)
	s := &sketch{revision: "one"}
	build := func() map[string]string {
		t.Helper()
		s.drawn = nil
		o := testOptions(t, site, filepath.Join(dir, "public"))
		o.Cache, o.Poster = cache, func() (Poster, error) { return s, nil }
		if _, err := Build(context.Background(), o); err != nil {
			t.Fatal(err)
		}
		if err := cache.Save(filepath.Join(dir, "cache")); err != nil {
			t.Fatal(err)
		}
		cache = LoadCache(filepath.Join(dir, "cache"))
		got := publishtest.Tree(t, o.Public)
		clean := testOptions(t, site, filepath.Join(t.TempDir(), "public"))
		clean.Poster = func() (Poster, error) { return &sketch{revision: s.revision}, nil }
		if _, err := Build(context.Background(), clean); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(publishtest.Tree(t, clean.Public), got); d != "" {
			t.Errorf("another site than a clean build makes: %s", d)
		}
		return got
	}
	if build(); len(s.drawn) != 9 {
		t.Errorf("drawn at first: %q", s.drawn)
	}
	site = edited(site, map[string]string{"zh/guides/reissue.md": "---\ntitle: 补卡\norder: 2\n---\n\n## 带什么 {#bring}\n\n改了。\n"})
	if build(); len(s.drawn) != 0 {
		t.Errorf("drawn for a new text: %q", s.drawn)
	}
	site = edited(site, map[string]string{"zh/guides/reissue.md": "---\ntitle: 换卡\norder: 2\n---\n\n## 带什么 {#bring}\n\n改了。\n"})
	if build(); len(s.drawn) != 1 || s.drawn[0] != "换卡" {
		t.Errorf("drawn for a new title: %q", s.drawn)
	}
	s.revision = "two"
	if files := build(); len(s.drawn) != 9 || !strings.HasPrefix(files["zh/share.png"], "two") {
		t.Errorf("drawn another way: %q", s.drawn)
	}
}
