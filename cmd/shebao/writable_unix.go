//go:build unix

package main

import "golang.org/x/sys/unix"

// isWritable tells whether this user may write into a folder.
func isWritable(folder string) bool { return unix.Access(folder, unix.W_OK|unix.X_OK) == nil }
