package main

import (
	"errors"
	"fmt"
	"net"
	"strconv"
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
