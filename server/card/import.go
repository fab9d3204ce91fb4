package card

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
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
