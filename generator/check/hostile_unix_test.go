//go:build unix

package check

import "syscall"

func makePipe(name string) error { return syscall.Mkfifo(name, 0o644) }
