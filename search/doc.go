// Package search finds guides: it builds an index of their sections, answers
// queries over it, and completes what is being typed. It knows nothing of
// Markdown and nothing of HTTP.
//
//	err := search.Build(ctx, dir, slices.Values(guides), search.BuildOptions{})
//	ix, err := search.Open(dir)
//	defer ix.Close()
//	result, err := ix.Search(ctx, search.Query{Text: "社保卡丢了怎么办", Lang: "zh"})
//
// # An index as files
//
//	segment-000001.zap …   postings, and the text of sections (store.go, segments.go)
//	catalog                everything else that is asked for (catalog.go)
//	manifest.json          format, and size and checksum of each file (manifest.go)
//
// A document of a segment is one section of a guide. A segment says where a term
// stands, and gives a section's text for its snippet. Whose a section is, how long
// its fields are, the vocabulary and the suggestions are in the catalog, which
// names the segments in their order: document numbers count through all of them.
// The manifest is written last, so that what has none was never finished. Whatever
// is not as it was written is ErrDamaged when the index is opened.
//
// All files are mapped into memory and read where they lie (columns.go): of its own
// an open index takes a few megabytes, the norms of its fields and the room of a query.
//
// # Taking over from an earlier index
//
// No file is ever changed: an index may be replaced while it is asked. A new one
// that is given an earlier one (earlier.go) compares the fingerprints of guides,
// gives the earlier segments a second name (a hard link, where there can be one),
// adds a segment with the guides that are new or changed, and writes the catalog
// anew. A document whose guide is gone or was written anew keeps its number there
// and belongs to no guide; it counts for nothing, so that the index answers as one
// made anew would. When there are too many segments, or too much of them is gone,
// they are merged into one (assemble.go).
//
// # What is Bleve's
//
// The segments are (zapx, with vellum's dictionaries and roaring's sets inside),
// and the stemmer of English (snowballstem). Its analysers, its index that
// changes while it is in use, its queries and its scores are not used: terms are
// made in search/analysis, and queries are read (units.go, interpret.go), planned
// (plan.go, slots.go) and ranked (score.go, rank.go) here, for Chinese and English
// side by side. Whether a query is about something here at all is judged in floor.go.
package search
