// Package sqlite keeps cards in one file of SQLite.
//
//	db, err := sqlite.Open(ctx, "data/cards.db", keys, sqlite.Options{})   // refuses what it cannot trust
//	f, err := sqlite.Follow(ctx, "data/cards.db", keys, sqlite.Options{})  // for a server: waits for the file, notices a new one
//	db, err := sqlite.Create(ctx, "data/cards.db", keys, sqlite.Options{}) // for an import: makes the file if there is none
//
// The file is in WAL mode: lookups go on while another process imports, and see
// all of the import or nothing.
//
// # Why blocks
//
// A table with a row for each card would be the plain way. Two things speak
// against it. SQLite has no checksums: where a bit of a digest has flipped on
// the disk, such a table says "no such card" without anybody noticing. And
// millions of rows are millions of calls into SQLite.
//
// So the cards lie in blocks of about two dozen, four to a page, each with a
// checksum and with the limits of the stretch of digests that it holds. A
// lookup reads one block. It finds the card there, or proof that the store does
// not have it, or damage, which is an error and never "no such card". An import
// writes two hundred thousand rows where it would write five million.
//
// # What is checked when
//
// Opening checks that the file is there and not empty, that it is SQLite's and
// ours (application id, version), that every key its cards are digested under
// is at hand (key check value), and, as far as that is done in short time, that
// SQLite finds its pages in order. Each lookup checks the block it reads.
package sqlite
