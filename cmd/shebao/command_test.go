package main

import (
	"os"
	"os/exec"
	"strings"
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
