//go:build !linux

package guide

import "io/fs"

// stampOf is what a folder entry says of its file.
func stampOf(info fs.FileInfo) Stamp {
	s := Stamp{Size: info.Size()}
	if t := info.ModTime(); !t.IsZero() {
		s.Modified = t.UnixNano()
	}
	return s
}
