package search

import (
	"fmt"
	"path/filepath"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// store is the Bleve part of an index, open for reading: one scorch segment.
type store struct {
	index   bleve.Index
	reader  index.IndexReader
	segment segment.Segment
}

// openStore opens the Bleve index below dir. Panics of bbolt and scorch over
// bytes that make no sense become errors.
func openStore(dir string) (st *store, err error) {
	defer func() {
		if r := recover(); r != nil {
			st, err = nil, fmt.Errorf("%w: %v", ErrDamaged, r)
		}
	}()
	ix, err := bleve.OpenUsing(filepath.Join(dir, bleveFolder), map[string]any{
		"read_only":    true,
		"bolt_timeout": "2s",
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	st = &store{index: ix}
	advanced, err := ix.Advanced()
	if err != nil {
		st.close()
		return nil, err
	}
	if st.reader, err = advanced.Reader(); err != nil {
		st.close()
		return nil, err
	}
	snapshot, ok := st.reader.(*scorch.IndexSnapshot)
	if !ok || len(snapshot.Segments()) != 1 {
		st.close()
		return nil, fmt.Errorf("%w: not one scorch segment", ErrDamaged)
	}
	st.segment = snapshot.Segments()[0].Segment()
	return st, nil
}

func (st *store) close() error {
	if st.reader != nil {
		st.reader.Close()
	}
	return st.index.Close()
}
