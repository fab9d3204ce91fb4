package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"shebao/generator/guide"
	"shebao/generator/publish"
)

// rollbackWait is how long a build that is under way may take to end.
const rollbackWait = 30 * time.Second

// rollback puts the build before the current one in its place. Its index stands
// beside the current one's, and a running server picks both up.
func (p program) rollback(ctx context.Context, l place) error {
	if last, ok := l.recall(); ok && l.content == "" {
		if _, err := os.Stat(last.Content); err == nil {
			l.content = last.Content
		}
	}
	if err := publish.Back(ctx, l.public, rollbackWait); err != nil {
		return err
	}
	site, err := l.readSite()
	if err != nil {
		return err
	}
	if err := l.hold(site.Build); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s is build %s again; the same command returns to the one before\n", l.public, site.Build)
	if !l.noIndex && !l.hasIndex(site.Build) {
		fmt.Fprintf(p.stderr, "shebao: warning: build %s has no search index any more: its pages are served without a search\n", site.Build)
	}
	return nil
}

// hold remembers that a build was put in place by hand: serve leaves it there
// until the content changes.
func (l place) hold(build string) error {
	content, closeContent, err := l.openContent()
	if err != nil {
		return err
	}
	defer func() { _ = closeContent() }()
	guides, err := guide.Fingerprint(content)
	if err != nil {
		return err
	}
	return l.write(record{Build: build, Held: guides})
}
