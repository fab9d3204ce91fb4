// Package check looks a content folder over as a careful second editor would,
// and names everything that is wrong with it at once.
//
//	report, err := check.Run(ctx, check.Options{Content: os.DirFS("content")})
//	for _, f := range report.Findings {
//		fmt.Println(f) // zh/guides/reissue.md:17:4: error: fees.md: there is no such page (dead-link)
//	}
//
// A site is worth what its guides are worth: readers act on a number or a
// deadline. Four kinds of trouble make guides wrong without anybody noticing,
// and each has its rules here. Something leads nowhere: links, places on pages,
// pictures and steps are looked up in the pages as they would be published
// (built.go). A number was copied and the copy forgotten (fact.go, copy.go). The
// two languages no longer say the same (pair.go, confirm.go). A page has grown
// old (front.go). The rest is about being read at all: headings (heading.go),
// sentences (wording.go), Chinese punctuation (chinese.go), Markdown that came
// to nothing (stray.go).
//
// The work is the generator's own: its pipeline runs to the end without
// publishing anything, and what it finds to be wrong is among the findings.
// So nothing passes here that a build refuses.
//
// # Rules
//
// Every finding names its rule, [Rules] lists them, and [Explain] gives a rule's
// page: what it is for, with a wrong and a right case. The cases are tests
// (rules/*.txtar), so that the pages cannot be wrong either.
package check
