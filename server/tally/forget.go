package tally

import (
	"errors"
	"os"
	"path/filepath"
	"time"
)

// What is too old goes on the day it becomes so, whether or not anything new is
// counted: a promise of so many days is one about the file.

const forgetEvery = 24 * time.Hour

// start forgets what is too old, and does so again every day.
func (b *book[E]) start() {
	if b.Dir == "" {
		return
	}
	if err := b.forget(); err != nil {
		b.Log.Error("old counts could not be removed", "error", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.closed {
		b.daily = time.AfterFunc(forgetEvery, b.start)
	}
}

// forget removes entries that are too old, files put aside as long ago, and what
// was being written when a server was killed.
func (b *book[E]) forget() error {
	b.writing.Lock()
	defer b.writing.Unlock()
	leftovers, err := filepath.Glob(filepath.Join(b.Dir, b.name+".*.new"))
	var errs []error
	for _, name := range leftovers {
		errs = append(errs, os.Remove(name))
	}
	unreadable := []string{b.aside()}
	entries, readErr := read[E](b.path(), b.format)
	switch {
	case errors.Is(readErr, errDamaged): // it is put aside when something is written
		unreadable = append(unreadable, b.path())
	case readErr != nil:
		errs = append(errs, readErr)
	}
	for _, name := range unreadable {
		if info, err := os.Stat(name); err == nil && info.ModTime().Before(b.Now().AddDate(0, 0, -b.days)) {
			errs = append(errs, os.Remove(name))
		}
	}
	if kept := b.kept(append([]E(nil), entries...)); len(kept) < len(entries) {
		errs = append(errs, b.replace(kept))
	}
	return errors.Join(append(errs, err)...)
}

// aside is where a damaged file is put.
func (b *book[E]) aside() string { return b.path() + ".damaged" }
