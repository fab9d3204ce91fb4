package archive

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/klauspost/compress/zstd"
)

// packFiles makes an archive of entries, "name" or "name -> where a link leads".
func packFiles(t *testing.T, file string, entries ...string) {
	t.Helper()
	var out bytes.Buffer
	packed, err := zstd.NewWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(packed)
	for _, entry := range entries {
		name, link, isLink := strings.Cut(entry, " -> ")
		h := &tar.Header{Name: name, Typeflag: tar.TypeReg, Size: int64(len(name)), Mode: 0o644}
		if isLink {
			h.Typeflag, h.Linkname, h.Size = tar.TypeSymlink, link, 0
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if !isLink {
			if _, err := w.Write([]byte(name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, close := range []func() error{w.Close, packed.Close} {
		if err := close(); err != nil {
			t.Fatal(err)
		}
	}
	write(t, file, out.Bytes())
}

func write(t *testing.T, file string, text []byte) {
	t.Helper()
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// page names the one page of the build that is current.
func page(t *testing.T, s *Served) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.Public(), "site.json"))
	if err != nil {
		t.Fatal(err)
	}
	entries, err := filepath.Glob(filepath.Join(s.Public(), "page-*"))
	if err != nil || len(entries) != 1 || string(text) != "public/site.json" {
		t.Fatalf("the current build has %v, %v", entries, err)
	}
	return filepath.Base(entries[0])
}

// left are the last two builds and the link to the current one.
func left(t *testing.T, folder string) {
	t.Helper()
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 3 {
		t.Errorf("the last two builds and the link should be left: %v, %v", entries, err)
	}
}

// unpacked has served three archives, the third of which is current.
func unpacked(t *testing.T) (s *Served, file, folder string) {
	t.Helper()
	file, folder = filepath.Join(t.TempDir(), "site.tar.zst"), filepath.Join(t.TempDir(), "archive")
	s = Open(file, folder)
	for _, name := range []string{"page-1", "page-2", "page-3"} {
		packFiles(t, file, "public/site.json", "public/"+name, "index/one/x")
		if !s.changed() {
			t.Error("a new file is not noticed")
		}
		for range 2 { // the second time there is nothing to do
			if err := s.Unpack(); err != nil {
				t.Fatal(err)
			}
		}
		if got := page(t, s); got != name {
			t.Errorf("the current build is that of %s, not %s", got, name)
		}
		if s.changed() {
			t.Error("an old file is taken for new")
		}
	}
	left(t, folder)
	return s, file, folder
}

func TestANewArchiveTakesThePlaceOfTheEarlierOne(t *testing.T) {
	s, _, _ := unpacked(t)
	if _, err := os.Stat(filepath.Join(s.Dir(), "index", "one", "x")); err != nil {
		t.Errorf("the index is not beside the site: %v", err)
	}
}

// How old a build is does not begin anew where a replica is, whose folder is empty:
// the file of a site has the time of the archive.
func TestABuildIsAsOldAsItsArchive(t *testing.T) {
	file := filepath.Join(t.TempDir(), "site.tar.zst")
	packFiles(t, file, "public/site.json", "public/page-1", "index/one/x")
	made := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	if err := os.Chtimes(file, made, made); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s := Open(file, filepath.Join(t.TempDir(), "archive"))
		if err := s.Unpack(); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(s.Public(), "site.json"))
		if err != nil || !info.ModTime().Equal(made) {
			t.Errorf("the build is of %v, %v; the archive of %v", info.ModTime(), err, made)
		}
	}
}

func TestWhatIsNoArchiveOfASiteLeavesTheEarlierBuild(t *testing.T) {
	s, file, folder := unpacked(t)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	outside := t.TempDir()
	for name, spoil := range map[string]func(){
		"no archive":                   func() { write(t, file, []byte("no archive")) },
		"an archive that is cut":       func() { write(t, file, whole[:len(whole)-20]) },
		"an empty file":                func() { write(t, file, nil) },
		"no site in it":                func() { packFiles(t, file, "public/page", "index/one/x") },
		"a way out of the folder":      func() { packFiles(t, file, "public/site.json", "public/../../../outside") },
		"an absolute name":             func() { packFiles(t, file, "public/site.json", filepath.Join(outside, "file")) },
		"a link":                       func() { packFiles(t, file, "public/site.json", "public/out -> "+outside) },
		"a file through a link":        func() { packFiles(t, file, "public/site.json", "public/out -> "+outside, "public/out/file") },
		"a file below a file":          func() { packFiles(t, file, "public/site.json", "public/site.json/below") },
		"a file far below a file":      func() { packFiles(t, file, "public/site.json", "public/site.json/far/below") },
		"a file twice":                 func() { packFiles(t, file, "public/site.json", "public/site.json") },
		"files that are no part of it": func() { packFiles(t, file, "public/site.json", "cards.key") },
	} {
		spoil()
		err := s.Unpack()
		if err == nil || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: unpacking says %v", name, err)
		}
		if IsOfDisk(err) {
			t.Errorf("%s: the disk is blamed: %v", name, err)
		}
		if err := Verify(file); err == nil && !strings.HasPrefix(name, "a file ") { // which only writing tells
			t.Errorf("%s: it is found to be whole", name)
		}
		if got := page(t, s); got != "page-3" {
			t.Errorf("%s: the current build is that of %s", name, got)
		}
		left(t, folder)
	}
	if entries, err := os.ReadDir(outside); err != nil || len(entries) > 0 {
		t.Errorf("something was written outside: %v, %v", entries, err)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(folder), "outside")); err == nil {
		t.Error("a file was written outside")
	}
}

func TestWhatADiskDidNotTakeIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, file, folder := unpacked(t)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		if err := os.Rename(folder, folder+"-away"); err != nil {
			t.Fatal(err)
		}
		write(t, folder, nil) // a file where the folder should be refuses as a full disk does
		packFiles(t, file, "public/site.json", "public/page-4")
		var log bytes.Buffer
		go s.Follow(ctx, slog.New(slog.NewTextHandler(&log, nil)))
		time.Sleep(diskAgain / 2)
		synctest.Wait()
		if n := strings.Count(log.String(), "cannot be served"); n != 1 {
			t.Errorf("it was tried %d times within half a minute", n)
		}
		if err := errors.Join(os.Remove(folder), os.Rename(folder+"-away", folder)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(diskAgain)
		synctest.Wait()
		if got := page(t, s); got != "page-4" {
			t.Errorf("with room again the current build is that of %s", got)
		}
	})
}

// A disk refuses names as well as bytes: package os tells of a link or a rename in
// another way than of a file.
func TestANameThatADiskDoesNotTakeIsTheDisksFault(t *testing.T) {
	s, file, folder := unpacked(t)
	current := filepath.Join(folder, "current")
	if err := errors.Join(os.Remove(current), os.Mkdir(current, 0o755)); err != nil {
		t.Fatal(err)
	}
	packFiles(t, file, "public/site.json", "public/page-4")
	if err := s.Unpack(); !IsOfDisk(err) {
		t.Errorf("unpacking says %v, which is not taken for the disk's fault", err)
	}
	if s.again.IsZero() {
		t.Error("it is not tried again")
	}
}

func TestAnArchiveThatComesLaterIsUnpackedByItself(t *testing.T) {
	s, file, _ := unpacked(t)
	go s.Follow(t.Context(), slog.New(slog.DiscardHandler))
	packFiles(t, file+".part", "public/site.json", "public/page-4", "index/two/x")
	if err := os.Rename(file+".part", file); err != nil {
		t.Fatal(err)
	}
	for late := time.Now().Add(time.Minute); s.changed(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("it is never unpacked")
		}
	}
	if got := page(t, s); got != "page-4" {
		t.Errorf("the current build is that of %s", got)
	}
}

// What has become of an unpacked file is noticed when the archive is unpacked
// again, as by a server that starts.
func TestADamagedFileIsUnpackedAgain(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "site.tar.zst")
	packFiles(t, file, "public/site.json", "public/page-1", "index/1/words")
	s := Open(file, filepath.Join(dir, "archive"))
	if err := s.Unpack(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"public/site.json", "public/page-1", "index/1/words"} {
		name = filepath.Join(s.Dir(), filepath.FromSlash(name))
		whole, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, damaged := range []string{"", string(whole[:len(whole)/2]), strings.ToUpper(string(whole)), string(whole) + "more"} {
			write(t, name, []byte(damaged))
			if err := s.Unpack(); err != nil {
				t.Fatal(err)
			}
			if now, err := os.ReadFile(name); err != nil || string(now) != string(whole) {
				t.Errorf("%s with %q in it is then %q, %v", name, damaged, now, err)
			}
		}
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		if err := s.Unpack(); err != nil {
			t.Fatal(err)
		}
		if now, err := os.ReadFile(name); err != nil || string(now) != string(whole) {
			t.Errorf("%s, which was removed, is then %q, %v", name, now, err)
		}
	}
	// At every moment there was something to read: a damaged one stays until the
	// next is current, which takes its place in one step.
	if entries, err := os.ReadDir(filepath.Join(dir, "archive")); err != nil || len(entries) != 3 {
		t.Errorf("there are %v, %v; expected what was damaged, what took its place, and what leads there", entries, err)
	}
	// What is whole is left as it stands.
	before, err := os.Stat(filepath.Join(s.Public(), "page-1"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Unpack(); err != nil {
		t.Fatal(err)
	}
	if now, err := os.Stat(filepath.Join(s.Public(), "page-1")); err != nil || !os.SameFile(before, now) {
		t.Errorf("it was unpacked again, %v", err)
	}
}
