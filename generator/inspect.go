package generator

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"shebao/generator/guide"
	"shebao/generator/markdown"
	"shebao/generator/publish"
	"shebao/generator/records"
	"shebao/generator/theme"
)

// Proof is one page as it would be published, for somebody to look at.
type Proof struct {
	File string      // of the site: "zh/guides/reissue/index.html"
	HTML []byte      // changes after the visit
	Site *guide.Site // that the page is one of

	// Guide is what the page was made of, and Text what was made of its body,
	// with the wording. nil and nothing for pages that the site has without
	// content. StandsIn tells a page that shows another language's guide.
	Guide    *guide.Guide
	Text     markdown.Rendered
	StandsIn bool
}

// Inspection is what there is to say about a whole site.
type Inspection struct {
	Site     *guide.Site  // without the texts of its guides
	Faults   guide.Faults // they end a build
	Warnings guide.Faults // a build survives them

	// Partial: some guides could not be read. What may only follow from that
	// is not among the faults.
	Partial bool

	// Files has every file that the site would have.
	Files map[string]bool
}

// Inspect goes through all that Build does, but nothing is written or published
// and no fault ends it. visit sees every page, several at once, and may keep
// what it is given but for the HTML. Its error ends the inspection.
func Inspect(ctx context.Context, o Options, visit func(*Proof) error) (*Inspection, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	if o, err = o.makeTheme()(); err != nil {
		return nil, err
	}
	in := &Inspection{Files: map[string]bool{publish.SiteFile: true, theme.WorkerFile: true}}
	in.Site, err = guide.Load(o.Content, guide.LoadOptions{Drafts: o.Drafts})
	if err != nil && !errors.As(err, &in.Faults) {
		return nil, err
	}
	in.Warnings, in.Partial = in.Site.Warnings, len(in.Faults) > 0
	if len(in.Site.Config.Languages) == 0 {
		return in, nil
	}

	var mu sync.Mutex
	note := func(file string) {
		mu.Lock()
		defer mu.Unlock()
		in.Files[file] = true
	}
	b := &builder{Options: o, partial: in.Partial}
	b.inspect = func(p *Proof) error {
		note(p.File)
		if p.Guide != nil && p.Guide.Slug != "" && !p.StandsIn {
			folder := strings.TrimSuffix(p.File, "index.html")
			note(records.File("/" + folder))
			note(folder + markdownFile)
		}
		p.Site = in.Site
		return visit(p)
	}
	b.stage = publish.Proof(func(name string, body []byte) error {
		note(name)
		if !strings.HasSuffix(name, ".html") {
			return nil
		}
		return visit(&Proof{File: name, HTML: body, Site: in.Site})
	})
	b.plan = newPlan(o, in.Site)
	if in.Partial {
		b.plan.faults, b.plan.anchors = nil, nil
	}
	if _, err := b.drawAll(ctx); err != nil {
		return nil, err
	}
	if err := b.writeFeeds(); err != nil {
		return nil, err
	}
	in.Faults = sorted(slices.Concat(in.Faults, b.plan.faults))
	in.Warnings = sorted(b.plan.warnings)
	if in.Partial {
		in.Warnings = slices.DeleteFunc(in.Warnings, func(f guide.Fault) bool { return f.Rule == "dead-related" || f.Rule == "journey-step" })
	}
	return in, nil
}
