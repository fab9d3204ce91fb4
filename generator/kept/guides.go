package kept

import (
	"maps"
	"reflect"
	"slices"
	"sync"

	"shebao/generator/guide"
)

// Guides is guide.CachedGuides, each guide encoded by itself: a build decodes them
// side by side, and writes again only those that it has read anew.
type Guides struct {
	Settings Digest
	ByFile   map[string]string
}

// Decode reads them all. One that cannot be read is left out.
func (g Guides) Decode() guide.CachedGuides {
	files := slices.Collect(maps.Keys(g.ByFile))
	guides := make([]guide.CachedGuide, len(files))
	good := make([]bool, len(files))
	var parts sync.WaitGroup
	const share = 500
	for start := 0; start < len(files); start += share {
		parts.Go(func() {
			for i := start; i < min(start+share, len(files)); i++ {
				good[i] = decode(g.ByFile[files[i]], &guides[i]) == nil
			}
		})
	}
	parts.Wait()
	all := guide.CachedGuides{ByFile: make(map[string]guide.CachedGuide, len(files)), Settings: g.Settings}
	for i, file := range files {
		if good[i] {
			all.ByFile[file] = guides[i]
		}
	}
	return all
}

// Next is what to keep of the guides that a build has used.
func (g Guides) Next(known *guide.Cache) Guides {
	next := Guides{Settings: known.Guides.Settings, ByFile: make(map[string]string, len(known.Guides.ByFile))}
	for file, now := range known.Guides.ByFile {
		old, ok := g.ByFile[file]
		if !ok || known.IsNew(file) || next.Settings != g.Settings {
			old = string(encode(now))
		}
		next.ByFile[file] = old
	}
	return next
}

// With is what to keep of the guides where some have changed.
func (g Guides) With(fresh map[string]guide.CachedGuide) Guides {
	next := Guides{Settings: g.Settings, ByFile: maps.Clone(g.ByFile)}
	for file, now := range fresh {
		next.ByFile[file] = string(encode(now))
	}
	return next
}

// SameFront tells whether a guide differs from what was known of its file in the
// text alone. What is no guide has no version.
func (g Guides) SameFront(file string, now guide.CachedGuide) bool {
	var was guide.CachedGuide
	encoded := g.ByFile[file]
	if encoded == "" || now.Guide.File == "" || decode(encoded, &was) != nil {
		return false
	}
	var again guide.CachedGuide
	if decode(string(encode(now)), &again) != nil { // as it would be read from a file
		return false
	}
	was.Guide.Sum, again.Guide.Sum = Digest{}, Digest{}
	return reflect.DeepEqual(was, again)
}
