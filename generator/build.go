package generator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"shebao/generator/guide"
	"shebao/generator/publish"
)

// Result is what a build came to. Warnings are there for a build that failed,
// too.
type Result struct {
	Build    string // names the bytes of the site
	Content  string // names the bytes of the content, as guide.Fingerprint does
	Pages    int    // pages for readers: guides, lists, search, card status
	Files    int    // files of the site, assets and feeds included
	Kept     int    // of these, those that were kept from the earlier build
	Warnings guide.Faults
	Took     time.Duration
	Stages   []Stage // what it was spent on
}

// Build turns the content into a site and publishes it in one step. Whatever is
// wrong with the content comes back as guide.Faults, all at once, each with
// file and line. After an error, the site that was there is there still.
func Build(ctx context.Context, o Options) (Result, error) {
	return build(ctx, o, publish.Disk{Unsynced: o.Unsynced})
}

func build(ctx context.Context, o Options, d publish.Disk) (result Result, err error) {
	result, err = attempt(ctx, o, d, true)
	if errors.Is(err, publish.ErrNotRenewed) {
		result, err = attempt(ctx, o, d, false)
	}
	if errors.Is(err, errRecordsLost) {
		*o.Cache = Cache{}
		return attempt(ctx, o, d, false)
	}
	return result, err
}

// attempt builds the site. With renew, the previous build may be brought up to
// date where most of the site is kept.
func attempt(ctx context.Context, o Options, d publish.Disk, renew bool) (result Result, err error) {
	start := time.Now()
	w := &watch{last: start}
	defer func() { result.Took, result.Stages = time.Since(start), w.stages }()
	if o, err = o.withDefaults(); err != nil {
		return result, err
	}
	to, err := publish.Open(ctx, d, o.Public, o.LockWait)
	if err != nil {
		return result, err
	}
	defer func() {
		// What cannot be removed now, the next build removes.
		if late := to.Close(); late != nil && err == nil {
			result.Warnings = append(result.Warnings, guide.Fault{Message: late.Error()})
		}
	}()

	known := o.Cache.content()
	fingerprint, unread := o.fingerprint(known) // before it is read, so that a later change is noticed
	w.mark("looking for changes of the content")
	if o.Cache != nil && unread == nil {
		if result, ok := o.unchanged(to.Public(), fingerprint); ok {
			w.mark("looking whether the site is as it was left")
			return result, nil
		}
	}
	if o.Ahead != nil {
		o.Ahead()
	}
	b := &builder{watch: w, Options: o, stage: to.Stage(), known: known, target: to, renew: renew}
	if o.Index != nil {
		b.texts = newTexts(o.textsInMemory, b.stage.Scratch)
		defer b.texts.close()
	}
	var site *guide.Site
	switch taken, err := b.takeOver(unread); {
	case err != nil:
		return result, err
	case taken:
		site = b.plan.site
		w.mark("taking over from the last build")
	default:
		if site, err = b.load(); site != nil {
			result.Warnings = site.Warnings
		}
		var faults guide.Faults
		if errors.As(err, &faults) {
			return result, b.faultsBeside(ctx, site, err)
		}
		if err = cmp.Or(err, unread); err != nil {
			return result, err
		}
	}
	if o.Precompress {
		if err = b.stage.Precompress(); err != nil {
			return result, fmt.Errorf("prepare to compress: %w", err)
		}
	}
	err = b.run(ctx, site, fingerprint)
	result.Warnings = sorted(b.plan.warnings)
	if err != nil {
		return result, err
	}
	result.Build, result.Content = b.plan.published.Build, fingerprint
	result.Pages, result.Files = b.pages, b.stage.Files()

	if o.Index != nil && (o.HasIndex == nil || !o.HasIndex(result.Build)) {
		if err := o.Index(ctx, result.Build, Catalogue{Pages: b.index, Glossary: site.Glossary, fill: b.fillIndex, texts: b.texts}); err != nil {
			return result, fmt.Errorf("make the search index: %w", err)
		}
	}
	w.mark("search index")
	if err := ctx.Err(); err != nil {
		return result, err
	}
	late, err := to.Publish(b.stage)
	for _, l := range late {
		result.Warnings = append(result.Warnings, guide.Fault{Message: l.Error()})
	}
	w.mark("publishing")
	if err == nil && b.reuse != nil {
		result.Kept = b.reuse.files
		if b.carried != nil {
			result.Kept = b.stage.Kept()
		}
		b.remember(o.Cache, result, fingerprint)
		w.mark("noting what was made of what")
	}
	return result, err
}

// fingerprint names the content and finds out what of it known knows.
func (o Options) fingerprint(known *guide.Cache) (string, error) {
	if o.Changed == nil || o.Cache == nil || o.Cache.carried == nil {
		return known.Fingerprint(o.Content)
	}
	return known.FingerprintAfter(o.Content, o.Cache.found, o.Changed)
}

// load reads the content. Its error may come with what could be read.
func (b *builder) load() (*guide.Site, error) {
	themed := b.makeTheme()
	b.Cache.readGuides(b.known)
	site, err := guide.Load(b.Content, guide.LoadOptions{Drafts: b.Drafts, Cache: b.known})
	b.watch.mark("reading guides")
	var unthemed error
	if b.Options, unthemed = themed(); unthemed != nil {
		return nil, unthemed
	}
	b.watch.mark("waiting for the theme")
	return site, err
}
