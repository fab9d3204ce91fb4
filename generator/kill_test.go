//go:build unix

package generator

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"shebao/generator/corpustest"
)

// The variables tell a child process, which is this test binary, what to do
// instead of running tests.
const (
	childPublic = "GENERATOR_TEST_PUBLIC" // the folder to publish into
	childKillAt = "GENERATOR_TEST_KILL"   // the call to the file system before which to die
	childBuild  = "GENERATOR_TEST_BUILD"  // the small site to publish; "" = build guides until killed
)

func TestMain(m *testing.M) {
	public := os.Getenv(childPublic)
	if public == "" {
		os.Exit(m.Run())
	}
	if err := child(public, os.Getenv(childBuild), os.Getenv(childKillAt)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func child(public, build, killAt string) error {
	if build == "" {
		th, err := sharedTheme()
		if err != nil {
			return err
		}
		fmt.Println("building")
		for guides := 10; ; guides = 50 - guides { // 10 and 40 guides in turn, until killed
			o := Options{Content: corpustest.FS(guides), Public: public, Theme: th, Now: time.Unix(1_800_000_000, 0)}
			if _, err := Build(context.Background(), o); err != nil {
				return err
			}
		}
	}
	n, err := strconv.Atoi(killAt)
	if err != nil {
		return err
	}
	calls := 0
	late, err := publishFiles(disk{unsynced: true, before: func(string, string) error {
		if calls++; calls == n {
			return syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
		return nil
	}}, public, site(build))
	if err != nil || len(late) > 1 || late[0] != nil {
		return fmt.Errorf("%v %v", late, err)
	}
	return nil
}

// start runs this test binary as a child.
func start(t *testing.T, env ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	return cmd
}

// TestKilledBeforeEachCall kills a build before each of its calls to the file
// system: the site is the old or the new one, whole, and the next build leaves
// nothing behind.
func TestKilledBeforeEachCall(t *testing.T) {
	for n := 1; ; n++ {
		dir := t.TempDir()
		public := filepath.Join(dir, "public")
		writeFiles(t, filepath.Join(dir, ".public.previous"), site("zero"))
		writeFiles(t, public, site("one"))
		err := start(t, childPublic+"="+public, childBuild+"=two", childKillAt+"="+strconv.Itoa(n)).Run()
		files := readTree(t, public)
		if !isWhole(files, "one") && !isWhole(files, "two") {
			t.Fatalf("killed before call %d: %v", n, files)
		}
		mustPublish(t, public, site("three"))
		equal(t, "the next build", readTree(t, public), site("three"))
		equal(t, "what is left", names(t, dir), []string{".public.previous", "public"})
		if err == nil {
			break // there is no n-th call
		}
		if !killed(err) {
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

func killed(err error) bool {
	exit, ok := err.(*exec.ExitError)
	return ok && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL
}

// TestKilledAtRandom kills whole builds at random moments. Two sites are built
// in turn, so that a mixture of them would show.
func TestKilledAtRandom(t *testing.T) {
	kills := 20
	if testing.Short() {
		kills = 5
	}
	dir := t.TempDir()
	public := filepath.Join(dir, "public")
	build := func(public string, guides int) map[string]string {
		o := Options{Content: corpustest.FS(guides), Public: public, Theme: testTheme(t), Now: time.Unix(1_800_000_000, 0)}
		if _, err := Build(context.Background(), o); err != nil {
			t.Fatal(err)
		}
		return readTree(t, public)
	}
	small := build(filepath.Join(t.TempDir(), "public"), 10)
	large := build(public, 40)
	for i := range kills {
		cmd := start(t, childPublic+"="+public)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := out.Read(make([]byte, 1)); err != nil { // it builds
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.Int64N(int64(300 * time.Millisecond))))
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); !killed(err) {
			t.Fatal(err)
		}
		files, want := readTree(t, public), large
		if files[siteFile] == small[siteFile] {
			want = small
		}
		equal(t, fmt.Sprintf("site after kill %d", i), files, want)
	}
	equal(t, "a build after all kills", build(public, 40), large)
	left := names(t, dir)
	if len(left) > 3 || !strings.Contains(strings.Join(left, " "), "public") {
		t.Errorf("left over: %v", left)
	}
}
