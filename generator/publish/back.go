package publish

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// ErrNoPrevious says that there is no earlier build to go back to.
var ErrNoPrevious = errors.New("no previous build is kept here")

// Back lets the site in public trade places with the build before it, in one
// step. Doing it again undoes it. What belongs to public's owner, its dotfiles,
// stays.
func Back(ctx context.Context, public string, wait time.Duration) error {
	return back(ctx, Disk{}, public, wait)
}

func back(ctx context.Context, d Disk, public string, wait time.Duration) (err error) {
	t, err := Open(ctx, d, public, wait)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	previous := t.beside("previous")
	if t.inside || !isSite(previous) || !isSite(t.public) {
		return fmt.Errorf("go back in %s: %w", t.public, ErrNoPrevious)
	}
	fail := func(err error) error { return fmt.Errorf("go back in %s: %w", t.public, err) }
	earlier := *t
	earlier.stage = previous
	if err := errors.Join(earlier.removeDotfiles(), earlier.keepDotfiles()); err != nil {
		return fail(err)
	}
	if err := d.syncTree(previous); err != nil {
		return fail(err)
	}
	if err := earlier.swap(); err != nil {
		return fail(err)
	}
	if away := t.beside("away"); exists(away) { // there is no exchange here
		if err := d.rename(away, previous); err != nil {
			return fail(err)
		}
	}
	if err := d.syncDir(filepath.Dir(t.public)); err != nil {
		return fail(err)
	}
	return nil
}
