package main

import (
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"shebao/server/card/postgres/pgtest"
)

// A server that starts on a full disk serves pages and searches. SQLite needs
// room beside the cards to read them; when there is some, they are answered
// from, without a restart.
func TestCardsAreAnsweredOnceTheDiskHasRoomForSQLite(t *testing.T) {
	t.Parallel()
	data, public := siteWithCards(t, 100)
	r := newReplicaUnder(t, []string{"sh", "-c", `ulimit -S -f 0; exec shebao "$@"`, "sh"}, nil,
		"--data", data, "--public", public, "--trust-proxy", "127.0.0.1")
	client := &http.Client{Timeout: 20 * time.Second}
	for path, want := range map[string]int{"/en/guides/reissue/": 200, "/api/v1/search?q=lost&lang=en": 200, "/en/status/": 200, "/readyz": 503} {
		if a, err := r.ask(client, "GET", path, "", somebody()); err != nil || a.status != want {
			t.Errorf("%s is %d, %v", path, a.status, err)
		}
	}
	lookUp := func() int {
		a, err := r.ask(client, "POST", "/api/v1/card-status", lookupBody(7, 7), somebody())
		if err != nil {
			t.Error(err)
		}
		return a.status
	}
	if got := lookUp(); got != 503 {
		t.Errorf("a lookup is %d", got)
	}
	var limit unix.Rlimit
	if err := unix.Prlimit(r.process.Process.Pid, unix.RLIMIT_FSIZE, nil, &limit); err != nil {
		t.Fatal(err)
	}
	limit.Cur = limit.Max
	if err := unix.Prlimit(r.process.Process.Pid, unix.RLIMIT_FSIZE, &limit, nil); err != nil {
		t.Fatal(err)
	}
	within(t, 20*time.Second, "cards are found again", func() bool { return lookUp() == 200 })
}

// A PostgreSQL whose disk is full answers lookups, and refuses an import as a
// whole; when there is room again, it imports, without a restart of anything.
func TestPostgreSQLOnAFullDiskAnswersAndImportsAllOrNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	disk := smallDisk(t, "120m")
	database := pgtest.OwnIn(t, disk)
	cards := database.Database(t)
	// Without a disk of its own no file may grow beyond a WAL segment, which is
	// less than so many cards need.
	fill, empty, many := func() { database.LimitFiles(t, 16<<20) }, func() { database.LimitFiles(t, 0) }, 150_000
	if disk != "" {
		ballast := filepath.Join(disk, "ballast")
		fill = func() {
			f, err := os.Create(ballast)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			for _, block := range []int64{1 << 20, 1 << 12} { // until there is not a page left
				for err = nil; err == nil; {
					_, err = f.Write(make([]byte, block))
				}
				if !errors.Is(err, syscall.ENOSPC) {
					t.Fatalf("the disk is not full but %v", err)
				}
			}
		}
		empty = func() {
			if err := os.Remove(ballast); err != nil {
				t.Fatal(err)
			}
		}
		many = 5000
	}
	shebao(t, nil, "cards", "import", importedCards(t, dir, 100), "--cards", cards, "--data", dir)
	r := newReplica(t, nil, "--archive", packBuild(t, "one"), "--data", dir, "--trust-proxy", "127.0.0.1", "--cards", cards)
	client := &http.Client{Timeout: 20 * time.Second}
	answers := func(when string, card, want int) {
		t.Helper()
		for _, tt := range []struct {
			method, path, body string
			want               int
		}{
			{"POST", "/api/v1/card-status", lookupBody(7, 7), 200}, {"POST", "/api/v1/card-status", lookupBody(7, 8), 404}, {"POST", "/api/v1/card-status", lookupBody(card, card), want},
			{"GET", "/en/hello/", "", 200}, {"GET", "/api/v1/search?q=town&lang=en", "", 200}, {"GET", "/healthz", "", 200}, {"GET", "/readyz", "", 200},
		} {
			if a, err := r.ask(client, tt.method, tt.path, tt.body, somebody()); err != nil || a.status != tt.want {
				t.Errorf("%s: %s %s is %d, %v", when, tt.path, tt.body, a.status, err)
			}
		}
	}
	answers("before", many-1, 404)
	fill()
	answers("on a full disk", many-1, 404)
	for range 2 {
		said := fails(t, "cards", "import", importedCards(t, t.TempDir(), many), "--cards", cards, "--data", dir)
		if !strings.Contains(said, "No space left on device") && !strings.Contains(said, "File too large") || !strings.Contains(said, "nothing was imported") {
			t.Errorf("the import said %s", said)
		}
		answers("after an import that was refused", many-1, 404)
	}
	if said := shebao(t, nil, "cards", "stats", "--cards", cards, "--data", dir); !regexp.MustCompile(`(?m)^cards +100$`).MatchString(said) {
		t.Errorf("the store has\n%s", said)
	}
	empty()
	shebao(t, nil, "cards", "import", importedCards(t, t.TempDir(), many), "--cards", cards, "--data", dir)
	answers("with room again", many-1, 200)
}

