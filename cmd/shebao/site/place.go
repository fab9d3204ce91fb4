package site

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"shebao/cmd/shebao/process"
	"shebao/content"
	"shebao/generator"
	"shebao/generator/poster"
	"shebao/generator/publish"
	"shebao/server/card"
)

// Place says where everything of a site stands: what is read, where the pages
// go, and the folder of everything else.
type Place struct {
	Content string // folder of guides; "" = the embedded ones
	Public  string // folder of the built site
	Data    string // index, cards, keys, and the record of the last build
	BaseURL string // of the finished site; "" = what site.yaml says

	Drafts      bool // guides marked as drafts are built too
	NoIndex     bool // no search index is made
	Precompress bool // compressed copies stand beside the files, for other web servers
}

// OpenContent opens the guides, until the function it returns is called. A folder
// is opened as a root, so that no link in it leads out of it.
func (l Place) OpenContent() (fs.FS, func() error, error) {
	if l.Content == "" {
		return content.FS, func() error { return nil }, nil
	}
	root, err := os.OpenRoot(l.Content)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil, fmt.Errorf("there is no folder %s: name one that holds site.yaml and the guides, or leave --content out for the guides inside the program", l.Content)
		}
		if info, statErr := os.Stat(l.Content); statErr == nil && !info.IsDir() {
			return nil, nil, fmt.Errorf("%s is a file: name with --content the folder that holds site.yaml and the guides", l.Content)
		}
		return nil, nil, fmt.Errorf("open the folder of guides: %w", err)
	}
	return root.FS(), root.Close, nil
}

// Build builds the site and, unless it was not asked for, its index. The result
// has the warnings even where the build fails, whose faults are guide.Faults.
func (l Place) Build(ctx context.Context, now time.Time) (result generator.Result, err error) {
	before := publish.In(l.Public)
	fsys, closeContent, err := l.OpenContent()
	if err != nil {
		return result, err
	}
	defer func() { _ = closeContent() }()
	options := generator.Options{
		Content: fsys, Public: l.Public, BaseURL: l.BaseURL, Drafts: l.Drafts, Now: now,
		CardStatuses: CardStatuses(), Related: Related, Precompress: l.Precompress,
		Poster: func() (generator.Poster, error) { return poster.Find() },
	}
	if !l.NoIndex {
		index := &ahead{Place: l}
		defer func() { _ = index.close() }() // nothing was written
		options.Index, options.HasIndex, options.Ahead = index.build, l.HasIndex, index.begin
	}
	if options.Revision, err = process.Revision(); err != nil {
		return result, err
	}
	cache, err := l.CacheFile()
	if err != nil {
		return result, err
	}
	options.Cache = generator.LoadCache(cache)
	if result, err = generator.Build(ctx, options); err != nil {
		return result, err
	}
	if result.Kept < result.Files {
		if err := options.Cache.Save(cache); err != nil {
			return result, err
		}
	}
	if err := l.removeIndexes(result.Build, before, publish.In(l.previous())); err != nil {
		return result, err
	}
	fingerprint, err := l.fingerprintOf(result.Content, now)
	if err != nil {
		return result, err
	}
	return result, l.remember(result.Build, fingerprint)
}

// CacheFile is where builds into this public folder keep what the next one can
// use.
func (l Place) CacheFile() (string, error) {
	name, err := l.publicName()
	return filepath.Join(l.Data, "cache", name), err
}

// publicName stands for the public folder in names of what belongs to it in the
// data folder, which several public folders may share.
func (l Place) publicName() (string, error) {
	public, err := filepath.Abs(l.Public)
	if err != nil {
		return "", fmt.Errorf("find public folder: %w", err)
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(public)))[:16], nil
}

// CardStatuses are the codes of all statuses of a card: a build fails where a
// language lacks the words for one.
func CardStatuses() []string {
	var codes []string
	for _, s := range card.Statuses() {
		codes = append(codes, string(s))
	}
	return codes
}
