package process

import "golang.org/x/sys/unix"

// ForbidCoreDumps sees to it that a crash leaves no image of the memory on the
// disk: it could hold the numbers of a lookup that was under way. A limit of
// size alone (RLIMIT_CORE) does not: the system does not heed it where it pipes
// dumps to a program (core(5)), as most distributions have it.
func ForbidCoreDumps() error {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return err
	}
	return unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}
