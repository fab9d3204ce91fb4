// Package tally keeps small counts by day in a file: which pages readers found
// useful (Votes), and which questions the search could not answer (Unanswered).
//
// What it keeps says nothing about a person. There are no addresses, no times
// finer than a day and, for a page, no words: a vote is one more in a count. A
// question is a text that somebody typed, so that more care is taken. It is
// kept only after several have asked it on one day. To tell several from one
// who asks again, each asker is held as a keyed hash (HMAC-SHA-256, cut to 64
// bits) of what the caller knows the asker by; the key is random, never leaves
// memory, and is thrown away together with the hashes when the day ends. What
// looks like a number of a person or a card, an address of the web or of mail,
// is dropped at once.
//
// # The file
//
// Each file is JSON, replaced whole: written beside itself, then renamed. A
// minute's counts at most are lost when the program is killed. A file that
// cannot be read is put aside as NAME.damaged and a new one begun. Two servers
// with a folder each have a file each; add them up where that matters. Memory
// and file are bounded, whatever is sent.
package tally
