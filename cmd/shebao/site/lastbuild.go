package site

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"shebao/generator/publish"
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

func (l Place) records() string { return filepath.Join(l.Data, "builds") }

func (l Place) recordFile() (string, error) {
	name, err := l.publicName()
	return filepath.Join(l.records(), name+".json"), err
}

// remember writes the record of a finished build, whole or not at all.
func (l Place) remember(build, fingerprint string) error {
	return l.write(record{Build: build, Fingerprint: fingerprint})
}

// write completes a record with the folders and writes it.
func (l Place) write(r record) error {
	public, err := filepath.Abs(l.Public)
	if err != nil {
		return fmt.Errorf("find public folder: %w", err)
	}
	r.Public = public
	if l.Content != "" {
		if r.Content, err = filepath.Abs(l.Content); err != nil {
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
func (l Place) recall() (record, bool) {
	name, err := l.recordFile()
	if err != nil {
		return record{}, false
	}
	r, err := readRecordFile(name)
	if err != nil {
		return record{}, false
	}
	public, err := filepath.Abs(l.Public)
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
func (l Place) othersBuilds() (builds []string, there bool) {
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
		other := Place{Public: r.Public, Data: l.Data}
		builds = append(builds, r.Build, publish.In(other.Public), publish.In(other.previous()))
	}
	return builds, there
}
