package main

import (
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A server that starts on a full disk serves pages and searches. SQLite needs
// room beside the cards to read them; when there is some, they are answered
// from, without a restart.
func TestServerStartsOnAFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data, public := filepath.Join(dir, "data"), filepath.Join(dir, "public")
	shebao(t, nil, "build", "--data", data, "--public", public)
	shebao(t, nil, "cards", "import", importedCards(t, dir, 100), "--data", data)
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
