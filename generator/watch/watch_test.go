package watch

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// writing is a folder that is watched while the test writes into it.
type writing struct {
	t      *testing.T
	folder string
	watch  *Watch
	told   []string // all that has been told, relative to the folder
}

func start(t *testing.T, except string) *writing {
	t.Helper()
	w := &writing{t: t, folder: t.TempDir()}
	w.mkdir("en/notes")
	w.mkdir("data")
	var err error
	if w.watch, err = Folders(t.Context(), filepath.Join(w.folder, except), w.folder); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *writing) mkdir(name string) {
	w.t.Helper()
	if err := os.MkdirAll(filepath.Join(w.folder, filepath.FromSlash(name)), 0o755); err != nil {
		w.t.Fatal(err)
	}
}

func (w *writing) write(name string) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.folder, filepath.FromSlash(name)), []byte(name), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// tells waits until a name has been told of, and forgets nothing told before.
func (w *writing) tells(name string) {
	w.t.Helper()
	late := time.After(time.Minute)
	for !slices.Contains(w.told, name) {
		select {
		case <-w.watch.Changed():
		case <-late:
			w.t.Fatalf("%s is not told; told is %v", name, w.told)
		}
		names, ok := w.watch.Take()
		if !ok {
			w.t.Fatal("events were lost")
		}
		for _, n := range names {
			below, err := filepath.Rel(w.folder, n)
			if err != nil {
				w.t.Fatal(err)
			}
			w.told = append(w.told, filepath.ToSlash(below))
		}
	}
}

func TestASavedFileIsTold(t *testing.T) {
	w := start(t, "data")
	w.write("en/notes/hello.md")
	w.tells("en/notes/hello.md")
}

func TestAFileThatTakesThePlaceOfAnotherIsTold(t *testing.T) {
	w := start(t, "data")
	w.write("en/notes/hello.md~")
	w.tells("en/notes/hello.md~")
	if err := os.Rename(filepath.Join(w.folder, "en/notes/hello.md~"), filepath.Join(w.folder, "en/notes/hello.md")); err != nil {
		t.Fatal(err)
	}
	w.tells("en/notes/hello.md")
}

func TestAFileThatIsRemovedIsTold(t *testing.T) {
	w := start(t, "data")
	w.write("site.yaml")
	w.tells("site.yaml")
	w.told = nil
	if err := os.Remove(filepath.Join(w.folder, "site.yaml")); err != nil {
		t.Fatal(err)
	}
	w.tells("site.yaml")
}

func TestAFolderThatComesLaterIsWatchedToo(t *testing.T) {
	w := start(t, "data")
	w.mkdir("zh/notes")
	w.tells("zh") // and with it all in it
	w.write("zh/notes/hello.md")
	w.tells("zh/notes/hello.md")
}

// The folder of what is built, and what editors and git hide, change with every
// build and every key.
func TestHiddenFilesAndTheProgramsOwnFolderAreNotTold(t *testing.T) {
	w := start(t, "data")
	w.mkdir(".git")
	w.write(".git/index")
	w.write("en/.hello.md.swp")
	w.write("data/page.html")
	w.write("en/last.md")
	w.tells("en/last.md")
	for _, name := range w.told {
		if strings.Contains(name, ".git") || strings.Contains(name, ".swp") || strings.HasPrefix(name, "data/") {
			t.Errorf("%s is told", name)
		}
	}
}

func TestWhatCannotBeAFolderIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Folders(t.Context(), "data", filepath.Join(file, "content")); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("it is watched, or refused with %v", err)
	}
}
