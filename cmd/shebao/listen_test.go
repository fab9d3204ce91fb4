package main

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

// Whoever cannot have an address learns by which flag another one is given.
func TestAnAddressThatIsRefusedNamesItsFlag(t *testing.T) {
	for errno, want := range map[syscall.Errno]string{syscall.EADDRINUSE: "in use", syscall.EACCES: "CAP_NET_BIND_SERVICE"} {
		err := listenError("http-addr", ":80", os.NewSyscallError("bind", errno))
		if text := err.Error(); !strings.Contains(text, want) || !strings.HasSuffix(text, "choose another with --http-addr") {
			t.Errorf("it says %s", text)
		}
	}
}
