//go:build unix

package generator

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"shebao/generator/corpustest"
	"shebao/generator/publish"
	"shebao/generator/publish/publishtest"
	"shebao/generator/theme"
)

// The variables tell a child process, which is this test binary, what to build
// until it is killed instead of running tests.
const (
	childPublic = "GENERATOR_TEST_PUBLIC" // the folder to publish into
	childCache  = "GENERATOR_TEST_CACHE"  // the cache with which to build one site after small changes
)

var kills = flag.Int("kills", 20, "how often builds are killed at a random moment; with -short a quarter of it")

func howManyKills() int {
	if testing.Short() {
		return *kills / 4
	}
	return *kills
}

func TestMain(m *testing.M) {
	public := os.Getenv(childPublic)
	if public == "" {
		os.Exit(m.Run())
	}
	if err := buildForEver(public, os.Getenv(childCache)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func buildForEver(public, cache string) error {
	th, err := sharedTheme()
	if err != nil {
		return err
	}
	fmt.Println("building")
	if cache != "" {
		for n := 0; ; n++ {
			if err := buildEdited(public, cache, th, n%edits); err != nil {
				return err
			}
		}
	}
	for guides := 10; ; guides = 50 - guides { // 10 and 40 guides in turn
		o := Options{Content: corpustest.FS(guides), Public: public, Theme: th, Now: time.Unix(1_800_000_000, 0)}
		if _, err := Build(context.Background(), o); err != nil {
			return err
		}
	}
}

// edits is how many states of a site buildEdited knows.
const edits = 3

// buildEdited builds a site of which one guide differs from the other states, in one
// of them another guide is there too, as the command does: with the cache of the last
// build.
func buildEdited(public, cache string, th *theme.Theme, edit int) error {
	files := fstest.MapFS{}
	from := corpustest.FS(40)
	err := fs.WalkDir(from, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := fs.ReadFile(from, name)
		files[name] = &fstest.MapFile{Data: body}
		return err
	})
	if err != nil {
		return err
	}
	const edited = "en/part-001/guide-00007.md"
	body, ok := files[edited]
	if !ok {
		return fmt.Errorf("the corpus has no %s", edited)
	}
	body.Data = fmt.Appendf(body.Data, "\nState %d.\n", edit)
	if edit == 0 {
		files["en/part-001/another.md"] = &fstest.MapFile{Data: []byte("---\ntitle: Another\n---\nText.\n")}
	}
	o := Options{Content: files, Public: public, Theme: th, Now: time.Unix(1_800_000_000, 0)}
	if cache != "" {
		o.Cache = LoadCache(cache)
	}
	if _, err := Build(context.Background(), o); err != nil || cache == "" {
		return err
	}
	return o.Cache.Save(cache)
}

// start runs this test binary as a child.
func start(t *testing.T, env ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	return cmd
}

func killed(err error) bool {
	exit, ok := err.(*exec.ExitError)
	return ok && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL
}

// killBuilding starts a child that builds and kills it at a random moment.
func killBuilding(t *testing.T, env ...string) {
	t.Helper()
	cmd := start(t, env...)
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
}

// TestKilledAtRandom kills whole builds at random moments. Two sites are built
// in turn, so that a mixture of them would show.
func TestKilledAtRandom(t *testing.T) {
	dir := t.TempDir()
	public := filepath.Join(dir, "public")
	build := func(public string, guides int) map[string]string {
		o := Options{Content: corpustest.FS(guides), Public: public, Theme: testTheme(t), Now: time.Unix(1_800_000_000, 0)}
		if _, err := Build(context.Background(), o); err != nil {
			t.Fatal(err)
		}
		return publishtest.Tree(t, public)
	}
	small := build(filepath.Join(t.TempDir(), "public"), 10)
	large := build(public, 40)
	for i := range howManyKills() {
		killBuilding(t, childPublic+"="+public)
		files, want := publishtest.Tree(t, public), large
		if files[publish.SiteFile] == small[publish.SiteFile] {
			want = small
		}
		equal(t, fmt.Sprintf("site after kill %d", i), files, want)
	}
	equal(t, "a build after all kills", build(public, 40), large)
	left := publishtest.Names(t, dir)
	if len(left) > 3 || !strings.Contains(strings.Join(left, " "), "public") {
		t.Errorf("left over: %v", left)
	}
}

// TestKilledBetweenEdits kills builds that bring an earlier tree up to date at random
// moments: the site is one of its states, whole, and the next build is as good as one
// without a cache.
func TestKilledBetweenEdits(t *testing.T) {
	states := map[string]map[string]string{} // by site.json
	for edit := range edits {
		public := filepath.Join(t.TempDir(), "public")
		if err := buildEdited(public, "", testTheme(t), edit); err != nil {
			t.Fatal(err)
		}
		files := publishtest.Tree(t, public)
		states[files[publish.SiteFile]] = files
	}
	if len(states) != edits {
		t.Fatalf("%d states of the site differ, want %d", len(states), edits)
	}
	dir := t.TempDir()
	public, cache := filepath.Join(dir, "site", "public"), filepath.Join(dir, "cache")
	if err := os.Mkdir(filepath.Dir(public), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := buildEdited(public, cache, testTheme(t), 0); err != nil {
		t.Fatal(err)
	}
	for i := range howManyKills() {
		killBuilding(t, childPublic+"="+public, childCache+"="+cache)
		files := publishtest.Tree(t, public)
		want, ok := states[files[publish.SiteFile]]
		if !ok {
			t.Fatalf("after kill %d the site is none of its states: %.200s", i, files[publish.SiteFile])
		}
		equal(t, fmt.Sprintf("site after kill %d", i), files, want)
		if err := buildEdited(public, cache, testTheme(t), i%edits); err != nil {
			t.Fatal(err)
		}
		files = publishtest.Tree(t, public)
		equal(t, fmt.Sprintf("build after kill %d", i), files, states[files[publish.SiteFile]])
	}
	for _, name := range publishtest.Names(t, filepath.Dir(public)) {
		if name != "public" && name != ".public.previous" {
			t.Errorf("left over: %s", name)
		}
	}
}
