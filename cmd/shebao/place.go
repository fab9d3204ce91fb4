package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"shebao/cmd/shebao/process"
	"shebao/cmd/shebao/settings"
	"shebao/content"
	"shebao/generator"
	"shebao/generator/poster"
	"shebao/generator/publish"
	"shebao/server/card"
)

// place says where everything stands: what is read, where the site goes, and
// the folder of everything else.
type place struct {
	content string // folder of guides; "" = the embedded ones
	public  string // folder of the built site
	data    string // index, cards, keys, and the record of the last build
	baseURL string
	drafts  bool
	noIndex bool
	packed  bool // with compressed copies for other web servers
	atStart bool // built by a server for itself, with nothing set up
}

func (l *place) contentFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&l.content, "content", "", "folder of guides (default: the guides inside the program)")
	f.Var(settings.Checked(&l.baseURL, baseURL), "base-url", "address of the finished site, such as https://example.org (default: from site.yaml)")
	f.BoolVar(&l.drafts, "drafts", false, "build guides marked as drafts too")
}

func (l *place) siteFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	l.public = "public"
	f.Var(settings.Checked(&l.public, settings.Folder()), "public", "folder of the built site; --out is the same")
	f.StringVar(&l.data, "data", "data", "folder for the index, the cards and their keys")
}

// baseURL refuses what is no address of a site.
func baseURL(text string) error {
	if text == "" {
		return nil
	}
	return generator.CheckBaseURL(text)
}

// openContent opens the guides. A folder is opened as a root, so that no link
// in it leads out of it.
func (l place) openContent() (fs.FS, func() error, error) {
	if l.content == "" {
		return content.FS, func() error { return nil }, nil
	}
	root, err := os.OpenRoot(l.content)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil, fmt.Errorf("there is no folder %s: name one that holds site.yaml and the guides, or leave --content out for the guides inside the program", l.content)
		}
		if isFile(l.content) {
			return nil, nil, fmt.Errorf("%s is a file: name with --content the folder that holds site.yaml and the guides", l.content)
		}
		return nil, nil, fmt.Errorf("open content folder %s: %w", l.content, cause(err))
	}
	return root.FS(), root.Close, nil
}

// isFile tells whether a name that should be a folder's is a file's.
func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}

// cause is the reason inside a path error, whose own text would name the path
// a second time.
func cause(err error) error {
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return pathErr.Err
	}
	return err
}

// built is a finished build.
type built struct {
	result generator.Result
}

// build builds the site and, unless it was not asked for, its index.
func (l place) build(ctx context.Context, now time.Time) (built, error) {
	var b built
	before := publish.In(l.public)
	fsys, closeContent, err := l.openContent()
	if err != nil {
		return b, err
	}
	defer func() { _ = closeContent() }()
	options := generator.Options{
		Content: fsys, Public: l.public, BaseURL: l.baseURL, Drafts: l.drafts, Now: now,
		CardStatuses: cardStatuses(), Related: related, Precompress: l.packed,
		Poster: func() (generator.Poster, error) { return poster.Find() },
	}
	if !l.noIndex {
		index := &ahead{place: l}
		defer func() { _ = index.close() }() // nothing was written
		options.Index, options.HasIndex, options.Ahead = index.build, l.hasIndex, index.begin
	}
	if options.Revision, err = process.Revision(); err != nil {
		return b, err
	}
	cache, err := l.cacheFile()
	if err != nil {
		return b, err
	}
	options.Cache = generator.LoadCache(cache)
	if b.result, err = generator.Build(ctx, options); err != nil {
		return b, err
	}
	if b.result.Kept < b.result.Files {
		if err := options.Cache.Save(cache); err != nil {
			return b, err
		}
	}
	if err := l.removeIndexes(b.result.Build, before, publish.In(l.previous())); err != nil {
		return b, err
	}
	fingerprint, err := l.fingerprintOf(b.result.Content, now)
	if err != nil {
		return b, err
	}
	return b, l.remember(b.result.Build, fingerprint)
}

// cacheFile is where builds into this public folder keep what the next one can
// use.
func (l place) cacheFile() (string, error) {
	name, err := l.publicName()
	return filepath.Join(l.data, "cache", name), err
}

// publicName stands for the public folder in names of what belongs to it in the
// data folder, which several public folders may share.
func (l place) publicName() (string, error) {
	public, err := filepath.Abs(l.public)
	if err != nil {
		return "", fmt.Errorf("find public folder: %w", err)
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(public)))[:16], nil
}

func cardStatuses() []string {
	var codes []string
	for _, s := range card.Statuses() {
		codes = append(codes, string(s))
	}
	return codes
}
