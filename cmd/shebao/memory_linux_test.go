package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
)

// A small machine must have room for the moment in which a server builds the
// site: with the garbage of a rush it took 125 MB, without it takes 84.
func TestAServerThatBuildsTheSiteAtItsStartStaysSmall(t *testing.T) {
	t.Parallel()
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
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	serving := false
	for said := bufio.NewScanner(out); !serving && said.Scan(); {
		serving = strings.HasPrefix(said.Text(), "serving ")
	}
	if !serving {
		t.Fatal("it does not serve")
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	_, peak, _ := strings.Cut(string(status), "VmHWM:")
	kilobytes := 0
	if _, err := fmt.Sscan(peak, &kilobytes); err != nil {
		t.Fatal(err)
	}
	t.Logf("it has taken %d MB until it serves", kilobytes>>10)
	if kilobytes > 105<<10 {
		t.Error("that is more than the site and a small build need")
	}
}
