// Package search finds guides: it builds an index of their sections, answers
// queries over it, and completes what is being typed. It knows nothing of
// Markdown and nothing of HTTP.
//
//	err := search.Build(ctx, dir, slices.Values(documents))
//	ix, err := search.Open(dir)
//	defer ix.Close()
//	result, err := ix.Search(ctx, search.Query{Text: "社保卡丢了怎么办", Lang: "zh"})
//
// # An index as files
//
//	segment-000001.zap …   postings and the text of sections, in Bleve's segments (store.go)
//	catalog                guides, headings, lengths, vocabulary, suggestions (catalog.go)
//	manifest.json          size and checksum of each; written last (manifest.go)
//
// No file is ever changed. An index that takes over from an earlier one gives its
// segments a second name, adds one with what is new, and writes the catalog anew:
// documents that are gone count for nothing in it, so that it answers as an index
// made anew would. When too much of a segment is gone, or there are too many, they
// are merged (assemble.go). Whatever is not as it was written is ErrDamaged when
// the index is opened.
package search
