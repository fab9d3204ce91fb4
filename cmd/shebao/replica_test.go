package main

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"shebao/server/logtest"
)

// replica is a server in a process of its own, as an operator runs it.
type replica struct {
	t       *testing.T
	addr    string
	command []string // the program and its arguments
	env     []string
	log     logtest.Buffer
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
