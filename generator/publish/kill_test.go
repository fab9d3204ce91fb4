//go:build unix

package publish

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"shebao/generator/publish/publishtest"
)

// The variables tell a child process, which is this test binary, what to do
// instead of running tests.
const (
	childPublic = "PUBLISH_TEST_PUBLIC" // the folder to publish the site "two" into
	childKillAt = "PUBLISH_TEST_KILL"   // the call to the file system before which to die
)

func TestMain(m *testing.M) {
	public := os.Getenv(childPublic)
	if public == "" {
		os.Exit(m.Run())
	}
	if err := publishKilled(public, os.Getenv(childKillAt)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func publishKilled(public, killAt string) error {
	n, err := strconv.Atoi(killAt)
	if err != nil {
		return err
	}
	calls := 0
	late, err := publishFiles(Disk{Unsynced: true, Before: func(string, string) error {
		if calls++; calls == n {
			return syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
		return nil
	}}, public, site("two"))
	if err != nil || len(late) > 1 || late[0] != nil {
		return fmt.Errorf("%v %v", late, err)
	}
	return nil
}

// TestKilledBeforeEachCall kills a build before each of its calls to the file
// system: the site is the old or the new one, whole, and the next build leaves
// nothing behind.
func TestKilledBeforeEachCall(t *testing.T) {
	for n := 1; ; n++ {
		dir := t.TempDir()
		public := filepath.Join(dir, "public")
		publishtest.Write(t, filepath.Join(dir, ".public.previous"), site("zero"))
		publishtest.Write(t, public, site("one"))
		cmd := exec.Command(os.Args[0]) // #nosec G204 -- this test binary
		cmd.Env = append(os.Environ(), childPublic+"="+public, childKillAt+"="+strconv.Itoa(n))
		cmd.Stderr = os.Stderr
		err := cmd.Run()
		files := publishtest.Tree(t, public)
		if !isWhole(files, "one") && !isWhole(files, "two") {
			t.Fatalf("killed before call %d: %v", n, files)
		}
		mustPublish(t, public, site("three"))
		equal(t, "the next build", publishtest.Tree(t, public), site("three"))
		equal(t, "what is left", publishtest.Names(t, dir), []string{".public.previous", "public"})
		if err == nil {
			break // there is no n-th call
		}
		if exit, ok := err.(*exec.ExitError); !ok || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			t.Fatalf("call %d: %v", n, err)
		}
	}
}

func isWhole(files map[string]string, build string) bool {
	want := site(build)
	for name, body := range want {
		if files[name] != body {
			return false
		}
	}
	return len(files) == len(want)
}
