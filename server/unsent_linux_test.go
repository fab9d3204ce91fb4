package server

import (
	"net"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// A connection that the server has accepted takes little of what is not yet sent.
func TestLittleIsTakenOfWhatIsNotSent(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer inner.Close()
	client, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	accepted, err := wholeListener{inner, start(t, nil).Server}.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer accepted.Close()
	raw, err := accepted.(*wholeConn).Conn.(syscall.Conn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	if err := raw.Control(func(fd uintptr) {
		if got, err := unix.GetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_NOTSENT_LOWAT); err != nil || got != maxUnsent {
			t.Errorf("the system takes %d bytes, %v", got, err)
		}
	}); err != nil {
		t.Fatal(err)
	}
	// What is more than that is sent all the same, to who reads.
	long := strings.Repeat("x", 64*maxUnsent)
	go accepted.Write([]byte(long))
	for got := 0; got < len(long); {
		n, err := client.Read(make([]byte, 64<<10))
		if err != nil {
			t.Fatalf("after %d bytes: %v", got, err)
		}
		got += n
	}
}
