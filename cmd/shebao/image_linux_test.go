package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"shebao/server/logtest"
)

// inImage runs a program in a root that is read only but for the state, as the
// image is run: as nobody, without a place for temporary files, devices or
// variables.
const inImage = `root=$1 address=$2; shift 2
mount --bind "$root" "$root"
mount --bind "$root/var/lib/shebao" "$root/var/lib/shebao"
mount --rbind /proc "$root/proc"
mount -o remount,ro,bind "$root"
cd "$root"
! touch "$root/x" 2>/dev/null || exit 9
exec env -i SHEBAO_PUBLIC=/var/lib/shebao/public SHEBAO_DATA=/var/lib/shebao/data SHEBAO_ADDR="$address" "$(command -v chroot)" --userspec=65532:65532 . /shebao "$@"
`

// The image has nothing but the program, its state, certificates and time zones;
// the program needs no more than that, and writes nowhere else.
func TestTheProgramRunsFromScratch(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program")
	}
	if said, err := exec.Command("unshare", "--mount", "true").CombinedOutput(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%v: %s", err, said)
		}
		t.Skipf("this user may not change what is mounted: %s", said)
	}
	root := t.TempDir()
	state := filepath.Join(root, "var", "lib", "shebao")
	for _, dir := range []string{filepath.Join(state, "public"), filepath.Join(state, "data"), filepath.Join(root, "proc")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", filepath.Join(root, "shebao"), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	importedCards(t, filepath.Join(state, "data"), 10)
	if said, err := exec.Command("chown", "-R", "65532:65532", state).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	address, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) *exec.Cmd {
		return exec.Command("unshare", append([]string{"--mount", "sh", "-ec", inImage, "sh", root, address}, args...)...)
	}
	if said, err := run("cards", "import", "/var/lib/shebao/data/cards.csv").CombinedOutput(); err != nil {
		t.Fatalf("import: %v\n%s", err, said)
	}
	serve := run("serve")
	log := &logtest.Buffer{}
	serve.Stdout, serve.Stderr = log, log
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- serve.Wait() }()
	t.Cleanup(func() { _ = serve.Process.Kill() })
	client := &http.Client{Timeout: 20 * time.Second}
	within(t, time.Minute, "it is ready", func() bool {
		got, err := client.Get("http://" + address + "/readyz")
		if err != nil {
			return false
		}
		got.Body.Close()
		return got.StatusCode == 200
	})
	r := &replica{addr: address}
	for path, body := range map[string]string{"/en/guides/reissue/": "", "/api/v1/search?q=lost&lang=en": "", "/api/v1/card-status": lookupBody(7, 7)} {
		method := "GET"
		if body != "" {
			method = "POST"
		}
		if a, err := r.ask(client, method, path, body, somebody()); err != nil || a.status != 200 {
			t.Errorf("%s is %d, %v", path, a.status, err)
		}
	}
	if err := serve.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("it ends with %v", err)
	}
	if t.Failed() || !strings.Contains(log.String(), "serving ") {
		t.Errorf("it says\n%s", log)
	}
}
