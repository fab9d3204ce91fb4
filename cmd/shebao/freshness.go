package main

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
func (l place) fingerprintOf(guides string, now time.Time) (string, error) {
	program, err := process.Revision()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%t\n%t\n%s\n%s\n", guides, l.baseURL, l.drafts, l.noIndex, now.Format(time.DateOnly), program))
	return hex.EncodeToString(sum[:]), nil
}

// state is what stands in the public folder before serve.
type state int

const (
	fresh   state = iota // as a build would make it
	stale                // missing, or older than its content
	foreign              // built elsewhere, from content that is not at hand
)

// state compares the public folder with its content. It settles which content
// that is: the folder given, else the one the site was last built from, else
// the embedded guides.
func (l *place) state(now time.Time) (state, error) {
	given := l.content != ""
	last, recalled := l.recall()
	if !given && recalled {
		if _, err := os.Stat(last.Content); err == nil {
			l.content = last.Content
		}
	}
	site, err := l.readSite()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return stale, nil
	case err != nil:
		return stale, err
	}
	if !recalled || last.Build != site.Build {
		if given {
			return stale, nil
		}
		return l.compareEmbedded(site)
	}
	fsys, closeContent, err := l.openContent()
	if err != nil {
		return stale, err
	}
	defer func() { _ = closeContent() }()
	guides, err := guide.Fingerprint(fsys)
	if err != nil {
		return stale, err
	}
	if last.Held == guides {
		return fresh, nil
	}
	fingerprint, err := l.fingerprintOf(guides, now)
	if err != nil {
		return stale, err
	}
	if fingerprint != last.Fingerprint {
		return stale, nil
	}
	return fresh, nil // without its index too, which is made while the pages are served
}

// compareEmbedded tells a site made of the embedded guides, which may be built
// again, from one brought from elsewhere, which must not be overwritten.
func (l *place) compareEmbedded(site theme.Site) (state, error) {
	l.content = ""
	fsys, _, err := l.openContent()
	if err != nil {
		return stale, err
	}
	guides, err := guide.Fingerprint(fsys)
	if err != nil {
		return stale, err
	}
	if site.Content == guides {
		return stale, nil
	}
	return foreign, nil
}
