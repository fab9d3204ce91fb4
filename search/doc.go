// Package search finds guides: it builds an index of their sections, answers
// queries over it, and completes what is being typed. It knows nothing of
// Markdown and nothing of HTTP.
//
//	err := search.Build(ctx, dir, slices.Values(documents))
//	ix, err := search.Open(dir)
//	defer ix.Close()
//	result, err := ix.Search(ctx, search.Query{Text: "社保卡丢了怎么办", Lang: "zh"})
package search
