package main

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"syscall"
)

// checkAddress refuses what is not host:port with a port from 0 to 65535.
func checkAddress(addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return err
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err
}

// listenError says what to do about an address that cannot be listened on. flag
// is what another one is given by.
func listenError(flag, addr string, err error) error {
	return fmt.Errorf("listen on %s: %w", addr, listenReason(flag, err))
}

func listenReason(flag string, err error) error {
	var unknown *net.DNSError
	switch {
	case isInUse(err):
		return fmt.Errorf("the port is in use; stop the other program or choose another with --%s", flag)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("not permitted; ports below 1024 need CAP_NET_BIND_SERVICE; choose another with --%s", flag)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("this machine has no such address; name one of its own with --%s, or leave the host out for all of them", flag)
	case errors.As(err, &unknown):
		return fmt.Errorf("there is no host of that name; name an address of this machine with --%s", flag)
	}
	return err
}

func isInUse(err error) bool { return errors.Is(err, syscall.EADDRINUSE) }

// reachable is an address that a browser on this machine can open: a listener
// on every interface is reached as localhost.
func reachable(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() || ip.IsLoopback() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// reservedFiles are kept for pages, the index and the stores, and not given to
// connections: a thousand clients that send nothing must not keep the server
// from opening a page.
const reservedFiles = 128

// leaveFiles has a listener accept no more connections at once than leave the
// process files to work with. Others wait in the system's own queue.
func leaveFiles(listener net.Listener) net.Listener {
	most, known := mostFiles()
	if !known {
		return listener
	}
	return newBoundedListener(listener, max(most-reservedFiles, most/2))
}

// boundedListener accepts so many connections at once. Unlike those of
// netutil.LimitListener they still can what TCP can: net/http sends files by
// ReadFrom, and ends what it refuses by CloseWrite, without cutting the answer.
type boundedListener struct {
	net.Listener
	places chan struct{}
	closed func()
	done   <-chan struct{}
}

func newBoundedListener(l net.Listener, most int) *boundedListener {
	done := make(chan struct{})
	return &boundedListener{l, make(chan struct{}, most), sync.OnceFunc(func() { close(done) }), done}
}

func (l *boundedListener) Accept() (net.Conn, error) {
	select {
	case l.places <- struct{}{}:
	case <-l.done:
		return nil, net.ErrClosed
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.places
		return nil, err
	}
	leave := sync.OnceFunc(func() { <-l.places })
	if tcp, ok := c.(*net.TCPConn); ok {
		return &boundedTCP{tcp, leave}, nil
	}
	return &boundedConn{c, leave}, nil
}

func (l *boundedListener) Close() error {
	l.closed()
	return l.Listener.Close()
}

type boundedTCP struct {
	*net.TCPConn
	leave func()
}

func (c *boundedTCP) Close() error {
	defer c.leave()
	return c.TCPConn.Close()
}

type boundedConn struct {
	net.Conn
	leave func()
}

func (c *boundedConn) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
