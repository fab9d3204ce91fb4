package generator

import (
	"strings"

	"shebao/generator/discovery"
)

// sameGround tells whether nothing has changed since the last build but texts of
// guides: the files there are, the settings and facts, pictures, and what every
// guide says about itself are the same, and so are the day, the program and the
// options. All that pages show of each other follows from these. A page whose
// own guide has not changed either can then be kept without asking.
func (b *builder) sameGround() bool {
	old := &b.Cache.state
	if old.Whole != b.Options.whole() || old.Key != b.reuse.key || len(old.Content) != len(b.known.Files) {
		return false
	}
	for file, now := range b.known.Files {
		was, there := old.Content[file]
		if !there {
			return false
		}
		if was.Sum != now.Sum && !old.Guides.SameFront(file, b.known.Guides.ByFile[file]) {
			return false
		}
	}
	return true
}

// fromFront tells the files that follow from the ground alone.
func fromFront(name string) bool {
	if strings.HasPrefix(name, "sitemap") && strings.HasSuffix(name, ".xml") || name == "robots.txt" || name == "llms.txt" {
		return true
	}
	lang, rest, _ := strings.Cut(name, "/")
	return lang != "assets" && (rest == "feed.xml" || rest == "opensearch.xml" || rest == discovery.ManifestFile)
}

// keepLists keeps the files that follow from the ground, all or none of them.
func (b *builder) keepLists() (bool, error) {
	if b.reuse == nil || !b.reuse.ground {
		return false, nil
	}
	var names []string
	for name := range b.reuse.old.Site.Files {
		if fromFront(name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		if kept, err := b.stage.Keep(name, b.reuse.old.Site.Files[name]); err != nil || !kept {
			b.stage.Drop(names)
			return false, err
		}
	}
	return len(names) > 0, nil
}
