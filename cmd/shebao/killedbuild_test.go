package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/cmd/shebao/site"
	"shebao/generator/publish"
	"shebao/search"
)

var buildKills = flag.Int("kills", 12, "how often a build with its index is killed at a random moment; with -short a third of it")

// Two towns are built in turn into one place, each build killed at some moment.
// Whatever stands there then is one of the two, whole: its pages, and an index
// that finds its words and not the other's.
func TestABuildThatIsKilledLeavesPagesAndIndexOfOneBuild(t *testing.T) {
	t.Parallel()
	kills := *buildKills
	if testing.Short() {
		kills /= 3
	}
	dir := t.TempDir()
	l := site.Place{Public: filepath.Join(dir, "public"), Data: filepath.Join(dir, "data")}
	words := []string{"ferry", "bridge"}
	contents := make([]string, len(words))
	for i, word := range words {
		contents[i] = filepath.Join(dir, word)
		writeTown(t, contents[i], word)
		for n := range 40 {
			guide := fmt.Sprintf("---\ntitle: The %s number %d\n---\nThe %[1]s is open on day %d.\n", word, n, n)
			if err := os.WriteFile(filepath.Join(contents[i], "en", fmt.Sprintf("n%d.md", n)), []byte(guide), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	build := func(i int) *exec.Cmd {
		return exec.Command("shebao", "build", "--content", contents[i], "--public", l.Public, "--data", l.Data)
	}
	whole := func(when string) (word int) {
		t.Helper()
		page, err := os.ReadFile(filepath.Join(l.Public, "en", "n39", "index.html"))
		if err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		word = 0
		if strings.Contains(string(page), words[1]) {
			word = 1
		}
		for n := range 40 {
			page, err := os.ReadFile(filepath.Join(l.Public, "en", fmt.Sprintf("n%d", n), "index.html"))
			if err != nil || !strings.Contains(string(page), words[word]) || strings.Contains(string(page), words[1-word]) {
				t.Fatalf("%s: guide %d is not of the town with the %s (%v)", when, n, words[word], err)
			}
		}
		index, err := search.Open(l.Index(publish.In(l.Public)))
		if err != nil {
			t.Fatalf("%s: the index of what is published: %v", when, err)
		}
		defer index.Close()
		for i, text := range words {
			r, err := index.Search(t.Context(), search.Query{Text: text, Lang: "en", Limit: 100})
			if want := map[bool]int{true: 41}[i == word]; err != nil || r.Total != want {
				t.Errorf("%s: of the town with the %s, %q finds %d guides, want %d (%v)", when, words[word], text, r.Total, want, err)
			}
		}
		return word
	}

	began := time.Now()
	if out, err := build(0).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	took := time.Since(began)
	stands := whole("after the first build")
	builds, killed, changed := 0, 0, 0
	for ; killed < kills; builds++ {
		if builds > 20*kills {
			t.Fatalf("of %d builds only %d could be killed", builds, killed)
		}
		child := build(1 - stands)
		began := time.Now()
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(took + took/4)) // some are killed while they publish, some after that
		_ = child.Process.Kill()          // it may have ended by itself
		_ = child.Wait()
		if child.ProcessState.Exited() { // the first one took longer than others do
			took = min(took, time.Since(began))
		} else {
			killed++
		}
		before := stands
		if stands = whole(fmt.Sprintf("after kill %d", killed)); stands != before {
			changed++
		}
	}
	t.Logf("of %d builds %d were killed; %d of all had published", builds, killed, changed)
	if out, err := build(1 - stands).CombinedOutput(); err != nil || whole("after a build that nobody kills") == stands {
		t.Errorf("it did not repair what the others left: %v\n%s", err, out)
	}
	if left := unfinished(t, l); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}
