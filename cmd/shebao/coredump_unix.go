//go:build unix && !linux

package main

import "golang.org/x/sys/unix"

// forbidCoreDumps sees to it that a crash leaves no image of the memory on the
// disk: it could hold the numbers of a lookup that was under way.
func forbidCoreDumps() error {
	return unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}
