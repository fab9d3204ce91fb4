package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shebao/server/logtest"
	"shebao/server/tally"
)

// damage is what can have become of a file.
type damage struct {
	name string
	do   func([]byte) []byte
}

var damages = []damage{
	{"emptied", func([]byte) []byte { return nil }},
	{"cut", func(b []byte) []byte { return b[:len(b)/2] }},
	{"overwritten at its beginning", func(b []byte) []byte { copy(b, noise(min(len(b), 8<<10))); return b }},
	{"overwritten at its end", func(b []byte) []byte { copy(b[len(b)/2:], noise(min(len(b)-len(b)/2, 8<<10))); return b }},
	{"overwritten", func(b []byte) []byte { return noise(len(b)) }},
}

func noise(n int) []byte {
	random, b := rand.New(rand.NewPCG(1, 2)), make([]byte, n)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return b
}

// Every file of the data folder, emptied, cut and overwritten: the server
// refuses to start and names it, or it answers right, or says that it cannot. It
// never says that there is no such card or no such guide.
func TestEveryFileOfTheDataFolderDamaged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	content, data, public := filepath.Join(dir, "content"), filepath.Join(dir, "data"), filepath.Join(dir, "public")
	writeTown(t, content, "one")
	arguments := []string{"--content", content, "--data", data, "--public", public}
	shebao(t, nil, append([]string{"build"}, arguments...)...)
	shebao(t, nil, "cards", "import", importedCards(t, dir, 500), "--data", data)
	count(t, data)
	damageEach(t, data, "", damages, arguments)
}

// count leaves what a server counts: votes, and a question without an answer.
func count(t *testing.T, data string) {
	t.Helper()
	o := tally.Options{Dir: data}
	votes, unanswered := tally.NewVotes(o), tally.NewUnanswered(o)
	votes.Count("/en/hello/", true)
	for asker := range tally.Several {
		unanswered.Note("en", "where is the moon", fmt.Sprint(asker))
	}
	if err := errors.Join(votes.Close(), unanswered.Close()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"feedback.json", "unanswered.json"} {
		if _, err := os.Stat(filepath.Join(data, name)); err != nil {
			t.Fatal(err)
		}
	}
}

// Every file of what a server has unpacked, likewise: the archive is as it was, and
// what is served is what it holds.
func TestEveryFileOfAnUnpackedArchiveDamaged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	arguments := []string{"--archive", packBuild(t, "one"), "--data", data}
	shebao(t, nil, "cards", "import", importedCards(t, dir, 500), "--data", data)
	r := newReplica(t, nil, arguments...)
	r.kill()
	damageEach(t, data, "archive", []damage{damages[0], damages[len(damages)-1]}, arguments)
}

// damageEach damages each file below a folder of the data folder in turn, and
// starts a server with it.
func damageEach(t *testing.T, data, below string, damages []damage, arguments []string) {
	t.Helper()
	whole := data + " whole"
	if err := os.CopyFS(whole, os.DirFS(data)); err != nil {
		t.Fatal(err)
	}
	var names []string
	err := filepath.WalkDir(filepath.Join(whole, below), func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			name, err = filepath.Rel(whole, name)
			names = append(names, name)
		}
		return err
	})
	if err != nil || len(names) < 5 {
		t.Fatalf("the data folder holds %v, %v", names, err)
	}
	for _, name := range names {
		for _, damage := range damages {
			t.Run(strings.Map(func(r rune) rune {
				if r == filepath.Separator {
					return ':'
				}
				return r
			}, name)+" "+damage.name, func(t *testing.T) {
				if err := os.RemoveAll(data); err != nil {
					t.Fatal(err)
				}
				if err := os.CopyFS(data, os.DirFS(whole)); err != nil {
					t.Fatal(err)
				}
				if err := os.Chmod(filepath.Join(data, "cards.key"), 0o600); err != nil { // copies are open to all
					t.Fatal(err)
				}
				file := filepath.Join(data, name)
				body, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, damage.do(body), 0o600); err != nil {
					t.Fatal(err)
				}
				serveDamaged(t, file, arguments)
			})
		}
	}
}

