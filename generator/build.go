package generator

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"runtime"
	"slices"
	"strings"
	"time"

	"shebao/generator/guide"
	"shebao/generator/theme"
)

// Options say what to build and where to. Content is required.
type Options struct {
	Content fs.FS  // the content folder, see package guide
	Public  string // the folder to publish into; "" = "public"

	// BaseURL is where the site will stand, such as "https://example.org". It
	// takes precedence over base_url in site.yaml.
	BaseURL string

	Drafts bool      // publish guides that are marked as drafts too
	Now    time.Time // decides which guides are overdue; zero = now

	Theme *theme.Theme // nil = the one in the binary

	// CardStatuses are the codes that a card's status can have. Each must have
	// words in every language and, where site.yaml says what explains a status,
	// an entry there.
	CardStatuses []string

	// Index makes the search index of a build. It runs when the site has been
	// written and before it is published; its error stops the build. nil: there
	// is no index.
	Index func(ctx context.Context, build string, pages []Page) error

	Workers    int           // guides rendered at once; 0 = one for each processor
	LockWait   time.Duration // how long to wait for another build; 0 = half a minute
	MaxPicture int64         // bytes of one picture; 0 = 4 MiB
}

// Result is what a build came to. Warnings are there for a build that failed,
// too.
type Result struct {
	Build    string // names the bytes of the site
	Pages    int    // pages for readers: guides, lists, search, card status
	Files    int    // files written, assets and feeds included
	Warnings guide.Faults
	Took     time.Duration
}

// Build turns the content into a site and publishes it in one step. Whatever is
// wrong with the content comes back as guide.Faults, all at once, each with
// file and line. After an error, the site that was there is there still.
func Build(ctx context.Context, o Options) (Result, error) {
	return build(ctx, o, disk{})
}

func build(ctx context.Context, o Options, d disk) (result Result, err error) {
	start := time.Now()
	defer func() { result.Took = time.Since(start) }()
	if o, err = o.withDefaults(); err != nil {
		return result, err
	}
	to, err := openTarget(ctx, d, o.Public, o.LockWait)
	if err != nil {
		return result, err
	}
	defer func() {
		// What cannot be removed now, the next build removes.
		if late := to.close(); late != nil && err == nil {
			result.Warnings = append(result.Warnings, guide.Fault{Message: late.Error()})
		}
	}()

	fingerprint, unread := guide.Fingerprint(o.Content) // before it is read, so that a later change is noticed
	site, err := guide.Load(o.Content, guide.LoadOptions{Drafts: o.Drafts})
	result.Warnings = site.Warnings
	b := &builder{Options: o, stage: newStage(d, to.stage)}
	if err != nil {
		return result, b.faultsBeside(ctx, site, err)
	}
	if unread != nil {
		return result, unread
	}
	err = b.run(ctx, site, fingerprint)
	result.Warnings = sorted(b.plan.warnings)
	if err != nil {
		return result, err
	}
	result.Build = b.plan.published.Build
	result.Pages, result.Files = b.pages, b.stage.files()

	if o.Index != nil {
		if err := o.Index(ctx, result.Build, b.index); err != nil {
			return result, fmt.Errorf("make the search index: %w", err)
		}
	}
	if err := ctx.Err(); err != nil {
		return result, err
	}
	late, err := to.publish()
	for _, l := range late {
		result.Warnings = append(result.Warnings, guide.Fault{Message: l.Error()})
	}
	return result, err
}

