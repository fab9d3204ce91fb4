//go:build unix

package process

import "golang.org/x/sys/unix"

// MayWrite tells whether this user may write into a folder.
func MayWrite(folder string) bool { return unix.Access(folder, unix.W_OK|unix.X_OK) == nil }
