package guide

import (
	"io/fs"
	"syscall"
)

// stampOf is what a folder entry says of its file.
func stampOf(info fs.FileInfo) Stamp {
	s := Stamp{Size: info.Size()}
	if t := info.ModTime(); !t.IsZero() {
		s.Modified = t.UnixNano()
	}
	if sys, ok := info.Sys().(*syscall.Stat_t); ok {
		s.Changed, s.Inode = sys.Ctim.Nano(), sys.Ino
	}
	return s
}
