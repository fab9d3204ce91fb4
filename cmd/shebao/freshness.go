package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"shebao/generator/guide"
	"shebao/generator/theme"
)

// record is what the data folder remembers of the last build into a public
// folder: what it was made from, so that serve knows whether the site is older
// than its content.
type record struct {
	Public      string `json:"public"`            // absolute
	Content     string `json:"content,omitempty"` // absolute; "" = the embedded guides
	Build       string `json:"build"`
	Fingerprint string `json:"fingerprint"`

	// Held names the content that was at hand when somebody went back to this
	// build. As long as it is the same, the build is taken for a fresh one.
	Held string `json:"held,omitempty"`
}

func (l place) records() string { return filepath.Join(l.data, "builds") }

func (l place) recordFile() (string, error) {
	name, err := l.publicName()
	return filepath.Join(l.records(), name+".json"), err
}

// remember writes the record of a finished build, whole or not at all.
func (l place) remember(build, fingerprint string) error {
	return l.write(record{Build: build, Fingerprint: fingerprint})
}

// write completes a record with the folders and writes it.
func (l place) write(r record) error {
	public, err := filepath.Abs(l.public)
	if err != nil {
		return fmt.Errorf("find public folder: %w", err)
	}
	r.Public = public
	if l.content != "" {
		if r.Content, err = filepath.Abs(l.content); err != nil {
			return fmt.Errorf("find content folder: %w", err)
		}
	}
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(l.records(), 0o755); err != nil {
		return fmt.Errorf("make folder for what builds were made of: %w", err)
	}
	name, err := l.recordFile()
	if err != nil {
		return err
	}
	if err := os.WriteFile(name+".new", append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("remember the build: %w", err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		return fmt.Errorf("remember the build: %w", err)
	}
	return nil
}

// recall reads the record of the last build into this public folder. A missing
// or unreadable record is none: the next build writes a new one.
func (l place) recall() (record, bool) {
	name, err := l.recordFile()
	if err != nil {
		return record{}, false
	}
	r, err := readRecordFile(name)
	if err != nil {
		return record{}, false
	}
	public, err := filepath.Abs(l.public)
	return r, err == nil && r.Public == public
}

func readRecordFile(name string) (r record, err error) {
	text, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	return r, err
}

// othersBuilds are the builds whose indexes other public folders use that share
// the data folder. there tells whether there are any such. The record of a folder
// that is gone goes too.
func (l place) othersBuilds() (builds []string, there bool) {
	own, err := l.recordFile()
	if err != nil {
		return nil, true
	}
	names, _ := filepath.Glob(filepath.Join(l.records(), "*.json")) // the pattern is a good one
	for _, name := range names {
		if name == own {
			continue
		}
		r, err := readRecordFile(name)
		if err != nil {
			there = true // whose it is cannot be told
			continue
		}
		if _, err := os.Stat(r.Public); errors.Is(err, fs.ErrNotExist) {
			_ = os.Remove(name) // or the next build does
			continue
		}
		there = true
		other := place{public: r.Public, data: l.data}
		builds = append(builds, r.Build, other.siteBuild(other.public), other.siteBuild(other.previous()))
	}
	return builds, there
}

// fingerprintOf names everything that a build depends on: the content, whose own
// fingerprint guides is, the settings, the program itself, and the day, since a
// page past its review date says so.
func (l place) fingerprintOf(guides string, now time.Time) (string, error) {
	program, err := revision()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%t\n%t\n%s\n%s\n", guides, l.baseURL, l.drafts, l.noIndex, now.Format(time.DateOnly), program))
	return hex.EncodeToString(sum[:]), nil
}

// revision names the program by its version and what the file system says of
// its file: reading it would take longer than to build a small site.
func revision() (string, error) {
	program, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find the program: %w", err)
	}
	info, err := os.Stat(program)
	if err != nil {
		return "", fmt.Errorf("read the program: %w", err)
	}
	return fmt.Sprintf("%s %d %d", version(), info.Size(), info.ModTime().UnixNano()), nil
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

// orEarlier has a server that starts serve the site that is there where it cannot
// be built anew: readers rather read yesterday's than nothing. It must have been
// built from the same content.
func (l place) orEarlier(err error, log *slog.Logger) error {
	last, recalled := l.recall()
	if err == nil || !recalled || errors.Is(err, context.Canceled) {
		return err
	}
	if l.content != "" {
		if name, absErr := filepath.Abs(l.content); absErr != nil || name != last.Content {
			return err
		}
	}
	site, siteErr := l.readSite()
	if siteErr != nil || site.Build != last.Build {
		return err
	}
	log.Error("the site cannot be built anew, the earlier build is served", "build", site.Build, "error", err)
	return nil
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

// readSite reads what the built site says about itself.
func (l *place) readSite() (theme.Site, error) {
	var site theme.Site
	name := filepath.Join(l.public, "site.json")
	text, err := os.ReadFile(name)
	if err != nil {
		return site, fmt.Errorf("read the built site: %w", err)
	}
	if err := json.Unmarshal(text, &site); err != nil {
		return site, fmt.Errorf("read %s: %w; delete the file to build the site anew", name, err)
	}
	return site, nil
}
