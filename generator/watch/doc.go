// Package watch tells which files of some folders have changed, for a site that
// is built while it is written.
//
//	w, err := watch.Folders(ctx, "data", "content")
//	<-w.Changed()
//	names, ok := w.Take()
//	// build what depends on names; or on anything where !ok
//
// An editor's save is several events, and a checkout of another branch is
// thousands: they are gathered into a burst, which is told once. What is told is
// never less than what has changed. Where the system has lost events, Take says
// so, and whoever builds looks at everything.
package watch
