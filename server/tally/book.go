package tally

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// Options set up Votes and Unanswered. The zero value counts in memory alone.
type Options struct {
	Dir   string           // the folder of the file; "" = nothing is kept
	Now   func() time.Time // nil = time.Now
	Zone  *time.Location   // decides when a day begins; nil = UTC
	Delay time.Duration    // how long counts wait to be written; 0 = a minute
	Log   *slog.Logger     // what could not be written or read; nil = none
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Delay == 0 {
		o.Delay = time.Minute
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

func (o Options) today() string { return o.Now().In(o.Zone).Format(time.DateOnly) }

// entry is a row of a book: what is counted on one day.
type entry[E any] interface {
	id() string // the day first, so that rows sort by it
	day() string
	valid() bool
	join(E) E // of two counts of the same
}

// book is a file of entries and what is to be added to it. It is safe for
// concurrent use.
type book[E entry[E]] struct {
	Options
	name   string
	format string // names the kind of file and its version
	rows   int    // the most that is kept; the oldest go first
	days   int    // how long

	mu      sync.Mutex
	pending map[string]E
	timer   *time.Timer // nil: nothing waits
	daily   *time.Timer // forgets what is too old
	closed  bool

	writing sync.Mutex // one at a time
}

// add counts an entry, and sees to it that it will be written.
func (b *book[E]) add(e E) {
	if b.Dir == "" {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	old, ok := b.pending[e.id()]
	switch {
	case b.closed:
		return
	case ok:
		e = old.join(e)
	case len(b.pending) >= b.rows: // the disk has been full for long
		return
	case b.pending == nil:
		b.pending = map[string]E{}
	}
	b.pending[e.id()] = e
	if b.timer == nil {
		b.timer = time.AfterFunc(b.Delay, b.late)
	}
}

// late writes what has waited.
func (b *book[E]) late() {
	if err := b.flush(); err != nil {
		b.Log.Error("counts could not be kept; they wait", "error", err)
	}
}

// close writes what waits. Nothing is counted after it.
func (b *book[E]) close() error {
	b.mu.Lock()
	b.closed = true
	if b.daily != nil {
		b.daily.Stop()
	}
	b.mu.Unlock()
	return b.flush()
}

// flush adds what waits to the file. What cannot be written waits on.
func (b *book[E]) flush() error {
	b.writing.Lock()
	defer b.writing.Unlock()
	b.mu.Lock()
	taken := b.pending
	b.pending = nil
	if b.timer != nil {
		b.timer.Stop()
		b.timer = nil
	}
	b.mu.Unlock()
	if len(taken) == 0 {
		return nil
	}
	err := b.write(taken)
	if err != nil {
		for _, e := range taken {
			b.giveBack(e)
		}
	}
	return err
}

// giveBack lets an entry wait again.
func (b *book[E]) giveBack(e E) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.pending == nil {
		b.pending = map[string]E{}
	}
	if newer, ok := b.pending[e.id()]; ok {
		e = newer.join(e)
	}
	b.pending[e.id()] = e
	if b.timer == nil && !b.closed {
		b.timer = time.AfterFunc(b.Delay, b.late)
	}
}

// content is what stands in the file.
type content[E any] struct {
	Format  string `json:"format"`
	Entries []E    `json:"entries"`
}

// maxFile bounds what is read of a file, in bytes.
const maxFile = 16 << 20

// errDamaged says that a file is none of ours, or no longer whole.
var errDamaged = errors.New("the file is damaged")

func read[E entry[E]](path, format string) ([]E, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read counts: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read counts: %w", err)
	}
	var c content[E]
	if len(text) > maxFile || json.Unmarshal(text, &c) != nil || c.Format != format {
		return nil, fmt.Errorf("read counts: %s: %w", path, errDamaged)
	}
	for _, e := range c.Entries {
		if _, err := time.Parse(time.DateOnly, e.day()); err != nil || !e.valid() {
			return nil, fmt.Errorf("read counts: %s: %w", path, errDamaged)
		}
	}
	return c.Entries, nil
}

// printable tells whether a text from a file may go to a terminal as it is.
func printable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
}

func (b *book[E]) path() string { return filepath.Join(b.Dir, b.name) }

// write adds entries to the file.
func (b *book[E]) write(added map[string]E) error {
	entries, err := read[E](b.path(), b.format)
	if errors.Is(err, errDamaged) {
		b.Log.Error("counts cannot be read and are begun anew", "error", err, "aside", b.aside())
		err = os.Rename(b.path(), b.aside())
	}
	if err != nil {
		return err
	}
	all := make(map[string]E, len(entries)+len(added))
	for _, list := range [][]E{entries, values(added)} {
		for _, e := range list {
			if old, ok := all[e.id()]; ok {
				e = old.join(e)
			}
			all[e.id()] = e
		}
	}
	return b.replace(b.kept(values(all)))
}

// kept drops what is too old, and the oldest of what is too much.
func (b *book[E]) kept(entries []E) []E {
	oldest := b.Now().In(b.Zone).AddDate(0, 0, -b.days).Format(time.DateOnly)
	entries = slices.DeleteFunc(entries, func(e E) bool { return e.day() < oldest })
	slices.SortFunc(entries, func(x, y E) int { return strings.Compare(x.id(), y.id()) })
	return entries[max(0, len(entries)-b.rows):]
}

// replace writes the file, whole or not at all.
func (b *book[E]) replace(entries []E) error {
	text, err := json.Marshal(content[E]{b.format, entries})
	if err != nil {
		return fmt.Errorf("write counts: %w", err)
	}
	if err := os.MkdirAll(b.Dir, 0o755); err != nil {
		return fmt.Errorf("write counts: %w", err)
	}
	f, err := os.CreateTemp(b.Dir, b.name+".*.new")
	if err != nil {
		return fmt.Errorf("write counts: %w", err)
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), b.path())
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write counts: %w", err), os.Remove(f.Name()))
	}
	return nil
}

func values[E any](m map[string]E) []E {
	list := make([]E, 0, len(m))
	for _, e := range m {
		list = append(list, e)
	}
	return list
}
