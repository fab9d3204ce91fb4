// Package process is what the program is to the machine that runs it: its
// memory and when that is collected and given back, the images of it that a
// crash must not leave, profiles of what it does, which version of itself it
// is, what it may write, and what a service manager asks and is told.
//
// It stands apart because all of it is about a process and none about this
// program: it knows nothing of guides, cards, flags or settings, and what a
// system lacks (core dumps to forbid, pages to give up, systemd to tell) is
// left out here and nowhere else.
package process
