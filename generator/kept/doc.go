// Package kept holds what a build leaves for the next one, so that only what has
// changed need be made again, and the form in which it stands in a file.
//
//	state := kept.Load(path) // empty, if what is there is damaged or another program's
//	made, _, ok := state.Made("/en/guides/reissue/")
//	err := state.Save(path)
//
// A State has two parts. Its Head is all that it takes to see that nothing has
// changed. The Rest is read when something has: what each page was made of (Made),
// what each guide's front matter says (Guides), and what else takes time to find.
//
// What has changed is told by fingerprints (Hash): of values that were asked for
// or drawn from, whatever they are, rather than of a list of what might matter.
//
// What to make of it all is package generator's business: it decides what is kept,
// and hands on from build to build of one process what is no use to another.
package kept
