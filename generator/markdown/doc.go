// Package markdown turns the Markdown body of a guide into all that the rest of
// the site needs of it: safe HTML, the headings with their ids, the links, and
// the plain text of every section for search. It does so with one parse by
// Goldmark and one walk over the tree, so that a search hit's anchor is the
// page's own and nothing downstream parses text or HTML again.
//
//	r := markdown.New() // once; safe for concurrent use
//	page, err := r.Render([]byte("## 电话挂失 {#by-phone}\n\n拨打 [12333](fact:phone-12333)。\n"),
//		markdown.Context{Lang: "zh", Fact: facts, Resolve: links})
//
// gives, when facts knows phone-12333,
//
//	page.HTML     <h2 id="by-phone">电话挂失</h2>
//	              <p>拨打 <a class="tel" href="tel:12333">12333</a>。</p>
//	page.Headings [{Level: 2, ID: "by-phone", Text: "电话挂失", Written: true, Line: 1}]
//	page.Sections [{ID: "by-phone", Heading: "电话挂失", Text: "拨打 12333。"}]
//	page.Facts    ["phone-12333"]
//
// # What is understood
//
// CommonMark, GFM (tables, strikethrough, autolinks, task lists), footnotes, and
// GitHub's alerts (> [!NOTE]), so that a guide reads well in any Markdown viewer.
// The walk over the tree is our own and not Goldmark's renderer, because most
// elements depend on the page (its language, its links, its facts) and because
// the text for search falls out of the same walk.
//
// Words that look like a fact and are none may say so, [30 days](fact:): they are
// shown as they stand, and package check leaves them alone.
//
// # What is made safe
//
// Raw HTML stands in the page as the text that it is; comments are left out. A
// link has the scheme http, https, mailto, tel or none; any other, an address
// that begins with two slashes, and control characters are faults, and the
// link's text stands there alone. Nothing in a body is a template. Input that
// Goldmark would chew on for long (see limits.go) is refused before it is
// parsed.
//
// # Elements and classes that a style sheet meets
//
//	div.table[role=group]  > table     th, td: .align-left, .align-center, .align-right
//	div.alert.alert--note              (note, tip, important, warning, caution), p.alert__title
//	li.task > label > input            a list to tick off
//	a.tel                              a telephone number among the facts
//	span.whole                         a number of an article, which no line parts
//	h2 > wbr                           where a Chinese heading may break
//	sup.footnote > a                   a reference to a note
//	section.footnotes > ol > li        the notes, with a.footnotes__back
//	pre[tabindex=0] > code.language-…  code
package markdown
