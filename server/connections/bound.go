// Package connections bounds how many connections a listener has at once, so that
// clients who send nothing cannot take the last file that the process may open.
//
//	listener = connections.LeaveFiles(listener)
//
// Whoever comes when all places are taken waits in the system's own queue, and is
// accepted when somebody goes. Unlike those of netutil.LimitListener, accepted
// connections still can what TCP can: net/http sends files by ReadFrom, and ends
// what it refuses by CloseWrite, without cutting the answer.
package connections

import (
	"net"
	"sync"
)

// reservedFiles are kept for pages, the index and the stores, and not given to
// connections: a thousand clients that send nothing must not keep a server from
// opening a page.
const reservedFiles = 128

// LeaveFiles bounds a listener so that reservedFiles of what the process may open
// are left, or half of it where that is less. Where the system sets no limit, or
// one above a million, the listener is returned as it is.
func LeaveFiles(l net.Listener) net.Listener {
	most, known := mostFiles()
	if !known {
		return l
	}
	return bound(l, max(most-reservedFiles, most/2))
}

// bound has a listener accept no more than most connections at once.
func bound(l net.Listener, most int) net.Listener {
	done := make(chan struct{})
	return &boundListener{l, make(chan struct{}, most), sync.OnceFunc(func() { close(done) }), done}
}

type boundListener struct {
	net.Listener
	places chan struct{} // one value a connection
	closed func()
	done   <-chan struct{}
}

func (l *boundListener) Accept() (net.Conn, error) {
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
		return &boundTCP{tcp, leave}, nil
	}
	return &boundConn{c, leave}, nil
}

func (l *boundListener) Close() error {
	l.closed()
	return l.Listener.Close()
}

type boundTCP struct {
	*net.TCPConn
	leave func()
}

func (c *boundTCP) Close() error {
	defer c.leave()
	return c.TCPConn.Close()
}

type boundConn struct {
	net.Conn
	leave func()
}

func (c *boundConn) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
