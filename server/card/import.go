package card

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// Header is the header that an issuer's file has, in any order and with any
// other columns between.
const Header = FieldID + "," + FieldCard + "," + columnStatus + "," + columnChangedAt

// ErrRejected: rows were refused, and with them the file. Which ones went to
// ImportOptions.Rejected.
var ErrRejected = errors.New("rows were refused")

// FileError is a fault of a file as a whole: nothing of it can be imported.
type FileError struct {
	Line    int // 0 where no line is to blame
	Problem string
}

func (e *FileError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("line %d: %s", e.Line, e.Problem)
	}
	return e.Problem
}

// ImportOptions say how a file is imported. Keys and Store are needed.
type ImportOptions struct {
	Keys  Keys
	Store Importer

	SkipRejected bool // import the good rows of a file that has bad ones
	DryRun       bool // do all but the writing
	Replace      bool // afterwards the store holds what the file holds and nothing else

	Rejected func(Rejection) // told every bad cell, in the order of lines
	Progress func(Progress)  // told now and then how far it is
	TempDir  string          // for sorting files that are too large for memory; "" is the system's
	Now      func() time.Time
}

// Progress is how far an import is.
type Progress struct {
	Bytes, Rows int64 // read
	Stored      int64 // events handed to the store; reading is over when it moves
}

// Report is how an import ended. Read = Added + Unchanged + Rejected, in rows;
// a row that stands in the file twice is unchanged the second time.
type Report struct {
	Read, Added, Unchanged, Rejected int64

	Removed  int64    // events that Replace took away
	Future   int64    // rows dated after tomorrow: most likely typing errors
	Encoding Encoding // the file's
}

// Import reads an issuer's CSV file into a store, all of it or nothing. It
// streams: a file of any size takes a few hundred megabytes of memory.
//
// A bad row refuses the file after every bad row was told, with an error that
// is ErrRejected. A file that is none at all is a [*FileError]. The report
// counts what was read in either case.
func Import(ctx context.Context, r io.Reader, o ImportOptions) (Report, error) {
	if len(o.Keys) == 0 {
		return Report{}, fmt.Errorf("%w: an import needs one", ErrKey)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rejected == nil {
		o.Rejected = func(Rejection) {}
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	im := &importing{ImportOptions: o, sorter: newSorter(o.TempDir)}
	defer func() { _ = im.sorter.close() }()
	im.tomorrow = o.Now().Add(24 * time.Hour).UnixMicro()

	if err := im.readAll(ctx, r); err != nil {
		return im.report, err
	}
	switch good := im.report.Read - im.report.Rejected; {
	case im.report.Rejected > 0 && !o.SkipRejected:
		return im.report, fmt.Errorf("%w: %d of %d", ErrRejected, im.report.Rejected, im.report.Read)
	case good == 0 && im.report.Read > 0:
		return im.report, fmt.Errorf("%w: all %d", ErrRejected, im.report.Read)
	case good == 0:
		return im.report, &FileError{Problem: "the file has a header and no rows"}
	}
	change, err := o.Store.Import(ctx, Batch{
		Entries: im.entries(ctx),
		Key:     o.Keys.First(),
		AsOf:    o.Now(),
		Replace: o.Replace,
		DryRun:  o.DryRun,
	})
	if err != nil {
		return im.report, err
	}
	im.report.Added = change.Added
	im.report.Removed = change.Removed
	im.report.Unchanged = im.report.Read - im.report.Rejected - change.Added
	return im.report, nil
}

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
			parser := &rowParser{columns: cols, digester: newDigester(im.Keys.First())}
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

// readHeader takes the header off the first chunk. It never repeats what it
// found there: without a header it would be somebody's numbers.
func readHeader(c *chunk) (columns, error) {
	if looksUTF16(c.data) {
		return columns{}, &FileError{Problem: "the file is UTF-16; save it again as UTF-8"}
	}
	if bytes.HasPrefix(c.data, []byte("PK\x03\x04")) {
		return columns{}, &FileError{Problem: "the file is a spreadsheet or an archive; save it as CSV"}
	}
	c.data = bytes.TrimPrefix(c.data, byteOrderMark)
	first := nextRow(c.data, true)
	missing := func(why string) error {
		return &FileError{Line: 1, Problem: why + "; the first line should be " + Header}
	}
	if first.reason != "" || first.size == 0 {
		return columns{}, missing("there is no header")
	}
	cells, _ := splitCells(nil, nil, c.data[:first.size])
	c.data = c.data[first.size:]
	c.line += first.lines

	cols := columns{count: len(cells)}
	places := map[string]*int{FieldID: &cols.id, FieldCard: &cols.card, columnStatus: &cols.status, columnChangedAt: &cols.changed}
	found := map[string]bool{}
	for i, cell := range cells {
		name := strings.ToLower(string(bytes.TrimSpace(cell)))
		place := places[name]
		if place == nil {
			continue
		}
		if found[name] {
			return columns{}, missing("the header has " + name + " twice")
		}
		found[name] = true
		*place = i
	}
	if len(found) == 0 {
		return columns{}, missing("there is no header")
	}
	for _, name := range strings.Split(Header, ",") {
		if !found[name] {
			return columns{}, missing("the header lacks " + name)
		}
	}
	return cols, nil
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
