package main

import (
	"context"
	"fmt"
	"time"

	"shebao/cmd/shebao/site"
)

// rollbackWait is how long a build that is under way may take to end.
const rollbackWait = 30 * time.Second

// rollback puts the build before the current one in its place. A running server
// picks it up.
func (p program) rollback(ctx context.Context, l site.Place) error {
	build, err := l.Back(ctx, rollbackWait)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s is build %s again; the same command returns to the one before\n", l.Public, build)
	if !l.NoIndex && !l.HasIndex(build) {
		fmt.Fprintf(p.stderr, "shebao: warning: build %s has no search index any more: its pages are served without a search\n", build)
	}
	return nil
}
