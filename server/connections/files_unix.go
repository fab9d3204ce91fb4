//go:build unix

package connections

import "golang.org/x/sys/unix"

// mostFiles is how many files and connections the process may have open.
func mostFiles() (int, bool) {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil || limit.Cur > 1<<20 {
		return 0, false
	}
	return int(limit.Cur), true
}
