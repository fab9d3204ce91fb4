// Package scaffold begins a new guide: a draft in every language of the site,
// with every key of the front matter, the same headings and a stub of a source,
// so that nobody has to remember what a page needs and translations begin alike.
//
//	files, err := scaffold.Write("content", scaffold.Page{
//		Path:   "articles/lost-abroad",
//		Titles: map[string]string{"": "The card was lost abroad", "zh": "在国外丢了卡"},
//	})
//
// A page is written in all languages or in none, and never over another one.
package scaffold
