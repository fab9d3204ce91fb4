package generator

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"shebao/generator/guide"
	"shebao/generator/theme"
)

// maxOffline is how many guides of a language a reader may keep on a device.
// Of a larger site, the pages that were read are kept, and no list.
const maxOffline = 500

// smallList is how large the list of a language may be, in bytes, to be fetched
// with the first page that somebody reads.
const smallList = 48 << 10

// offlineFile lists what a reader without a network can search, and what there
// is to be kept.
const offlineFile = "offline.json"

// offlineList is that file.
type offlineList struct {
	Guides []offlineGuide `json:"guides"`
	Also   []string       `json:"also"` // addresses of other pages, and of pictures
}

// offlineGuide is [address, title, [questions]].
type offlineGuide struct {
	url, title string
	questions  []string
}

// MarshalJSON leaves the names of the fields out: they would be most of it.
func (g offlineGuide) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{g.url, g.title, append([]string{}, g.questions...)})
}

// offlineGuides are the guides that a language has itself; none where there are
// too many.
func (p *plan) offlineGuides(lang string) []offlineGuide {
	list := []offlineGuide{}
	for _, n := range p.nodes {
		if n.lang == lang && n.isGuide() && !n.standsIn {
			list = append(list, offlineGuide{guide.EscapePath(n.url()), n.guide.Title, n.guide.Questions})
		}
	}
	if len(list) > maxOffline {
		return []offlineGuide{}
	}
	return list
}

// offlinePage is the page for reading without a network.
func (p *plan) offlinePage(page theme.Page) theme.Offline {
	return theme.Offline{Page: page, Guides: len(p.offlineGuides(page.Lang))}
}

// writeOffline writes the list of each language. pictures are those that its
// pages show.
func (b *builder) writeOffline() error {
	b.lists = map[string]theme.WorkerList{}
	for _, lang := range b.plan.langs {
		list := offlineList{Guides: b.plan.offlineGuides(lang), Also: []string{}}
		if len(list.Guides) > 0 {
			list.Also = b.plan.offlineOthers(lang)
			for _, name := range slices.Sorted(maps.Keys(b.shown[lang])) {
				list.Also = append(list.Also, "/"+guide.EscapePath(name))
			}
		}
		text, err := json.Marshal(list)
		if err != nil {
			return fmt.Errorf("list what can be kept in %s: %w", lang, err)
		}
		b.lists[lang] = theme.WorkerList{Path: "/" + lang + "/" + offlineFile, Small: len(text) <= smallList}
		if err := b.stage.Write(lang+"/"+offlineFile, text); err != nil {
			return err
		}
	}
	return nil
}

// show notes that a page in a language shows a picture of the content.
func (b *builder) show(lang, name string) {
	if b.shown == nil {
		b.shown = map[string]map[string]bool{}
	}
	if b.shown[lang] == nil {
		b.shown[lang] = map[string]bool{}
	}
	b.shown[lang][name] = true
}

// offlineOthers are the pages of a language beside its guides.
func (p *plan) offlineOthers(lang string) []string {
	var list []string
	for _, n := range p.nodes {
		if n.lang == lang && (!n.isGuide() || n.standsIn) {
			list = append(list, guide.EscapePath(n.url()))
		}
	}
	for _, j := range p.published.Journeys[lang] {
		list = append(list, guide.EscapePath(journeyURL(lang, j.ID)))
	}
	if p.hasGlossary() {
		list = append(list, "/"+lang+"/glossary/")
	}
	return list
}

// writeWorker writes the service worker. It carries a name of all the files
// before it, so that it changes with any of them.
func (b *builder) writeWorker(pages []digest) error {
	a := b.plan.theme.Assets()
	body, err := b.Theme.Worker(theme.WorkerConfig{
		Build: b.stage.Name(pages), Languages: b.plan.langs, Lists: b.lists,
		Assets: []string{a.CSS, a.More, a.Early, a.JS, a.Offline},
	})
	if err != nil {
		return err
	}
	return b.stage.Write(theme.WorkerFile, body)
}
