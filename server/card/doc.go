// Package card tells where a social security card stands to somebody who has
// its two numbers, and tells nobody anything else.
//
// A [Lookup] answers one question: given the identity number and the card
// number, what is the card's status, since when, and what came before. The
// numbers travel in a [Pair], which never prints them:
//
//	pair, faults := card.ParsePair("11010519491231002X", "A1234567")
//	if faults != nil { … }                            // every malformed field at once
//	answer, err := lookup.Status(ctx, pair, address)  // ErrNotFound, ErrUnavailable, *LimitError …
//
// # What is stored
//
// A [Store] keeps, for each card, an HMAC-SHA-256 of the pair under a secret
// that is not in the store, and the card's history. It keeps no number, no part
// of one and no plain hash: an identity number has about 35 bits, so that
// whoever steals plain hashes can try every number there is. What is stolen
// without the key file is of no use.
//
// A card is found by the digest of both numbers and by nothing else. There is
// no step that finds the identity first and compares the card number then;
// unknown identity, unknown card and wrong pair therefore are one answer, given
// in one time.
//
// # How data comes in
//
// [Import] reads the issuer's CSV file, checks and digests every row, sorts the
// digests and hands them to the store, which takes them in one transaction:
// all of a file or nothing of it. The numbers never leave the memory of that
// process.
//
// # Order of a history
//
// A card's status is its latest entry. Of two entries with the same moment the
// one whose status stands later in [Statuses] counts as the later: an issuer
// who names only the day of a change usually means the next step of the card's
// life. Where that is wrong, the file can give the time of day. An entry known
// by its day alone stands at the beginning of that day in China's time zone.
//
// The package knows neither HTTP nor SQL. The stores are in its subpackages;
// package cardtest holds what all of them must do.
package card
