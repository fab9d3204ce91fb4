//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package server

import (
	"os"

	"golang.org/x/sys/unix"
)

// holdInUse tells builds that the folder of this site.json is being read, until
// the file is closed: they do not bring it up to date for the next build then. On
// a file system without locks nobody is told, and nobody asks.
func holdInUse(f *os.File) { _ = unix.Flock(int(f.Fd()), unix.LOCK_SH|unix.LOCK_NB) }
