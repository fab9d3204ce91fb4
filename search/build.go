package search

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/mapping"
)

// Build writes a complete index of docs into dir, which must not exist or be
// empty. On an error dir holds nothing that Open would accept.
func Build(ctx context.Context, dir string, docs iter.Seq[Document]) error {
	if err := checkEmpty(dir); err != nil {
		return fmt.Errorf("build search index: %w", err)
	}
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = cjk.AnalyzerName
	m.DefaultMapping = mapping.NewDocumentStaticMapping()
	for _, name := range []string{"Title", "Summary", "Questions", "Heading", "Text"} {
		f := bleve.NewTextFieldMapping()
		f.IncludeInAll, f.DocValues = false, false
		m.DefaultMapping.AddFieldMappingsAt(name, f)
	}
	for _, name := range []string{"URL", "GuideURL", "Lang"} {
		f := bleve.NewKeywordFieldMapping()
		f.IncludeInAll, f.DocValues = false, false
		m.DefaultMapping.AddFieldMappingsAt(name, f)
	}
	b, err := bleve.NewBuilder(filepath.Join(dir, "bleve"), m, nil)
	if err != nil {
		return fmt.Errorf("build search index in %s: %w", dir, err)
	}
	n := 0
	for d := range docs {
		if err := ctx.Err(); err != nil {
			return errors.Join(fmt.Errorf("build search index: %w", err), b.Close())
		}
		if err := b.Index(strconv.Itoa(n), d); err != nil {
			return errors.Join(fmt.Errorf("index %s: %w", d.URL, err), b.Close())
		}
		n++
	}
	if err := b.Close(); err != nil {
		return fmt.Errorf("finish search index in %s: %w", dir, err)
	}
	return nil
}

func checkEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s is not empty", dir)
	}
	return nil
}
