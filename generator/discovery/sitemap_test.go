package discovery

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"
)

const base = "https://example.org"

func TestASitemapIsDividedWherePagesAreMany(t *testing.T) {
	pages := make([]Address, 5)
	for i := range pages {
		pages[i] = Address{URL: fmt.Sprintf("https://example.org/%d/?a=1&b=2", i)}
	}
	t.Run("few pages stand in one file", func(t *testing.T) {
		files, err := sitemaps(base, pages, 5)
		if err != nil || len(files) != 1 || files[0].Path != "sitemap.xml" {
			t.Fatalf("%v %v", files, err)
		}
		if n := bytes.Count(files[0].Body, []byte("<loc>")); n != 5 {
			t.Errorf("%d addresses", n)
		}
	})
	t.Run("many pages stand in several, which the first one names", func(t *testing.T) {
		files, err := sitemaps(base, pages, 2)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range files {
			got = append(got, fmt.Sprint(f.Path, " ", bytes.Count(f.Body, []byte("<loc>"))))
		}
		if want := []string{"sitemap-1.xml 2", "sitemap-2.xml 2", "sitemap-3.xml 1", "sitemap.xml 3"}; !slices.Equal(got, want) {
			t.Errorf("files %q, want %q", got, want)
		}
		if index := string(files[3].Body); !strings.Contains(index, "<loc>https://example.org/sitemap-3.xml</loc>") {
			t.Error(index)
		}
	})
	t.Run("without a page it is valid still", func(t *testing.T) {
		files, err := sitemaps(base, nil, 5)
		if err != nil || xml.Unmarshal(files[0].Body, new(struct{})) != nil {
			t.Errorf("%s %v", files[0].Body, err)
		}
	})
}
