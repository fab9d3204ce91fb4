// Package site is a site as it stands on a disk: the folder of its guides, the
// folder of its pages, and beside them, in the data folder, the search index of
// each build and what the last build was made from. It builds pages and index
// together, tells whether they are as old as their content, makes a lost index
// anew, and goes back to the build before.
//
// It is the one bridge between the generator and the search, which do not know
// each other: a guide's pages and its documents in the index are made from one
// rendering, so that a hit leads to the very section. It stands apart because
// build, serve, dev and search all need it. It knows nothing of HTTP, cards but
// their statuses' codes, flags or what is printed: it returns what it found, and
// only a Mender, which works while a server serves, has a log.
package site
