package card

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// importing is one import under way.
type importing struct {
	ImportOptions
	sorter   *sorter
	report   Report
	progress Progress
	tomorrow int64

	// What speaks against the encoding that was detected.
	foreign     int64 // rows of a GB18030 file that are UTF-8
	nonASCII    int64
	foreignLine int
}

// job is a chunk with what a worker made of it.
type job struct {
	chunk
	bytes    int64 // read so far
	encoding Encoding
	buf      []byte

	rows, rejected int64
	entries        []staged
	faults         []Rejection
	nonASCII       int64
	foreign        int64
	foreignLine    int
	done           chan struct{}
}

// readAll reads, checks and digests the file and fills the sorter. One
// goroutine cuts the file, as many as there are processors parse and digest,
// and one collects what they made in the order of the file.
func (im *importing) readAll(ctx context.Context, r io.Reader) error {
	workers := runtime.GOMAXPROCS(0)
	jobs := make(chan *job, workers)
	inOrder := make(chan *job, 2*workers)
	free := make(chan *job, 3*workers+2)
	for range cap(free) {
		free <- &job{}
	}

	group, ctx := errgroup.WithContext(ctx)
	header := make(chan columns, 1)
	group.Go(func() error {
		defer close(jobs)
		defer close(inOrder)
		return im.cut(ctx, r, header, free, jobs, inOrder)
	})
	var cols columns
	select {
	case cols = <-header:
	case <-ctx.Done():
		return group.Wait()
	}
	for range workers {
		group.Go(func() error {
			parser := &rowParser{columns: cols, digester: im.Keys.First().digester()}
			for j := range jobs {
				parser.work(j)
				close(j.done)
			}
			return nil
		})
	}
	group.Go(func() error {
		for j := range inOrder {
			<-j.done
			if err := im.collect(j); err != nil {
				return err
			}
			free <- j
		}
		return im.mixed()
	})
	err := group.Wait()
	if im.report.Encoding == "" {
		im.report.Encoding = UTF8
	}
	return err
}

// cut reads the header and hands out the rest in chunks.
func (im *importing) cut(ctx context.Context, r io.Reader, header chan<- columns, free <-chan *job, jobs, inOrder chan<- *job) error {
	cutter := &chunker{r: r, line: 1}
	for first := true; ; first = false {
		var j *job
		select {
		case j = <-free:
		case <-ctx.Done():
			return ctx.Err()
		}
		c, err := cutter.next(j.buf)
		if errors.Is(err, io.EOF) {
			if first {
				return &FileError{Problem: "the file is empty; it should begin with " + Header}
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the file: %w", err)
		}
		*j = job{buf: c.data[:0], entries: j.entries[:0], chunk: c, done: make(chan struct{}), bytes: cutter.read}
		if first {
			cols, err := readHeader(&j.chunk)
			if err != nil {
				return err
			}
			header <- cols
		}
		if err := im.detect(&j.chunk); err != nil {
			return err
		}
		j.encoding = im.report.Encoding
		select {
		case inOrder <- j:
		case <-ctx.Done():
			return ctx.Err()
		}
		select {
		case jobs <- j:
		case <-ctx.Done():
			close(j.done) // no worker will, and the collector may be waiting
			return ctx.Err()
		}
	}
}

// detect settles the encoding at the first text that is not ASCII.
func (im *importing) detect(c *chunk) error {
	if im.report.Encoding != "" || ascii(c.data) {
		return nil
	}
	encoding, odd := detectEncoding(c.data)
	if encoding == "" {
		return &FileError{Line: c.line + odd, Problem: "the file is neither UTF-8 nor GB18030, or a mixture; save it again as UTF-8"}
	}
	im.report.Encoding = encoding
	return nil
}

// work parses the rows of a chunk.
func (p *rowParser) work(j *job) {
	p.encoding = j.encoding
	data, line := j.data, j.line
	for len(data) > 0 {
		next := nextRow(data, true)
		text := data[:next.size]
		data = data[next.size:]
		switch {
		case next.reason != "":
			j.rows++
			j.rejected++
			j.faults = append(j.faults, Rejection{Line: line, Reason: next.reason})
		case emptyLine(text):
		default:
			j.rows++
			j.note(line, text)
			entry, faults := p.parse(line, text)
			if faults != nil {
				j.rejected++
				j.faults = append(j.faults, faults...)
			} else {
				j.entries = append(j.entries, entry)
			}
		}
		line += next.lines
	}
}

// note counts the rows that do not fit a file of GB18030.
func (j *job) note(line int, text []byte) {
	if j.encoding != GB18030 || ascii(text) {
		return
	}
	j.nonASCII++
	if looksUTF8(text) {
		if j.foreign == 0 {
			j.foreignLine = line
		}
		j.foreign++
	}
}

func (im *importing) collect(j *job) error {
	im.report.Read += j.rows
	im.report.Rejected += j.rejected
	im.nonASCII += j.nonASCII
	if im.foreign == 0 {
		im.foreignLine = j.foreignLine
	}
	im.foreign += j.foreign
	for _, fault := range j.faults {
		im.Rejected(fault)
	}
	for _, e := range j.entries {
		if e.micros > im.tomorrow {
			im.report.Future++
		}
		if err := im.sorter.add(e); err != nil {
			return err
		}
	}
	im.progress.Bytes, im.progress.Rows = j.bytes, im.report.Read
	im.Progress(im.progress)
	return nil
}

// mixed tells a file that is partly UTF-8 and partly GB18030. A few names in
// GB18030 happen to be UTF-8 as well, some in a million; more than that were
// written by another program.
func (im *importing) mixed() error {
	if im.foreign*50 <= im.nonASCII {
		return nil
	}
	return &FileError{Line: im.foreignLine, Problem: "the file is partly UTF-8 and partly GB18030; save it again as UTF-8"}
}

// entries gives the sorted entries to the store, and tells the progress.
func (im *importing) entries(ctx context.Context) func(func(Entry, error) bool) {
	return func(yield func(Entry, error) bool) {
		for entry, err := range im.sorter.all() {
			if im.progress.Stored++; err == nil && im.progress.Stored%(1<<16) == 0 {
				err = ctx.Err()
				im.Progress(im.progress)
			}
			if !yield(entry, err) || err != nil {
				return
			}
		}
	}
}
