package search_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"

	"shebao/search"
)

// indexOf returns the folder of an index of the corpus, made unless it was kept.
func indexOf(b *testing.B, c corpus) string {
	return kept(b, c, "ours", func(dir string) error {
		return search.BuildDocuments(context.Background(), dir, c.documents())
	})
}

func openIndexOf(b *testing.B, c corpus) *search.Index {
	b.Helper()
	ix, err := search.Open(indexOf(b, c))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { ix.Close() })
	return ix
}

// plainOf returns the folder of a plain index of the same pages, a document for each
// page.
func plainOf(b *testing.B, c corpus) string {
	return kept(b, c, "plain", func(dir string) error { return buildPlain(dir, c) })
}

func openPlain(b *testing.B, c corpus) (bleve.Index, string) {
	b.Helper()
	dir := plainOf(b, c)
	ix, err := bleve.OpenUsing(dir, map[string]any{"read_only": true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { ix.Close() })
	return ix, dir
}

// kept has an index made in a folder of its own. Where there is a folder to keep
// indexes in it is made there under another name and renamed when it is whole.
func kept(b *testing.B, c corpus, kind string, build func(dir string) error) string {
	b.Helper()
	keep := os.Getenv("SEARCH_BENCH_KEEP")
	if keep == "" {
		keep = b.TempDir()
	}
	dir := filepath.Join(keep, fmt.Sprintf("%s-%s-%d", kind, c.lang, c.pages))
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	unfinished := dir + ".unfinished"
	if err := errors.Join(os.RemoveAll(unfinished), os.MkdirAll(keep, 0o755)); err != nil {
		b.Fatal(err)
	}
	if err := build(unfinished); err != nil {
		b.Fatal(err)
	}
	if err := os.Rename(unfinished, dir); err != nil {
		b.Fatal(err)
	}
	return dir
}

func buildPlain(dir string, c corpus) error {
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = map[string]string{"en": en.AnalyzerName, "zh": cjk.AnalyzerName}[c.lang]
	w, err := bleve.NewBuilder(dir, m, nil)
	if err != nil {
		return err
	}
	type page struct{ Title, Text string }
	var p page
	var url string
	flush := func() error {
		if url == "" {
			return nil
		}
		return w.Index(url, p)
	}
	for d := range c.documents() {
		if d.GuideURL != url {
			if err := flush(); err != nil {
				return err
			}
			url, p = d.GuideURL, page{Title: d.Title}
		}
		p.Text += d.Heading + "\n" + d.Text + "\n"
	}
	if err := flush(); err != nil {
		return err
	}
	return w.Close()
}