// smallDisk is a folder that is a disk of its own of that size, "" where this
// user may not mount one.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "disk")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(folder) })
	if err := unix.Mount("tmpfs", folder, "tmpfs", 0, "size="+size+",mode=0755"); err != nil {
		t.Logf("no disk can be mounted here: %v", err)
		return ""
	}
	t.Cleanup(func() {
		if err := unix.Unmount(folder, 0); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// A server on a full disk goes on answering; what needs to be written says so
// and leaves what was there.
func TestAServerWhoseDiskFillsUpGoesOnAnswering(t *testing.T) {
	t.Parallel()
	data, public := siteWithCards(t, 100)
	r := newReplica(t, nil, "--data", data, "--public", public, "--trust-proxy", "127.0.0.1")
	// From now on no file may grow: every write to one fails, as on a full disk.
	if err := unix.Prlimit(r.process.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{}, nil); err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Timeout: 20 * time.Second}
	for range 5 {
		for path, want := range map[string]int{"/en/guides/reissue/": 200, "/api/v1/search?q=lost&lang=en": 200, "/readyz": 200} {
			if a, err := r.ask(client, "GET", path, "", somebody()); err != nil || a.status != want {
				t.Errorf("%s is %d, %v", path, a.status, err)
			}
		}
		if a, err := r.ask(client, "POST", "/api/v1/card-status", lookupBody(7, 7), somebody()); err != nil || a.status != 200 {
			t.Errorf("a lookup is %d, %v\n%s", a.status, err, a.body)
		}
	}
	before, err := os.ReadFile(filepath.Join(public, "site.json"))
	if err != nil {
		t.Fatal(err)
	}
	build := exec.Command("sh", "-c", `ulimit -f 1; exec shebao build "$@"`, "sh", "--data", data, "--public", public, "--base-url", "https://other.example")
	if said, err := build.CombinedOutput(); err == nil || !strings.Contains(string(said), "file too large") {
		t.Errorf("the build says %v\n%s", err, said)
	}
	after, err := os.ReadFile(filepath.Join(public, "site.json"))
	if err != nil || string(after) != string(before) {
		t.Errorf("the site is not what it was (%v)", err)
	}
	imports := exec.Command("sh", "-c", `ulimit -f 8; exec shebao cards import "$@"`, "sh", importedCards(t, t.TempDir(), 5000), "--data", data)
	if said, err := imports.CombinedOutput(); err == nil || !strings.Contains(string(said), "nothing was imported") {
		t.Errorf("the import says %v\n%s", err, said)
	}
	if said := shebao(t, nil, "cards", "stats", "--data", data); !strings.Contains(said, "100\n") {
		t.Errorf("afterwards the store has\n%s", said)
	}
	shebao(t, nil, "build", "--data", data, "--public", public) // there is room again
	shebao(t, nil, "cards", "import", importedCards(t, t.TempDir(), 5000), "--data", data)
}

// A server that starts on a full disk serves what it has: the site that it cannot
// build anew, and the build that it cannot replace.
func TestAServerThatStartsOnAFullDiskServesTheEarlierBuild(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	full := []string{"sh", "-c", `ulimit -f 0; exec "$0" "$@"`, "shebao"}
	serves := func(name, page, said string, args ...string) {
		t.Run(name, func(t *testing.T) {
			r := newReplicaUnder(t, full, nil, append(args, "--demo", "--trust-proxy", "127.0.0.1")...)
			client := &http.Client{Timeout: 20 * time.Second}
			for path, want := range map[string]int{page: 200, "/api/v1/search?q=town&lang=en": 200, "/healthz": 200, "/readyz": 200} {
				if a, err := r.ask(client, "GET", path, "", somebody()); err != nil || a.status != want {
					t.Errorf("%s is %d, %v", path, a.status, err)
				}
			}
			within(t, 10*time.Second, "the log says "+said, func() bool { return strings.Contains(r.log.String(), said) })
		})
	}
	data, content, public := filepath.Join(dir, "data"), filepath.Join(dir, "content"), filepath.Join(dir, "public")
	writeTown(t, content, "one")
	shebao(t, nil, "build", "--data", data, "--content", content, "--public", public)
	writeTown(t, content, "two")
	serves("a site that is to be built", "/en/hello/", "the site cannot be built anew, the earlier build is served", "--data", data, "--content", content, "--public", public)

	archive := filepath.Join(dir, "site.tar.zst")
	if err := os.Rename(packBuild(t, "one"), archive); err != nil {
		t.Fatal(err)
	}
	r := newReplica(t, nil, "--demo", "--data", data, "--archive", archive) // which unpacks it
	r.stop()
	serves("an archive that is unpacked", "/en/hello/", "serving a build", "--data", data, "--archive", archive)
	if err := os.Rename(packBuild(t, "two"), archive); err != nil {
		t.Fatal(err)
	}
	serves("an archive that is not", "/en/hello/", "the archive cannot be unpacked, the earlier build is served", "--data", data, "--archive", archive)

	// Where there is nothing earlier, nothing is served.
	refused := exec.Command(full[0], append(slices.Clone(full[1:]), "serve", "--demo", "--addr", "localhost:0", "--data", filepath.Join(dir, "new"), "--archive", archive)...)
	if said, err := refused.CombinedOutput(); err == nil || !strings.Contains(string(said), "too large") {
		t.Errorf("it says %v\n%s", err, said)
	}
}
