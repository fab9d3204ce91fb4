package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"shebao/generator/guide"
	"shebao/search"
	"shebao/server/card"
	"shebao/server/card/memory"
)

// importing is what cards import was told on the command line.
type importing struct {
	vault
	options card.ImportOptions
}

func (p program) cardsImportCommand() *cobra.Command {
	var i importing
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Import the issuer's file, all of it or nothing",
		Long: "import reads CSV with the header " + card.Header + "\n" +
			"(columns in any order, others ignored; UTF-8 or GB18030; '-' is standard input).\n" +
			"A bad row refuses the file after every bad row was named. Importing a file again\n" +
			"adds nothing twice. The first import makes the key that the cards are kept under.",
		Example: "  shebao cards import cards.csv\n  shebao cards import --dry-run cards.csv\n  zcat cards.csv.gz | shebao cards import -",
		Args:    positional(cobra.ExactArgs(1)),
		RunE:    func(cmd *cobra.Command, args []string) error { return p.importCards(cmd.Context(), i, args[0]) },
	}
	i.flags(cmd)
	f := cmd.Flags()
	f.BoolVar(&i.options.SkipRejected, "skip-rejected", false, "import the good rows of a file that has bad ones")
	f.BoolVar(&i.options.DryRun, "dry-run", false, "do all but the writing")
	f.BoolVar(&i.options.Replace, "replace", false, "afterwards the store holds what the file holds and nothing else")
	return cmd
}

// importCards imports one file and says what came of it in a line.
func (p program) importCards(ctx context.Context, i importing, name string) (err error) {
	file, size, err := p.openInput(name)
	if err != nil {
		return err
	}
	defer file.Close()
	store, err := p.storeForImport(ctx, &i)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()

	progress := p.newProgress(size)
	i.options.Store = store
	i.options.TempDir = i.data // what is sorted there holds no number
	i.options.Now = time.Now
	i.options.Progress = progress.show
	i.options.Rejected = func(r card.Rejection) { fmt.Fprintf(p.stderr, "shebao: %s: %s\n", name, r) }
	report, err := card.Import(ctx, file, i.options)
	progress.finish()
	if errors.Is(err, context.Canceled) {
		err = errors.New("it was interrupted")
	}
	if err != nil {
		return fmt.Errorf("import %s: %w; nothing was imported (read %d rows, %d rejected)%s", name, err, report.Read, report.Rejected, remedy(err, report))
	}
	p.printReport(i.options, report)
	return nil
}

// remedy says what can be done about rows that were refused.
func remedy(err error, r card.Report) string {
	switch {
	case !errors.Is(err, card.ErrRejected):
		return ""
	case r.Rejected < r.Read:
		return "; mend those lines, or leave them out with --skip-rejected"
	}
	return "; mend those lines"
}

// storeForImport opens the store and its keys, and makes both where there are
// none. A dry run makes nothing: it counts against an empty store in memory.
func (p program) storeForImport(ctx context.Context, i *importing) (_ cardStore, err error) {
	if i.options.DryRun && i.missing() {
		i.options.Keys = card.Keys{card.NewKey()}
		i.data = "" // there may be no such folder
		return memoryStore{&memory.Store{}}, nil
	}
	if p.needsKey(i.vault) {
		i.options.Keys = card.Keys{card.NewKey()}
		if err := os.MkdirAll(i.data, 0o755); err != nil {
			return nil, fmt.Errorf("make data folder: %w", err)
		}
		return &firstImport{program: p, importing: i}, nil
	}
	if i.options.Keys, err = p.keys(i.vault); err != nil {
		return nil, err
	}
	return i.create(ctx, i.options.Keys)
}

// firstImport is a store that comes to be, with its key, when a file has been
// read and found good: a file that is refused leaves neither.
type firstImport struct {
	memory.Store // it is empty
	program      program
	importing    *importing
	made         cardStore
}

// Import implements card.Importer.
func (f *firstImport) Import(ctx context.Context, batch card.Batch) (card.Change, error) {
	if batch.DryRun {
		return f.Store.Import(ctx, batch)
	}
	v, keys := f.importing.vault, f.importing.options.Keys
	if err := f.program.keepKey(v, keys.First()); err != nil {
		return card.Change{}, err
	}
	var err error
	if f.made, err = f.importing.create(ctx, keys); err != nil {
		return card.Change{}, errors.Join(err, os.Remove(v.keyFile())) // nothing is kept under it
	}
	return f.made.Import(ctx, batch)
}

// Close closes the store, if it came to be.
func (f *firstImport) Close() error {
	if f.made == nil {
		return nil
	}
	return f.made.Close()
}

// openInput opens the file, or standard input for "-". size is -1 if unknown.
func (p program) openInput(name string) (io.ReadCloser, int64, error) {
	if name == "-" {
		return io.NopCloser(p.stdin), -1, nil
	}
	if search.LooksLikeNumber(name) {
		return nil, 0, errors.New("that is a number, not a file; give the name of a CSV file")
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, fmt.Errorf("there is no file %s: name the issuer's CSV file, or - for standard input", name)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("open %s: %w", name, guide.Cause(err))
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = errors.New("it is a folder, not a CSV file")
	}
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("open %s: %w", name, err), f.Close())
	}
	if !info.Mode().IsRegular() {
		return f, -1, nil
	}
	return f, info.Size(), nil
}

func (p program) printReport(o card.ImportOptions, r card.Report) {
	did := "imported"
	if o.DryRun {
		did = "would import"
	}
	fmt.Fprintf(p.stdout, "%s: read %d, added %d, unchanged %d, rejected %d", did, r.Read, r.Added, r.Unchanged, r.Rejected)
	if o.Replace {
		fmt.Fprintf(p.stdout, ", removed %d", r.Removed)
	}
	fmt.Fprintf(p.stdout, " (%s)\n", r.Encoding)
	if r.Future > 0 {
		fmt.Fprintf(p.stderr, "shebao: warning: %d rows are dated after tomorrow\n", r.Future)
	}
}
