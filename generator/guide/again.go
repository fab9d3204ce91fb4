package guide

import (
	"crypto/sha256"
	"io/fs"
)

// Again reads one guide of a site again, whose file has changed. It comes without
// its text; ok is false where it cannot be read or has a fault, which Load tells.
func (s *Site) Again(fsys fs.FS, file string) (again CachedGuide, ok bool) {
	data, fault := readBytes(fsys, file, maxGuide)
	if fault != nil {
		return again, false
	}
	sum := sha256.Sum256(data)
	if data, fault = cleanText(file, data); fault != nil {
		return again, false
	}
	g, faults, warnings := parseGuide(file, data, &facts{byName: s.Facts, languages: s.Config.Languages})
	if g == nil || len(faults) > 0 {
		return again, false
	}
	g.Sum, g.Front, g.Body = sum, nil, nil
	return CachedGuide{*g, warnings}, true
}
