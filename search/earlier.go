package search

import (
	"errors"
	"fmt"
)

// Earlier is an index that another may take over from. Its files are never
// changed; what is taken over gets a second name in the new index.
type Earlier struct {
	dir      string
	manifest manifest
	catalog  *catalog
	store    *store
	byURL    map[string]uint32
}

// OpenEarlier opens the index in dir to take over from. A damaged one is refused,
// so that no damage is handed on. Close it when the new index is built.
func OpenEarlier(dir string) (*Earlier, error) {
	e, err := openEarlier(dir)
	if err != nil {
		return nil, fmt.Errorf("open the earlier search index %s: %w", dir, err)
	}
	return e, nil
}

func openEarlier(dir string) (e *Earlier, err error) {
	e = &Earlier{dir: dir, byURL: map[string]uint32{}}
	if e.manifest, err = readManifest(dir); err != nil {
		return nil, err
	}
	if err := e.manifest.verify(dir, func(string) bool { return true }); err != nil {
		return nil, err
	}
	if e.catalog, err = readCatalog(dir, e.manifest); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, e.catalog.close())
		}
	}()
	if len(e.catalog.Han.First) >= maxHan {
		return nil, fmt.Errorf("%w: it does not know all of its Chinese", ErrVersion)
	}
	if e.store, err = openStore(dir, e.catalog); err != nil {
		return nil, err
	}
	for g := range e.catalog.Guides.Lang {
		e.byURL[e.catalog.Guides.URL.at(uint32(g))] = uint32(g)
	}
	return e, nil
}

// Close releases the index.
func (e *Earlier) Close() error { return errors.Join(e.store.close(), e.catalog.close()) }

// Has tells whether the index has a guide with these documents.
func (e *Earlier) Has(url string, sum [32]byte) bool {
	_, ok := e.guide(url, sum)
	return ok
}

// guide returns the place of a guide. A sum of zeros is unknown and has none.
func (e *Earlier) guide(url string, sum [32]byte) (uint32, bool) {
	if e == nil || sum == [32]byte{} {
		return 0, false
	}
	g, ok := e.byURL[url]
	if !ok || string(e.catalog.Guides.Sum[g*sumSize:(g+1)*sumSize]) != string(sum[:sumSize]) {
		return 0, false
	}
	return g, true
}

// files are the files of the earlier index among those names.
func (e *Earlier) files(names map[string]bool) map[string]listedFile {
	known := map[string]listedFile{}
	for _, f := range e.manifest.Files {
		if names[f.Name] {
			known[f.Name] = f
		}
	}
	return known
}

// restore returns a guide as it came into the index, as far as its words go.
func (e *Earlier) restore(guide uint32) (Guide, error) {
	c := e.catalog
	g := Guide{URL: c.Guides.URL.at(guide)}
	var questions []string
	for line := c.Lines.FirstLine[guide]; line < c.Lines.FirstLine[guide+1]; line++ {
		if c.Lines.Kind[line] == questionLine {
			questions = append(questions, c.Lines.Text.at(line))
		}
	}
	for _, n := range c.Guides.Sections[c.Guides.FirstSect[guide]:c.Guides.FirstSect[guide+1]] {
		text, err := e.store.text(n)
		if err != nil {
			return g, err
		}
		g.Sections = append(g.Sections, Document{
			URL: g.URL + "#", GuideURL: g.URL,
			Title: c.Guides.Title.at(guide), Summary: c.Guides.Summary.at(guide), Questions: questions,
			Heading: c.Sections.Heading.at(n), Text: text,
		})
	}
	return g, nil
}