// serveDamaged starts a server in this process, on a damaged file, and asks it.
func serveDamaged(t *testing.T, file string, arguments []string) {
	t.Helper()
	addr, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	var out, log logtest.Buffer
	p := program{stdin: strings.NewReader(""), stdout: &out, stderr: &log, env: func(string) (string, bool) { return "", false }}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan int, 1)
	go func() {
		ended <- p.run(ctx, append([]string{"serve", "--addr", addr, "--trust-proxy", "127.0.0.1"}, arguments...))
	}()
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	r := &replica{t: t, addr: addr}
	refused := false
	within(t, 20*time.Second, "it answers or refuses to", func() bool {
		select {
		case code := <-ended:
			refused = true
			if said := log.String(); code != 1 || !strings.Contains(said, file) && !strings.Contains(said, filepath.Base(filepath.Dir(file))) {
				t.Errorf("it ended with %d, without naming the file:\n%s", code, said)
			}
			return true
		default:
		}
		a, err := r.ask(client, "GET", "/healthz", "", "")
		return err == nil && a.status == 200
	})
	if !refused {
		for _, tt := range []struct{ method, path, body, want string }{
			{"GET", "/en/hello/", "", "This is build one"},
			{"GET", "/api/v1/search?q=town&lang=en", "", `"/en/hello/`},
			{"POST", "/api/v1/card-status", lookupBody(7, 7), `"status":"active"`},
			{"POST", "/api/v1/card-status", lookupBody(499, 499), `"status":"active"`},
		} {
			a, err := r.ask(client, tt.method, tt.path, tt.body, somebody())
			right := a.status == 200 && strings.Contains(a.body, tt.want)
			if err != nil || !right && a.status != 503 {
				t.Errorf("%s %s is %d, %v\n%.300s", tt.method, tt.path, a.status, err, a.body)
			}
			if tt.path == "/en/hello/" && !right {
				t.Errorf("pages are not as always: %d", a.status)
			}
		}
		if a, err := r.ask(client, "POST", "/api/v1/card-status", lookupBody(7, 8), somebody()); err != nil || a.status != 404 && a.status != 503 {
			t.Errorf("a pair that does not match is %d, %v", a.status, err)
		}
		stop()
		<-ended
	}
	if said := log.String(); strings.Contains(said, "goroutine ") {
		t.Errorf("it panicked:\n%s", said)
	}
}

// The store damaged under a server that has it open: what is answered is right
// or 503, never that there is no such card; pages and search are as always; and
// the store brought back is used once the server is started again.
func TestTheStoreDamagedWhileItIsInUse(t *testing.T) {
	t.Parallel()
	archive := packBuild(t, "one")
	for _, damage := range damages {
		t.Run(damage.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			file := filepath.Join(dir, "cards.db")
			shebao(t, nil, "cards", "import", importedCards(t, dir, 3000), "--data", dir)
			whole, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			r := newReplica(t, nil, "--archive", archive, "--data", dir, "--trust-proxy", "127.0.0.1")
			client := &http.Client{Timeout: 10 * time.Second}
			lookup := func(i int) answer {
				t.Helper()
				a, err := r.ask(client, "POST", "/api/v1/card-status", lookupBody(i, i), somebody())
				if err != nil {
					t.Fatalf("card %d is not answered: %v", i, err)
				}
				return a
			}
			right := func(a answer) bool { return a.status == 200 && strings.Contains(a.body, `"status":"active"`) }
			if a := lookup(7); !right(a) {
				t.Fatalf("before it is damaged: %d\n%s", a.status, a.body)
			}
			overwrite(t, file, damage.do(slices.Clone(whole)))
			for i := 0; i < 3000; i += 30 {
				if a := lookup(i); !right(a) && a.status != 503 {
					t.Errorf("card %d is %d\n%.300s", i, a.status, a.body)
				}
			}
			for _, path := range []string{"/en/hello/", "/api/v1/search?q=town&lang=en", "/healthz"} {
				if a, err := r.ask(client, "GET", path, "", somebody()); err != nil || a.status != 200 {
					t.Errorf("%s is %d, %v", path, a.status, err)
				}
			}
			r.kill()
			for _, name := range []string{file + "-wal", file + "-shm"} {
				if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
					t.Fatal(err)
				}
			}
			overwrite(t, file, whole)
			r.start()
			if a := lookup(7); !right(a) {
				t.Errorf("once it is brought back: %d\n%s", a.status, a.body)
			}
			if log := r.log.String(); strings.Contains(log, "goroutine ") {
				t.Error("it panicked")
			}
		})
	}
}

// overwrite changes a file where it stands, as a failing disk does.
func overwrite(t *testing.T, name string, body []byte) {
	t.Helper()
	if err := os.WriteFile(name, body, 0o600); err != nil {
		t.Fatal(err)
	}
}
