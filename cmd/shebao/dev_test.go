package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"shebao/server/live"
)

// A small content folder is edited as people and their programs do; what an open
// page is told follows.
func TestAnOpenPageFollowsWhatIsWritten(t *testing.T) {
	dir := t.TempDir()
	content := filepath.Join(dir, "town")
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(content, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		// Under another name first, as most editors save.
		if err := os.WriteFile(path+"~", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(path+"~", path); err != nil {
			t.Fatal(err)
		}
	}
	write("site.yaml", "title: A town\nlanguages: [en]\nbase_url: https://town.example\n")
	write("en/notes/hello.md", "---\ntitle: Hello\n---\nThe bridge is open.\n")
	write("en/notes/later.md", "---\ntitle: Later\ndraft: true\n---\nNot yet.\n")
	d := startDev(t, "--content", content, "--data", filepath.Join(dir, "data"))

	d.wait("the first build", func(s devState) bool { return s.Build != "" && len(s.Faults) == 0 })
	page := d.page("/en/notes/hello/")
	if !strings.Contains(page, "The bridge is open.") || !strings.Contains(page, "/.live/live.js") {
		t.Error(page)
	}
	if later := d.page("/en/notes/later/"); !strings.Contains(later, "Not yet.") || !strings.Contains(later, "notice--info") {
		t.Errorf("the draft is not shown or not marked:\n%s", later)
	}

	t.Run("a saved guide is shown", func(t *testing.T) {
		before := d.last.Build
		write("en/notes/hello.md", "---\ntitle: Hello\n---\nThe bridge is closed.\n")
		d.wait("the next build", func(s devState) bool { return s.Build != before })
		if page := d.page("/en/notes/hello/"); !strings.Contains(page, "The bridge is closed.") {
			t.Error(page)
		}
	})
	t.Run("a fault has its file, line and source line, and goes when it is mended", func(t *testing.T) {
		write("en/notes/hello.md", "---\ntitle: Hello\n---\nThe bridge is closed.\nSee [there](nowhere.md).\n")
		d.wait("the fault", func(s devState) bool { return len(s.Faults) > 0 })
		f := d.last.Faults[0]
		if f.File != "en/notes/hello.md" || f.Line != 5 || f.Source != "See [there](nowhere.md)." || !strings.Contains(f.Message, "nowhere.md") {
			t.Errorf("%+v", f)
		}
		if page := d.page("/en/notes/hello/"); !strings.Contains(page, "The bridge is closed.") {
			t.Error("the earlier page is not there any more")
		}
		write("en/notes/hello.md", "---\ntitle: Hello\n---\nThe bridge is closed.\n")
		d.wait("no fault", func(s devState) bool { return len(s.Faults) == 0 })
	})
	t.Run("settings that are wrong are told, too", func(t *testing.T) {
		write("site.yaml", "title: A town\nlanguages: [xx]\n")
		d.wait("the fault", func(s devState) bool { return len(s.Faults) > 0 && s.Faults[0].File == "site.yaml" })
		write("site.yaml", "title: Another town\nlanguages: [en]\nbase_url: https://town.example\n")
		d.wait("no fault", func(s devState) bool { return len(s.Faults) == 0 })
		if page := d.page("/en/"); !strings.Contains(page, "Another town") {
			t.Error(page)
		}
	})
	t.Run("hundreds of files in new folders", func(t *testing.T) {
		for i := range 300 {
			write(fmt.Sprintf("en/part-%d/note-%d.md", i%7, i), fmt.Sprintf("---\ntitle: Note %d\n---\nText %d.\n", i, i))
		}
		d.wait("all of them", func(devState) bool { return strings.Contains(d.page("/en/part-5/note-299/"), "Text 299.") })
		if err := os.RemoveAll(filepath.Join(content, "en", "part-5")); err != nil {
			t.Fatal(err)
		}
		d.wait("them to go", func(devState) bool { return !strings.Contains(d.page("/en/part-5/note-299/"), "Text 299.") })
	})
	t.Run("search finds what was written, after a while", func(t *testing.T) {
		d.until("a hit", func() bool { return strings.Contains(d.page("/api/v1/search?lang=en&q=bridge"), "/en/notes/hello/") })
	})
	if _, err := os.Stat(filepath.Join(dir, "data", "dev", "public", "site.json")); err != nil {
		t.Errorf("the site is not in the data folder: %v", err)
	}
}

func TestWritingMayEndBeforeThereIsASite(t *testing.T) {
	content := t.TempDir()
	if err := os.WriteFile(filepath.Join(content, "site.yaml"), []byte("title: T\nlanguages: [en]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	d := startDev(t, "--content", content, "--data", t.TempDir()) // which has to end well, too
	d.wait("the fault", func(s devState) bool { return len(s.Faults) > 0 })
}

func TestWhatIsWrongIsShownBeforeThereIsASite(t *testing.T) {
	content := t.TempDir()
	if err := os.WriteFile(filepath.Join(content, "site.yaml"), []byte("title: T\nlanguages: [en]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	d := startDev(t, "--content", content, "--data", t.TempDir())
	d.wait("the fault", func(s devState) bool { return len(s.Faults) > 0 })
	if page := d.page("/"); !strings.Contains(page, "there are no guides") || !strings.Contains(page, "/.live/live.js") {
		t.Error(page)
	}
	if err := os.Mkdir(filepath.Join(content, "en"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(content, "en", "a.md"), []byte("---\ntitle: A\n---\nText.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	d.wait("the first build", func(s devState) bool { return s.Build != "" && len(s.Faults) == 0 })
}

// developing is 'shebao dev' at work, with one open page.
type developing struct {
	t      testing.TB
	url    string
	states chan devState
	last   devState
}

// devState is what a page is told.
type devState struct {
	Build  string
	Faults []live.Fault
}

// startDev runs the command until the test ends, when it must stop cleanly.
func startDev(t testing.TB, args ...string) *developing {
	t.Helper()
	out, w := io.Pipe()
	var stderr bytes.Buffer
	p := program{stdin: strings.NewReader(""), stdout: w, stderr: &stderr, env: func(string) (string, bool) { return "", false }}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan int)
	go func() { ended <- p.run(ctx, append([]string{"dev", "--addr", "127.0.0.1:0"}, args...)) }()
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("it says nothing")
	}
	said := regexp.MustCompile(`serving (http://\S+)/ and watching`).FindStringSubmatch(lines.Text())
	if said == nil {
		t.Fatal(lines.Text())
	}
	go func() {
		for lines.Scan() {
		}
	}()
	d := &developing{t: t, url: strings.Replace(said[1], "localhost", "127.0.0.1", 1), states: make(chan devState)}
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("exit code %d: %s", code, &stderr)
		}
		w.Close()
	})
	go d.listen(ctx)
	return d
}

func (d *developing) listen(ctx context.Context) {
	r, err := http.NewRequestWithContext(ctx, "GET", d.url+"/.live/events", nil)
	if err != nil {
		return
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return
	}
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		text, ok := strings.CutPrefix(lines.Text(), "data: ")
		var s devState
		if !ok || json.Unmarshal([]byte(text), &s) != nil {
			continue
		}
		select {
		case d.states <- s:
		case <-ctx.Done():
			return
		}
	}
}

// patience is how long something may take before it is taken for broken.
const patience = time.Minute

// wait takes what the page is told until it is what was waited for.
func (d *developing) wait(what string, right func(devState) bool) {
	d.t.Helper()
	late := time.After(patience)
	for {
		select {
		case d.last = <-d.states:
			if right(d.last) {
				return
			}
		case <-late:
			d.t.Fatalf("waited in vain for %s; the last was %+v", what, d.last)
		}
	}
}

// until asks again and again for what nobody tells.
func (d *developing) until(what string, right func() bool) {
	d.t.Helper()
	for late := time.Now().Add(patience); !right(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(late) {
			d.t.Fatalf("waited in vain for %s", what)
		}
	}
}

func (d *developing) page(path string) string {
	d.t.Helper()
	answer, err := http.Get(d.url + path)
	if err != nil {
		d.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return string(body)
}
