// Package archive carries a finished build in one file: a tar packed with zstd,
// the site below "public", its search index below "index/BUILD". Replicas serve
// it without any content of their own.
//
//	err := archive.Pack("site.tar.zst", archive.Build{Public: "public", Index: "data/index/1f0c", Name: "1f0c"})
//
//	served := archive.Open("site.tar.zst", "data/archive")
//	err = served.Unpack()
//	go served.Follow(ctx, log)
//	// the site: served.Public(); its index: below served.Dir()
//
// The same build gives the same bytes, so that an archive can be compared and is
// unpacked once (pack.go). An archive comes over the network and may be cut, or be
// none: it is read to its end under bounds, no name in it leads out of its folder,
// it holds plain files alone (read.go), and it becomes the current one by one
// rename, when it is whole. Until then, and if it never is, the earlier one is
// served (served.go).
//
// The package knows nothing of pages or of what an index is: a site is what has a
// site.json.
package archive
