package publish

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrBusy says that another build writes to the same folder.
var ErrBusy = errors.New("another build is writing to this folder")

var errLocked = errors.New("locked")

// lock waits until no other build holds path, at most for the given time.
func lock(ctx context.Context, path string, wait time.Duration) (unlock func() error, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, wait, ErrBusy)
	defer cancel()
	for {
		unlock, err := tryLock(path)
		if !errors.Is(err, errLocked) {
			return unlock, err
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("lock %s: %w", path, context.Cause(ctx))
		case <-time.After(20 * time.Millisecond):
		}
	}
}
