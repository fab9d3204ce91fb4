package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"shebao/server/card"
)

// Follower is a store for a server that runs for months: it opens the file when
// the first import has made it, and again when another file takes its place.
type Follower struct {
	path    string
	keys    card.Keys
	options Options

	mu     sync.Mutex // for opening
	looked time.Time
	opened bool // once at least

	current sync.RWMutex // held for reading while db is in use
	db      *DB          // nil: there is no file
	err     error        // why there is no db
}

// lookAgain is how long a change of the file may go unnoticed.
const lookAgain = time.Second

// Follow opens the store at path if there is one. A file that is there and
// cannot be trusted is an error, as in [Open]. None at all is not, and neither is
// what may pass, such as a full disk: Err tells of it, and Get tries again.
func Follow(ctx context.Context, path string, keys card.Keys, o Options) (*Follower, error) {
	f := &Follower{path: path, keys: keys, options: o}
	f.look(ctx)
	f.options.CheckTime = min(f.options.CheckTime, 200*time.Millisecond) // somebody waits from now on
	if f.err != nil && !errors.Is(f.err, fs.ErrNotExist) && !mayPass(f.err) {
		return nil, f.err
	}
	return f, nil
}

// Err is why the store cannot answer now; nil where it can or there is none.
func (f *Follower) Err() error {
	f.current.RLock()
	defer f.current.RUnlock()
	if errors.Is(f.err, fs.ErrNotExist) {
		return nil
	}
	return f.err
}

// Get implements card.Store. Before the first import it is card.ErrNoData.
func (f *Follower) Get(ctx context.Context, digests []card.Digest) ([]card.Event, time.Time, error) {
	if f.mu.TryLock() { // one looks, the others go on with what there is
		if time.Since(f.looked) >= lookAgain || errors.Is(f.err, fs.ErrNotExist) {
			f.look(ctx)
		}
		f.mu.Unlock()
	}
	f.current.RLock()
	defer f.current.RUnlock()
	switch {
	case f.db != nil:
		return f.db.Get(ctx, digests)
	case errors.Is(f.err, fs.ErrNotExist):
		return nil, time.Time{}, card.ErrNoData
	}
	return nil, time.Time{}, card.Unavailable(f.err)
}

// look opens the file if it is another than the one that is open.
func (f *Follower) look(ctx context.Context) {
	f.looked = time.Now()
	info, err := os.Stat(f.path)
	if err == nil && f.db != nil && os.SameFile(info, f.db.info) {
		return
	}
	var db *DB
	switch {
	case err == nil:
		db, err = Open(context.WithoutCancel(ctx), f.path, f.keys, f.options)
	case f.opened && errors.Is(err, fs.ErrNotExist):
		err = fmt.Errorf("the card store %s was removed while it was in use", f.path)
	}
	f.opened = f.opened || err == nil
	f.current.Lock()
	defer f.current.Unlock()
	if f.db != nil {
		_ = f.db.Close()
	}
	f.db, f.err = db, err
}

// Close closes the file.
func (f *Follower) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.current.Lock()
	defer f.current.Unlock()
	f.looked = time.Now().Add(100 * 365 * 24 * time.Hour) // no more
	if f.db == nil {
		return nil
	}
	db := f.db
	f.db, f.err = nil, fs.ErrClosed
	return db.Close()
}
