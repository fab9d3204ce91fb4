package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"shebao/generator"
	"shebao/generator/theme"
	"shebao/server/card/cardtest"
)

// replica is a server in a process of its own, as an operator runs it.
type replica struct {
	t       *testing.T
	addr    string
	command []string // the program and its arguments
	env     []string
	log     locked
	process *exec.Cmd
}

// newReplica starts 'shebao serve' with those arguments and waits until it
// answers /healthz. What it wrote besides of requests is shown where the test
// fails.
func newReplica(t *testing.T, env []string, args ...string) *replica {
	t.Helper()
	return newReplicaUnder(t, []string{"shebao"}, env, args...)
}

// newReplicaUnder starts one through another command, which sets limits.
func newReplicaUnder(t *testing.T, program, env []string, args ...string) *replica {
	t.Helper()
	addr, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	r := &replica{t: t, addr: addr, env: env, command: slices.Concat(program, []string{"serve", "--addr", addr}, args)}
	t.Cleanup(func() {
		r.kill()
		if t.Failed() {
			var log []string
			for line := range strings.SplitSeq(r.log.String(), "\n") {
				if !strings.Contains(line, "level=INFO msg=request") {
					log = append(log, line)
				}
			}
			t.Logf("%s wrote, at the end:\n%s", addr, strings.Join(log[max(0, len(log)-20):], "\n"))
		}
	})
	r.start()
	return r
}

func (r *replica) start() {
	r.t.Helper()
	r.launch()
	within(r.t, 30*time.Second, "it answers", func() bool {
		answer, err := http.Get(r.url("/healthz"))
		if err != nil {
			return false
		}
		answer.Body.Close()
		return answer.StatusCode == http.StatusOK
	})
}

// launch starts the process and waits for nothing.
func (r *replica) launch() {
	r.t.Helper()
	r.process = exec.Command(r.command[0], r.command[1:]...)
	r.process.Env = append(os.Environ(), r.env...)
	r.process.Stdout, r.process.Stderr = &r.log, &r.log
	if err := r.process.Start(); err != nil {
		r.t.Fatal(err)
	}
}

func (r *replica) url(path string) string { return "http://" + r.addr + path }

// kill ends it as a power cut does.
func (r *replica) kill() {
	_ = r.process.Process.Kill()
	_ = r.process.Wait()
}

// stop ends it as an operator does, and expects exit code 0.
func (r *replica) stop() {
	r.t.Helper()
	if err := r.process.Process.Signal(syscall.SIGTERM); err != nil {
		r.t.Fatal(err)
	}
	if err := r.process.Wait(); err != nil {
		r.t.Errorf("after SIGTERM it ended with %v", err)
	}
}

// within waits for something to become true.
func within(t *testing.T, long time.Duration, what string, true func() bool) {
	t.Helper()
	for deadline := time.Now().Add(long); !true(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", long, what)
		}
	}
}

// balancer sends each request to the next replica, as a load balancer does: one
// that is not ready gets none as long as another is, and one that takes no
// connection leaves the request to the next.
type balancer struct {
	replicas []*replica
	ready    []atomic.Bool
	turn     atomic.Int64
	client   *http.Client
	checks   sync.WaitGroup
	stop     context.CancelFunc
}

