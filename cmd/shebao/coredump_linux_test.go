package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"shebao/server/card/cardtest"
)

// A server that dies while it has numbers in its memory leaves no image of that
// memory, though dumps of any size are allowed where it is started, and what it
// says of its death has none of them.
func TestACrashLeavesNoImageOfTheMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("the same has been done without the race detector")
	}
	dir := t.TempDir()
	dies := exec.Command("sh", "-c", `ulimit -c $(ulimit -H -c); kill -ABRT $$`)
	dies.Dir = dir
	_ = dies.Run()
	if state, ok := dies.ProcessState.Sys().(syscall.WaitStatus); !ok || !state.CoreDump() {
		t.Log("no process leaves an image here")
	}
	for _, file := range imagesIn(t, dir) {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	shebao(t, nil, "cards", "import", importedCards(t, dir, 10), "--data", dir)
	r := newReplicaUnder(t, []string{"sh", "-c", `cd "$1" && ulimit -c $(ulimit -H -c); shift; exec "$0" "$@"`, "shebao", dir},
		[]string{"GOTRACEBACK=crash"}, "--archive", packBuild(t, "one"), "--data", dir)
	for i := range 5 {
		if a, err := r.ask(http.DefaultClient, "POST", "/api/v1/card-status", lookupBody(i, i), ""); err != nil || a.status != 200 {
			t.Fatalf("a lookup is %d, %v", a.status, err)
		}
	}
	if err := r.process.Process.Signal(unix.SIGABRT); err != nil {
		t.Fatal(err)
	}
	_ = r.process.Wait()
	state, ok := r.process.ProcessState.Sys().(syscall.WaitStatus)
	if !ok || !state.Signaled() || state.CoreDump() {
		t.Errorf("it ended with %v", r.process.ProcessState)
	}
	if left := imagesIn(t, dir); len(left) > 0 {
		t.Errorf("it left %v", left)
	}
	said := r.log.String()
	if !strings.Contains(said, "goroutine ") {
		t.Errorf("it died of something else:\n%s", said)
	}
	for i := range 5 {
		if found := cardtest.NewTraces(cardtest.Numbers(i)).In([]byte(said)); found != nil {
			t.Errorf("what it said has %v", found)
		}
	}
}

func imagesIn(t *testing.T, dir string) []string {
	t.Helper()
	time.Sleep(10 * time.Millisecond) // a program that dumps are piped to may still write
	found, err := filepath.Glob(filepath.Join(dir, "core*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}