func (o Options) withDefaults() (Options, error) {
	if o.Content == nil {
		return o, errors.New("no content folder was given")
	}
	var err error
	if o.BaseURL != "" {
		if o.BaseURL, err = cleanBase(o.BaseURL); err != nil {
			return o, err
		}
	}
	if o.Theme == nil {
		if o.Theme, err = theme.New(theme.Options{}); err != nil {
			return o, err
		}
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	o.Public = cmp.Or(o.Public, "public")
	o.Workers = cmp.Or(o.Workers, runtime.GOMAXPROCS(0))
	o.LockWait = cmp.Or(o.LockWait, 30*time.Second)
	o.MaxPicture = cmp.Or(o.MaxPicture, 4<<20)
	return o, o.checkWords()
}

// checkWords sees to it that every card status can be told in every language.
func (o Options) checkWords() error {
	for _, lang := range o.Theme.Languages() {
		words := o.Theme.Words(lang)
		for _, code := range o.CardStatuses {
			for _, part := range []string{"label", "meaning", "next", "tone"} {
				if key := "status." + code + "." + part; !words.Has(key) {
					return fmt.Errorf("the theme has no words %q in %q", key, lang)
				}
			}
		}
	}
	return nil
}

// builder makes one site in its stage.
type builder struct {
	Options
	stage *stage
	plan  *plan

	partial bool // look for faults only: some guides are missing
	pages   int
	index   []Page // what the index is made of, in the site's order; nil without one
}

// faultsBeside adds to the faults that kept guides from being read those in the
// texts of the others, so that an editor sees all at once. What may follow from
// the missing guides is left out.
func (b *builder) faultsBeside(ctx context.Context, site *guide.Site, reading error) error {
	var faults guide.Faults
	if !errors.As(reading, &faults) || len(site.Config.Languages) == 0 {
		return reading
	}
	b.plan, b.partial = newPlan(b.Options, site), true
	results, err := b.renderAll(ctx)
	if err != nil {
		return err
	}
	for _, r := range results {
		faults = append(faults, r.faults...)
	}
	return sorted(faults)
}

// run writes the whole site but for its publication.
func (b *builder) run(ctx context.Context, site *guide.Site, fingerprint string) error {
	b.plan = newPlan(b.Options, site)
	p := b.plan
	nodes, err := b.renderAll(ctx)
	if err != nil {
		return err
	}
	ids := map[string][]string{}
	anchors := p.anchors
	pictures := map[string]bool{}
	var sums []digest
	for i, r := range nodes {
		p.faults = append(p.faults, r.faults...)
		p.warnings = append(p.warnings, r.warnings...)
		ids[p.nodes[i].url()] = r.ids
		anchors = append(anchors, r.anchors...)
		for _, name := range r.pictures {
			pictures[name] = true
		}
		if p.nodes[i].isGuide() {
			sums = append(sums, r.sum)
			if b.Index != nil {
				b.index = append(b.index, r.page)
			}
		}
	}
	if err := b.writeFixed(ids); err != nil {
		return err
	}
	p.faults = append(p.faults, checkAnchors(anchors, ids)...)
	if err := b.writePictures(slices.Sorted(maps.Keys(pictures))); err != nil {
		return err
	}
	if len(p.faults) > 0 {
		return sorted(p.faults)
	}
	if err := b.writeFeeds(); err != nil {
		return err
	}
	return b.writeSite(fingerprint, sums)
}

// writeFixed writes the pages that no content stands for, and notes their ids.
func (b *builder) writeFixed(ids map[string][]string) error {
	var buf bytes.Buffer
	for _, f := range b.plan.fixedPages() {
		buf.Reset()
		if err := b.Theme.Render(&buf, f.page); err != nil {
			return err
		}
		ids["/"+strings.TrimSuffix(f.name, "index.html")] = scanIDs(buf.Bytes())
		if err := b.stage.write(f.name, buf.Bytes()); err != nil {
			return err
		}
		b.pages++
	}
	stubs, err := b.plan.stubs()
	if err != nil {
		return err
	}
	return b.writeAll(stubs)
}

// writePictures copies the pictures that guides show.
func (b *builder) writePictures(names []string) error {
	for _, name := range names {
		if !b.plan.claim(name, name, name, 0) {
			continue
		}
		body, err := b.plan.readPicture(name)
		if err != nil {
			b.plan.fault(name, 0, "%v", err)
			continue
		}
		if err := b.stage.write(name, body); err != nil {
			return err
		}
	}
	return nil
}

// writeFeeds writes what machines read, and the theme's files.
func (b *builder) writeFeeds() error {
	p := b.plan
	files, err := sitemaps(p.base, p.sitemapPages(), sitemapLimit)
	if err != nil {
		return fmt.Errorf("make the sitemap: %w", err)
	}
	for _, lang := range p.langs {
		body, err := p.feed(lang).encode()
		if err != nil {
			return fmt.Errorf("make the feed in %s: %w", lang, err)
		}
		files = append(files, file{lang + "/feed.xml", body})
	}
	files = append(files, file{"robots.txt", robots(p.base)})
	for _, f := range b.Theme.Files() {
		files = append(files, file{f.Path, f.Body})
	}
	return b.writeAll(files)
}

// writeSite writes site.json, which names the build. The name is made of all
// bytes written, those of site.json without the name included.
func (b *builder) writeSite(fingerprint string, pages []digest) error {
	site := b.plan.published
	site.Content = fingerprint
	nameless, err := json.Marshal(site)
	if err != nil {
		return fmt.Errorf("write %s: %w", siteFile, err)
	}
	site.Build = b.stage.build(append(pages, sha256.Sum256(nameless)))
	text, err := json.Marshal(site)
	if err != nil {
		return fmt.Errorf("write %s: %w", siteFile, err)
	}
	return b.stage.write(siteFile, text)
}

func (b *builder) writeAll(files []file) error {
	for _, f := range files {
		if err := b.stage.write(f.Name, f.Body); err != nil {
			return err
		}
	}
	return nil
}

// sorted puts faults in the order of the files.
func sorted(faults guide.Faults) guide.Faults {
	slices.SortStableFunc(faults, func(a, b guide.Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(faults)
}
