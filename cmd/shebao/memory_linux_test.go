package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"
)

// A small machine must have room for the moment in which a server builds the
// site: with the garbage of a rush it took 125 MB, without it takes 84.
func TestAServerThatBuildsTheSiteAtItsStartStaysSmall(t *testing.T) {
	t.Parallel()
	pid, _ := serveOurSite(t)
	peak := memoryOf(t, pid, "VmHWM:")
	t.Logf("it has taken %d MB until it serves", peak>>20)
	if peak > 105<<20 {
		t.Error("that is more than the site and a small build need")
	}
}

// Whoever has asked for every page, in the form that takes longest to make, and
// for what readers search, leaves nothing behind that is not given back.
func TestAServerWithOurSiteTakesLessThan60MB(t *testing.T) {
	t.Parallel()
	pid, server := serveOurSite(t)
	get := func(address string) string {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server+address, nil)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(address, "/") {
			r.Header.Set("Accept-Encoding", "br")
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s, %v", address, answer.Status, err)
		}
		return string(body)
	}
	pages := regexp.MustCompile(`<loc>[a-z]+://[^/<]+(/[^<]*)</loc>`).FindAllStringSubmatch(get("/sitemap.xml"), -1)
	if len(pages) < 30 {
		t.Fatalf("the sitemap has %d pages", len(pages))
	}
	for _, page := range pages {
		get(page[1])
	}
	for _, text := range []string{"lost card", "卡丢了怎么办", "guashi", "pasword", "who may act for me"} {
		get("/api/v1/search?" + url.Values{"q": {text}, "lang": {"en"}}.Encode())
		get("/zh/search/?" + url.Values{"q": {text}}.Encode())
	}
	var rests int64
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(time.Second) {
		if rests = memoryOf(t, pid, "VmRSS:"); rests < 60<<20 {
			t.Logf("it takes %d MB", rests>>20)
			return
		}
	}
	t.Errorf("a minute after the last request it takes %d MB", rests>>20)
}

// serveOurSite starts a server that has to build the guides inside the program.
func serveOurSite(t *testing.T) (pid int, address string) {
	t.Helper()
	if info, _ := debug.ReadBuildInfo(); info != nil && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		t.Skip("the race detector takes several times the memory; without it this has been measured")
	}
	dir := t.TempDir()
	cmd := exec.Command("shebao", "serve", "--addr", "127.0.0.1:0", "--public", filepath.Join(dir, "public"), "--data", filepath.Join(dir, "data"))
	cmd.Env = append(os.Environ(), "GOGC=", "GOMAXPROCS=2") // as on a small machine: each more works on pages of its own
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for said := bufio.NewScanner(out); said.Scan(); {
		if at, ok := strings.CutPrefix(said.Text(), "serving "); ok {
			return cmd.Process.Pid, strings.TrimSuffix(at, "/")
		}
	}
	t.Fatal("it does not serve")
	return 0, ""
}

// memoryOf is what Linux says of a process, in bytes.
func memoryOf(t *testing.T, pid int, what string) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), what)
	kilobytes := int64(0)
	if _, err := fmt.Sscan(rest, &kilobytes); err != nil {
		t.Fatal(err)
	}
	return kilobytes << 10
}
