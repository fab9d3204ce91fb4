package site

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"shebao/generator"
	"shebao/generator/guide"
	"shebao/generator/publish"
	"shebao/generator/records"
	"shebao/generator/theme"
	"shebao/search"
)

// Mender makes the search index of the site that is served anew where it is
// missing or damaged. It is made from the site itself, whose records hold the
// texts, so that nothing else need be at hand and nothing else changes. The
// server answers searches with 503 until then and opens the new index by itself.
type Mender struct {
	site   func() Place
	log    *slog.Logger
	wanted chan string // build whose index cannot be opened
}

// NewMender mends the indexes of the site that stands where site says, by now.
func NewMender(site func() Place, log *slog.Logger) *Mender {
	return &Mender{site: site, log: log, wanted: make(chan string, 1)}
}

// Open opens the index of a build, or asks for a new one.
func (m *Mender) Open(build string) (*search.Index, error) {
	index, err := search.Open(m.site().Index(build))
	if err != nil {
		select {
		case m.wanted <- build:
		default: // it is being made
		}
		return nil, err
	}
	return index, nil
}

// mendAgain is how long a site whose index could not be made is left alone.
const mendAgain = time.Minute

// Follow makes the indexes that are asked for until ctx ends.
func (m *Mender) Follow(ctx context.Context) {
	failed := map[string]time.Time{}
	for {
		select {
		case <-ctx.Done():
			return
		case build := <-m.wanted:
			if time.Since(failed[build]) < mendAgain {
				continue
			}
			l := m.site()
			if l.HasIndex(build) { // it was made while this was asked
				continue
			}
			started := time.Now()
			if err := l.mendIndex(ctx, build); err != nil {
				if ctx.Err() == nil {
					failed[build] = time.Now()
					m.log.Error("the search index cannot be made", "build", build, "error", err)
				}
				continue
			}
			m.log.Info("made the search index anew", "build", build, "took", time.Since(started).Round(time.Millisecond))
		}
	}
}

// OpenIndex opens the index of the site, made anew if it is missing or damaged.
func (l Place) OpenIndex(ctx context.Context, build string) (*search.Index, error) {
	index, err := search.Open(l.Index(build))
	if err == nil {
		return index, nil
	}
	if err := l.mendIndex(ctx, build); err != nil {
		return nil, fmt.Errorf("make the search index anew: %w", err)
	}
	return search.Open(l.Index(build))
}

// errOtherBuild: another build has taken the place of the one that was meant.
var errOtherBuild = errors.New("another build has taken its place")

// mendIndex makes the index of the site from its records.
func (l Place) mendIndex(ctx context.Context, build string) error {
	site, err := l.ReadSite()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	records := func(yield func(search.Guide) bool) {
		for _, g := range site.Guides {
			r, err := l.readRecord(g)
			if err != nil {
				stop(err)
				return
			}
			if !yield(recorded(r)) {
				return
			}
		}
	}
	next, err := l.makeIndex(ctx, build, records, search.BuildOptions{Synonyms: l.siteSynonyms(site.Content)})
	if publish.In(l.Public) != build {
		err = errOtherBuild
	}
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	if err != nil {
		if next != "" {
			err = errors.Join(err, os.RemoveAll(next))
		}
		return err
	}
	return l.placeIndex(next, build)
}

func (l Place) readRecord(g theme.Guide) (generator.Record, error) {
	var r generator.Record
	name := filepath.Join(l.Public, filepath.FromSlash(records.File(g.URL)))
	file, err := os.Open(name)
	if err != nil {
		return r, fmt.Errorf("read a guide of the site: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return r, fmt.Errorf("read a guide of the site: %w", err)
	}
	text, err := records.Read(file, info.Size(), g.URL)
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil {
		return r, fmt.Errorf("read %s: %w", name, err)
	}
	return r, nil
}

// siteSynonyms are those of the content that the site was made of, where it is
// at hand.
func (l Place) siteSynonyms(fingerprint string) []search.Synonyms {
	if last, ok := l.recall(); ok && l.Content == "" {
		l.Content = last.Content
	}
	fsys, closeContent, err := l.OpenContent()
	if err != nil {
		return nil
	}
	defer func() { _ = closeContent() }()
	if guides, err := guide.Fingerprint(fsys); err != nil || guides != fingerprint {
		return nil
	}
	site, err := guide.Load(fsys, guide.LoadOptions{})
	if err != nil {
		return nil
	}
	return synonyms(site.Glossary)
}