// balance begins to watch the replicas. Each request has a connection of its
// own, so that what a killed replica held is known exactly.
func balance(t *testing.T, replicas ...*replica) *balancer {
	ctx, stop := context.WithCancel(context.Background())
	b := &balancer{replicas: replicas, ready: make([]atomic.Bool, len(replicas)), stop: stop,
		client: &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	for i, r := range replicas {
		b.ready[i].Store(true)
		b.checks.Go(func() {
			for ; ctx.Err() == nil; time.Sleep(50 * time.Millisecond) {
				answer, err := b.client.Get(r.url("/readyz"))
				if err == nil {
					answer.Body.Close()
				}
				b.ready[i].Store(err == nil && answer.StatusCode == http.StatusOK)
			}
		})
	}
	t.Cleanup(func() {
		stop()
		b.checks.Wait()
	})
	return b
}

// answer is what came back, and from whom.
type answer struct {
	status int
	header http.Header
	body   string
	from   *replica
}

// ask sends a request to the next replica. from is whom it is for, by the
// address that the balancer names.
func (b *balancer) ask(method, path, body, from string) (a answer, err error) {
	first := int(b.turn.Add(1))
	for _, readyOnly := range []bool{true, false} {
		for n := range b.replicas {
			i := (first + n) % len(b.replicas)
			if readyOnly && !b.ready[i].Load() {
				continue
			}
			a, err = b.replicas[i].ask(b.client, method, path, body, from)
			if !errors.Is(err, syscall.ECONNREFUSED) {
				return a, err
			}
		}
	}
	return a, err
}

func (r *replica) ask(client *http.Client, method, path, body, from string) (answer, error) {
	request, err := http.NewRequest(method, r.url(path), strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("X-Forwarded-For", from)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	got, err := client.Do(request)
	if err != nil {
		return answer{from: r}, err
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	return answer{got.StatusCode, got.Header, string(text), r}, err
}

// somebody is an address that nobody else in the test has.
func somebody() string {
	return fmt.Sprintf("2001:db8:%x:%x::1", rand.IntN(1<<16), rand.IntN(1<<16))
}

// lookupBody asks for the i-th invented card; card is another card's number.
func lookupBody(i, card int) string {
	id, _ := cardtest.Numbers(i)
	_, number := cardtest.Numbers(card)
	return fmt.Sprintf(`{"id_number":%q,"card_number":%q}`, id, number)
}

// importedCards is an issuer's file in which every card is active.
func importedCards(t *testing.T, dir string, cards int) string {
	t.Helper()
	var text bytes.Buffer
	text.WriteString("id_number,card_number,status,changed_at\n")
	for i := range cards {
		id, number := cardtest.Numbers(i)
		fmt.Fprintf(&text, "%s,%s,active,2026-01-01\n", id, number)
	}
	name := filepath.Join(dir, "cards.csv")
	if err := os.WriteFile(name, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// shebao runs a command that must end well.
func shebao(t *testing.T, env []string, args ...string) string {
	t.Helper()
	said, err := command(env, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("shebao %s: %v\n%s", strings.Join(args, " "), err, said)
	}
	return string(said)
}

func command(env []string, args ...string) *exec.Cmd {
	c := exec.Command("shebao", args...)
	c.Env = append(os.Environ(), env...)
	return c
}

// packBuild makes an archive of a small site whose pages say name, in a style
// that no build of another name has.
func packBuild(t *testing.T, name string) (file string) {
	t.Helper()
	dir := t.TempDir()
	style := filepath.Join(dir, "theme")
	if err := os.CopyFS(style, os.DirFS("../../generator/theme")); err != nil {
		t.Fatal(err)
	}
	sheet, err := os.OpenFile(filepath.Join(style, "styles", "layout.css"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(sheet, "\n.build-%s { order: 1 }\n", name)
	if err := sheet.Close(); err != nil {
		t.Fatal(err)
	}
	content := filepath.Join(dir, "content")
	writeTown(t, content, name)
	l := place{public: filepath.Join(dir, "public"), data: filepath.Join(dir, "data")}
	options := generator.Options{Content: os.DirFS(content), Public: l.public, CardStatuses: cardStatuses(), Index: l.buildIndex, HasIndex: l.hasIndex}
	if options.Theme, err = theme.New(theme.Options{FS: os.DirFS(style)}); err != nil {
		t.Fatal(err)
	}
	if _, err := generator.Build(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(dir, name+".tar.zst")
	if err := l.pack(file); err != nil {
		t.Fatal(err)
	}
	return file
}

// writeTown writes the content of a site with one guide, which says name.
func writeTown(t *testing.T, dir, name string) {
	t.Helper()
	for file, text := range map[string]string{
		"site.yaml": "title: Town\nlanguages: [en]\n", "en/hello.md": "---\ntitle: Hello\n---\nThis is build " + name + " of the town.\n",
	} {
		file = filepath.Join(dir, file)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// ship brings an archive to a replica: it appears whole.
func ship(t *testing.T, from, to string) {
	t.Helper()
	body, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to+".part", body, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(to+".part", to); err != nil {
		t.Fatal(err)
	}
}
