package search

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/RoaringBitmap/roaring/v2"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"golang.org/x/sync/errgroup"

	"shebao/search/analysis"
)

// sectionsAtOnce is how many sections are analysed before their postings are
// written, which bounds the memory they take: some 20 KB each, on each processor.
const sectionsAtOnce = 700

// newSegments analyses new guides, several shares at once, and writes the
// postings of each share into a file of its own.
type newSegments struct {
	dir      string // where the files go until they are merged
	analyzer *analysis.Analyzer
	group    *errgroup.Group
	ctx      context.Context
	indexers chan *indexer // idle ones; as many as may work at once

	waiting  []Guide // of the share that is being gathered
	sections int
	shares   []*share
}

// share is some guides and the file with their postings.
type share struct {
	path    string
	entries []*entry
	count   int // documents
}

func newNewSegments(ctx context.Context, dir string, a *analysis.Analyzer) *newSegments {
	n := &newSegments{dir: dir, analyzer: a, indexers: make(chan *indexer, runtime.GOMAXPROCS(0))}
	n.group, n.ctx = errgroup.WithContext(ctx)
	for range cap(n.indexers) {
		n.indexers <- nil // made when it is needed
	}
	return n
}

func (n *newSegments) add(g Guide) error {
	n.waiting = append(n.waiting, g)
	if n.sections += len(g.Sections); n.sections < sectionsAtOnce {
		return n.ctx.Err()
	}
	return n.start()
}

// start has the guides that wait analysed as soon as there is somebody to do it.
func (n *newSegments) start() error {
	guides := n.waiting
	n.waiting, n.sections = nil, 0
	var x *indexer
	select {
	case x = <-n.indexers:
	case <-n.ctx.Done():
		return context.Cause(n.ctx)
	}
	s := &share{path: filepath.Join(n.dir, fmt.Sprintf("share-%d", len(n.shares)))}
	n.shares = append(n.shares, s)
	n.group.Go(func() error {
		if x == nil {
			x = newIndexer(n.analyzer)
		}
		defer func() { n.indexers <- x }()
		var documents []index.Document
		for _, g := range guides {
			if err := n.ctx.Err(); err != nil {
				return err
			}
			e, docs, err := x.read(g)
			if err != nil {
				return err
			}
			s.entries = append(s.entries, e)
			documents = append(documents, docs...)
		}
		s.count = len(documents)
		return writeSegment(s.path, documents)
	})
	return nil
}

// writeSegment writes the postings of documents, numbered as they come.
func writeSegment(path string, documents []index.Document) error {
	for _, d := range documents {
		d.AddIDField()
	}
	seg, _, err := zapPlugin.New(documents)
	if err != nil {
		return fmt.Errorf("make postings: %w", err)
	}
	unwritten, ok := seg.(segment.UnpersistedSegment)
	if !ok {
		return fmt.Errorf("make postings: %T cannot be written", seg)
	}
	if err := unwritten.Persist(path); err != nil {
		return fmt.Errorf("write postings: %w", err)
	}
	return seg.Close()
}

// finish waits for all shares and returns them with what was counted.
func (n *newSegments) finish() ([]*share, tally, error) {
	var err error
	if len(n.waiting) > 0 {
		err = n.start()
	}
	if waited := n.group.Wait(); waited != nil {
		err = waited
	}
	t := newTally()
	for range cap(n.indexers) {
		if x := <-n.indexers; x != nil {
			t.add(x.tally, 1)
		}
	}
	return n.shares, t, err
}

// source is a segment on its way into an index, with the documents that go.
type source struct {
	path string
	name string // in the index; "" for a new one
	seg  segment.Segment
	drop *roaring.Bitmap
}

// live and gone are how many of its documents stay and how many go.
func (s source) live() int { return int(s.seg.Count()) - s.gone() }
func (s source) gone() int { return int(s.drop.GetCardinality()) }

// merge writes sources into one file and returns, for each source, the new
// numbers of its documents.
func merge(path string, sources []source) ([][]uint64, error) {
	segs, drops := make([]segment.Segment, len(sources)), make([]*roaring.Bitmap, len(sources))
	for i, s := range sources {
		segs[i], drops[i] = s.seg, s.drop
	}
	numbers, _, err := zapPlugin.Merge(segs, drops, path, nil, nil)
	if err != nil {
		return nil, fmt.Errorf("merge postings: %w", err)
	}
	return numbers, nil
}

// link gives a file a second name, or copies it where that cannot be done. The
// files of an index are never changed, so that one may belong to several.
func link(from, to string) error {
	if err := os.Link(from, to); err == nil {
		return nil
	}
	return errors.Join(copyFile(from, to), sync(to))
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
