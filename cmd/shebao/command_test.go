package main

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// shebao runs a command that must end well.
func shebao(t *testing.T, env []string, args ...string) string {
	t.Helper()
	said, err := command(env, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("shebao %s: %v\n%s", strings.Join(args, " "), err, said)
	}
	return string(said)
}

func command(env []string, args ...string) *exec.Cmd {
	c := exec.Command("shebao", args...)
	c.Env = append(os.Environ(), env...)
	return c
}

// fails runs a command that must not end well, and returns what it said.
func fails(t *testing.T, args ...string) string {
	t.Helper()
	said, err := command(nil, args...).CombinedOutput()
	if err == nil {
		t.Fatalf("shebao %s ends well:\n%s", strings.Join(args, " "), said)
	}
	return string(said)
}

// locked is an output that is written and read at once.
type locked struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
