// Package postgres keeps cards in PostgreSQL, or in a distributed database that
// speaks its language, for a server that runs in several replicas.
//
//	db, err := postgres.Open(ctx, "postgres://shebao@db.example/cards", keys, postgres.Options{})   // for a server
//	db, err := postgres.Create(ctx, "postgres://shebao@db.example/cards", keys, postgres.Options{}) // for an import
//
// [Create] makes the tables, three whose names begin with card_, in the first
// schema of the search path. [Open] makes nothing: a server needs no more rights
// than to read.
//
// An import copies the sorted entries in one COPY and takes effect with its one
// COMMIT. Imports wait for each other by a row lock, which lookups do not see.
//
// # When the database is down
//
// A server starts and goes on without it. A lookup that gets no answer says so
// within its time limit, and after a few of those the next ones are not sent
// but refused at once, until a second later one is let through to try again.
// Whoever is refused learns that the store cannot answer, never that there is
// no such card.
package postgres
