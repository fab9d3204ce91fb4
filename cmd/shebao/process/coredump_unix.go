//go:build unix && !linux

package process

import "golang.org/x/sys/unix"

// ForbidCoreDumps sees to it that a crash leaves no image of the memory on the
// disk: it could hold the numbers of a lookup that was under way.
func ForbidCoreDumps() error {
	return unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}
