// Package publish puts a folder of files in the place of another in one step, so
// that a reader, a static host or a running server sees the old site or the new
// one, and never half of one.
//
//	to, err := publish.Open(ctx, publish.Disk{}, "public", time.Minute)
//	defer to.Close()
//	stage := to.Stage()
//	err = stage.Write("en/index.html", page) // many, several at once
//	late, err := to.Publish(stage)
//
// A site grows in a stage beside the public folder (stage.go) and takes its place
// when it is whole and on the disk (publish.go). The earlier site stays beside it
// as .public.previous, since a server may still be reading it, and so that there
// is a way back (back.go). A build that is killed leaves the old site; the next
// one tidies up (target.go). Where the folder cannot be replaced (a mount point),
// files are replaced one by one (inplace.go).
//
// What a build leaves is worth keeping (Left, left.go): a later one then keeps
// files of the site that have not changed, as links, or brings the previous
// build's tree up to date instead of making a new one (renew.go).
//
// The package knows nothing of pages: a site is files with names, and a site.json
// that begins with the name of its build.
package publish
