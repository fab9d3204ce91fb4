package server

import (
	"path"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// beginRepacking packs the files of a build anew while nobody waits for them, with
// brotli at its highest level, which makes pages an eighth smaller and takes
// 50 ms for each, and with a gzip that takes as long. Until then readers get what
// pack makes of a file for its first one.
func (s *Server) beginRepacking(b *build) {
	if s.config.Repack > 0 && b.take() {
		go s.repack(b)
	}
}

// repack ends with the last page, after Config.Repack, when there is no room for
// more, or when another build has taken the place of this one. It rests at least as long as it works, and while
// many ask, so that one processor, too, is there for readers. In the end it gives
// back the memory that it took.
func (s *Server) repack(b *build) {
	defer b.leave()
	defer debug.FreeOSMemory()
	left := s.config.Repack
	for _, files := range [][]*file{b.assets(), b.pages()} {
		for _, e := range []encoding{brotliEncoding, gzipEncoding} {
			for _, f := range files {
				if left <= 0 || b.cache.isFull() || s.current.Load() != b {
					return
				}
				start := time.Now()
				if err := s.repackFile(b, f, e); err != nil {
					s.log.Debug("a file was not packed again", "file", f.name, "error", err)
				}
				took := time.Since(start)
				left -= took
				runtime.GC() // packing a page leaves some 8 MB behind, which are not to add up to what a rush may take
				for s.current.Load() == b && !s.isCalmFor(max(took, busyFor)) {
				}
			}
		}
	}
}

// calmRequests is how many requests a second leave a processor for other work.
const calmRequests = 200

// isCalmFor waits and tells whether few have asked meanwhile.
func (s *Server) isCalmFor(d time.Duration) bool {
	before := s.begun.Load()
	time.Sleep(d)
	return !s.overload.isBusy() && float64(s.begun.Load()-before) <= calmRequests*d.Seconds()
}

func (s *Server) repackFile(b *build, f *file, e encoding) error {
	body, err := b.readFile(f)
	if err != nil {
		return err
	}
	packed, err := s.packer.pack(body, e, true)
	if err != nil || len(packed) >= len(body) {
		return err
	}
	v := newVariant(body, packed, e)
	b.cache.add(f, e, v)
	f.etags[e].Store(&v.etag)
	return nil
}

// assets are the style sheets and scripts of a build, which every page loads.
func (b *build) assets() []*file {
	var all []*file
	for _, f := range b.files {
		if ext := path.Ext(f.name); f.cacheControl[0] == forever && (ext == ".css" || ext == ".js") {
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b *file) int { return strings.Compare(a.name, b.name) })
	return all
}

// pages are the HTML files of a build that are kept in memory: guides first, in
// the order of the site, then all others.
func (b *build) pages() []*file {
	var guides, others []*file
	for _, g := range b.site.Guides {
		if f := b.files[g.URL]; f != nil {
			guides = append(guides, f)
		}
	}
	for address, f := range b.files {
		if _, isGuide := b.guides[address]; !isGuide && strings.HasSuffix(f.name, ".html") {
			others = append(others, f)
		}
	}
	slices.SortFunc(others, func(a, b *file) int { return strings.Compare(a.name, b.name) })
	return slices.DeleteFunc(append(guides, others...), func(f *file) bool { return f.size > b.cache.largest() })
}
