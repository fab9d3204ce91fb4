package generator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"shebao/generator/guide"
	"shebao/generator/publish"
	"shebao/generator/theme"
)

// carried is what a build hands on to the next one of the same process. While
// somebody writes, most builds differ from the one before in the text of one
// guide: then its plan, and what is known of every other page, is right for the
// next one too, and only what shows that text is made again. What a build keeps
// by way of its cache has to be compared page by page, which takes longer than
// an editor wants to wait.
type carried struct {
	theme    *theme.Theme
	plan     *plan
	taken    []string     // ids that the frame uses
	warnings guide.Faults // of the plan, before pages were drawn

	results  []rendered          // in the order of the plan's nodes
	ids      map[string][]string // of the pages that no guide stands for
	others   int                 // how many these are
	pictures map[string]bool     // of the content, that the site has
	shown    map[string]map[string]bool
	lists    map[string]theme.WorkerList
	nameless []byte // site.json without a name
}

// takeOver lets the build go on from the last one of this process, if nothing has
// changed since but texts of guides, and the tree of the build before can be
// brought up to date. unread is why the content could not be looked at.
func (b *builder) takeOver(unread error) (bool, error) {
	if unread != nil || b.Cache == nil || b.Cache.carried == nil || !b.renew || b.Precompress {
		return false, nil
	}
	last, old := b.Cache.carried, &b.Cache.state
	if b.Theme != last.theme || old.Whole != b.Options.whole() || len(old.Content) != len(b.known.Files) {
		return false, nil
	}
	fresh := map[string]guide.CachedGuide{}
	for file, now := range b.known.Files {
		was, there := old.Content[file]
		if !there {
			return false, nil
		}
		if was.Sum == now.Sum {
			continue
		}
		g, ok := last.plan.site.Again(b.Content, file)
		if !ok || g.Guide.Sum != now.Sum || !old.Guides.SameFront(file, g) {
			return false, nil
		}
		fresh[file] = g
	}
	if err := b.target.Renew(b.stage, old.Site, b.Unsynced); err != nil {
		return false, err
	}
	if !b.stage.KeepAll(old.Site) {
		return false, nil
	}
	b.stage.Drop([]string{theme.WorkerFile, publish.SiteFile}) // written last, with the name of all that was before
	b.carried, b.fresh, b.plan, b.taken = last, fresh, last.plan, last.taken
	b.plan.content, b.plan.faults, b.plan.warnings = b.Content, nil, slices.Clone(last.warnings)
	for _, n := range b.plan.nodes {
		if n.guide != nil {
			n.guide.Sum = b.known.Files[n.guide.File].Sum
			n.guide.Front, n.guide.Body = nil, nil
		}
	}
	b.reuse = &reuse{old: old, key: old.Key, ground: true, pages: maps.Clone(old.Pages), records: maps.Clone(old.Records), kept: map[string]bool{}}
	b.kept = &carried{theme: last.theme, plan: last.plan, taken: last.taken, warnings: last.warnings, ids: maps.Clone(last.ids), others: last.others}
	return true, nil
}

// renderChanged renders the pages whose guides have changed, and takes the
// results of all others over.
func (b *builder) renderChanged(ctx context.Context) ([]rendered, error) {
	results := slices.Clone(b.carried.results)
	changed := map[int]bool{}
	for i, n := range b.plan.nodes {
		switch {
		case sourceOf(n) != results[i].source:
			changed[i] = true
		case b.Index != nil:
			b.reuse.kept[n.url()] = true
		}
	}
	if len(changed) > 0 {
		if err := b.renderThese(ctx, results, changed); err != nil {
			return nil, err
		}
	}
	b.pages += len(results)
	return results, nil
}

// writeOthers writes the pages that are no guides and no lists, and notes their
// ids. Of those of the last build, journeys alone show texts.
func (b *builder) writeOthers(ids map[string][]string) error {
	if b.carried != nil {
		maps.Copy(ids, b.carried.ids)
		b.pages += b.carried.others
		if !slices.ContainsFunc(b.plan.nodes, func(n *node) bool {
			_, step := b.plan.steps[n.address]
			_, new := b.fresh[n.file()]
			return step && new
		}) {
			return nil
		}
		pages := b.pages
		defer func() { b.pages = pages }() // they are counted already
		return b.writeJourneys(ids)
	}
	before, pages := maps.Clone(ids), b.pages
	if err := b.writeFixed(ids); err != nil {
		return err
	}
	if err := b.writeJourneys(ids); err != nil {
		return err
	}
	if b.kept != nil {
		b.kept.others = b.pages - pages
		for address, list := range ids {
			if _, guide := before[address]; !guide {
				b.kept.ids[address] = list
			}
		}
	}
	return nil
}

// keepFeeds does what writeFeeds does where the files are those of the last build,
// but for pictures that are shown no more and what depends on the pictures.
func (b *builder) keepFeeds() error {
	var gone []string
	for name := range b.carried.pictures {
		if !b.kept.pictures[name] {
			gone = append(gone, name)
		}
	}
	b.stage.Drop(gone)
	if maps.EqualFunc(b.shown, b.carried.shown, maps.Equal[map[string]bool, map[string]bool]) {
		b.lists = b.carried.lists
		return nil
	}
	return b.writeOffline()
}

// nameless is site.json without the name of the build. But for the name of the
// content, it is the same where only texts have changed.
func (b *builder) nameless(site *theme.Site) (text []byte, err error) {
	const beforeContent = `{"build":"","content":"`
	if b.carried != nil && bytes.HasPrefix(b.carried.nameless, []byte(beforeContent)) {
		at := len(beforeContent)
		end := at + bytes.IndexByte(b.carried.nameless[at:], '"')
		text = slices.Concat(b.carried.nameless[:at], []byte(site.Content), b.carried.nameless[end:])
	} else if text, err = json.Marshal(site); err != nil {
		return nil, fmt.Errorf("describe the site: %w", err)
	}
	if b.kept != nil {
		b.kept.nameless, b.kept.shown, b.kept.lists = text, b.shown, b.lists
	}
	return text, nil
}
