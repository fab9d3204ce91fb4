package server

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// maxUnsent is how many bytes the system takes for a connection beyond those that
// are on their way.
const maxUnsent = 32 << 10

// boundUnsent has the system take no more of an answer than it can soon send. Who
// asks for many pages at once and reads none of them has few of them made, so that
// others need not wait for theirs; and nobody who reads is slowed, since what is
// on its way does not count.
func boundUnsent(c net.Conn) {
	if inner, ok := c.(interface{ NetConn() net.Conn }); ok { // TLS
		c = inner.NetConn()
	}
	file, ok := c.(syscall.Conn)
	if !ok {
		return
	}
	raw, err := file.SyscallConn()
	if err != nil {
		return // it is closed
	}
	_ = raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_NOTSENT_LOWAT, maxUnsent) // not every connection is one by TCP
	})
}
