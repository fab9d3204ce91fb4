package main

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"testing"
	"time"
)

// Whatever comes where a handshake should, and a thousand handshakes that stop
// half way, leave the server answering everybody else.
func TestHostileHandshakesLeaveTheServerAnswering(t *testing.T) {
	t.Parallel()
	e := newEncrypted(t)
	hello := clientHello(t)
	var greetings [][]byte
	for _, text := range []string{
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "POST /en/status/ HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "SSH-2.0-x\r\n", "\r\n\r\n", "\x00", "\x80\x2e\x01\x00\x02", "\x15\x03\x01\x00\x02\x02\x28",
		"\x16\x03\x01\x00\x00", "\x16\x03\x01\xff\xff" + strings.Repeat("\x01", 70000), "\x16\x03\x01\x40\x01" + strings.Repeat("x", 0x4001), "\x14\x03\x03\x00\x01\x01", "\x17\x03\x03\x00\x05hello", strings.Repeat("\x16\x03\x01\x00\x01\x01", 5000),
	} {
		greetings = append(greetings, []byte(text))
	}
	random := rand.New(rand.NewPCG(3, 4))
	for range 300 { // a proper one, with a few bytes changed, or cut
		changed := bytes.Clone(hello)
		for range 1 + random.IntN(4) {
			changed[random.IntN(len(changed))] ^= byte(1 + random.IntN(255))
		}
		greetings = append(greetings, changed[:1+random.IntN(len(changed))])
	}
	for n, greeting := range greetings {
		conn, err := net.Dial("tcp", e.addr)
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(20 * time.Second))
		conn.Write(greeting)
		conn.(*net.TCPConn).CloseWrite()
		text, err := io.ReadAll(conn)
		conn.Close()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("greeting %d keeps the connection open", n)
		}
		if strings.Contains(string(text), ".go") || strings.Contains(string(text), "goroutine") {
			t.Errorf("greeting %d is told %q", n, text)
		}
	}
	e.alive("after bad handshakes")

	var half []net.Conn
	for n := range 1000 {
		conn, err := net.DialTimeout("tcp", e.addr, 5*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.Write(hello[:n%len(hello)])
		half = append(half, conn)
	}
	for range 3 {
		e.alive("under a thousand half handshakes")
	}
	for _, conn := range half {
		conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal("a half handshake is not cut off")
		}
	}
	e.alive("after them")
	e.clean()
}

// clientHello is what a client sends first.
func clientHello(t *testing.T) []byte {
	t.Helper()
	near, far := net.Pipe()
	defer far.Close()
	go tls.Client(near, &tls.Config{ServerName: "cards.example.org", NextProtos: []string{"h2"}}).Handshake()
	record := make([]byte, 16<<10)
	far.SetReadDeadline(time.Now().Add(10 * time.Second))
	n, err := far.Read(record)
	if err != nil || n < 100 {
		t.Fatalf("a greeting of %d bytes, %v", n, err)
	}
	return record[:n]
}
