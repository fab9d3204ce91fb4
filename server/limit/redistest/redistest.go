// Package redistest starts a real Redis for tests, which may kill it and make
// it hang. It needs Debian's package redis-server and no rights.
package redistest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Server is a real Redis that a test has started.
type Server struct {
	t       testing.TB
	folder  string
	command *exec.Cmd
}

// Start starts one on a socket in a folder of the test. Without Debian's
// redis-server the test is left out, and says so; in CI it fails.
func Start(t testing.TB) *Server {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("redis-server is not installed, and in CI nothing is left out")
		}
		t.Skip("redis-server is not installed (Debian: redis-server): what needs it is NOT tested")
	}
	folder, err := os.MkdirTemp("", "redis") // a socket's path has to be short
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{t: t, folder: folder}
	t.Cleanup(func() {
		s.Kill()
		_ = os.RemoveAll(folder)
	})
	s.Restart()
	return s
}

// URL is its address.
func (s *Server) URL() string { return "unix://" + s.socket() }

func (s *Server) socket() string { return filepath.Join(s.folder, "redis.sock") }

// Restart starts it anew after Kill: it remembers nothing.
func (s *Server) Restart() {
	s.t.Helper()
	s.command = exec.Command("redis-server", "--port", "0", "--unixsocket", s.socket(), "--save", "", "--appendonly", "no", "--dir", s.folder)
	var said bytes.Buffer
	s.command.Stdout, s.command.Stderr = &said, &said
	if err := s.command.Start(); err != nil {
		s.t.Fatal(err)
	}
	for range 500 {
		if _, err := os.Stat(s.socket()); err == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatalf("redis-server does not start: %s", &said)
}

// Signal sends it a signal: SIGSTOP makes it hang.
func (s *Server) Signal(signal syscall.Signal) {
	if err := s.command.Process.Signal(signal); err != nil {
		s.t.Error(err)
	}
}

// Kill ends it at once.
func (s *Server) Kill() {
	_ = s.command.Process.Kill()
	_ = s.command.Wait()
	_ = os.Remove(s.socket())
}
