// Package admission says how many may do something at once, so that a server goes
// on answering when more is asked than it can do.
//
// An [Adaptive] limits how many are under way by how long they take; before it, in
// a [Line], others wait for a moment:
//
//	line := admission.NewLine(admission.NewAdaptive(admission.AdaptiveOptions{}), 6*time.Millisecond, 1000)
//	if !line.Enter() { … 503 … }
//	defer func() { line.Leave(time.Since(began)) }()
//
// Over the network, [Line.Relay] sees to it that places which become free, and who
// comes back from a [Line.Rest], wait their turn behind those who have just come.
//
// [ReadAsked] tells of a request, while it is nothing but bytes, as much as it
// takes to refuse it.
//
// How it differs from what others do, and why: a limit that follows the least
// latency ever seen (Vegas, gradient) keeps a value that was true on a quieter
// machine, and probing for it anew, as Envoy does, costs answers every minute. What
// the work itself takes is known here, since each is told when its turn comes: the
// limit is never below what the processors do of it in some milliseconds, and far
// above as long as nobody had to be refused of late.
package admission
