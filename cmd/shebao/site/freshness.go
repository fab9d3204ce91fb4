package site

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"shebao/cmd/shebao/process"
	"shebao/generator/guide"
	"shebao/generator/theme"
)

// fingerprintOf names everything that a build depends on: the content, whose own
// fingerprint guides is, the settings, the program itself, and the day, since a
// page past its review date says so.
func (l Place) fingerprintOf(guides string, now time.Time) (string, error) {
	program, err := process.Revision()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%t\n%t\n%s\n%s\n", guides, l.BaseURL, l.Drafts, l.NoIndex, now.Format(time.DateOnly), program))
	return hex.EncodeToString(sum[:]), nil
}

// State is what stands in the public folder.
type State int

const (
	Fresh   State = iota // as a build would make it
	Stale                // missing, or older than its content
	Foreign              // built elsewhere, from content that is not at hand
)

// State compares the public folder with its content. It settles which content
// that is: the folder given, else the one the site was last built from, else
// the embedded guides.
func (l *Place) State(now time.Time) (State, error) {
	given := l.Content != ""
	last, recalled := l.recall()
	if !given && recalled {
		if _, err := os.Stat(last.Content); err == nil {
			l.Content = last.Content
		}
	}
	site, err := l.ReadSite()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Stale, nil
	case err != nil:
		return Stale, err
	}
	if !recalled || last.Build != site.Build {
		if given {
			return Stale, nil
		}
		return l.compareEmbedded(site)
	}
	fsys, closeContent, err := l.OpenContent()
	if err != nil {
		return Stale, err
	}
	defer func() { _ = closeContent() }()
	guides, err := guide.Fingerprint(fsys)
	if err != nil {
		return Stale, err
	}
	if last.Held == guides {
		return Fresh, nil
	}
	fingerprint, err := l.fingerprintOf(guides, now)
	if err != nil {
		return Stale, err
	}
	if fingerprint != last.Fingerprint {
		return Stale, nil
	}
	return Fresh, nil // without its index too, which is made while the pages are served
}

// compareEmbedded tells a site made of the embedded guides, which may be built
// again, from one brought from elsewhere, which must not be overwritten.
func (l *Place) compareEmbedded(site theme.Site) (State, error) {
	l.Content = ""
	fsys, _, err := l.OpenContent()
	if err != nil {
		return Stale, err
	}
	guides, err := guide.Fingerprint(fsys)
	if err != nil {
		return Stale, err
	}
	if site.Content == guides {
		return Stale, nil
	}
	return Foreign, nil
}
