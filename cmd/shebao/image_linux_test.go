package main

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"shebao/server/logtest"
)

// image is a root and how a program is run in it.
type image struct {
	root                 string
	User, WorkingDir     string
	Env, Entrypoint, Cmd []string
}

// inImage runs a program in a root that is read only but for the state: as the
// image's user, without a place for temporary files, devices or other variables.
const inImage = `root=$1 user=$2 dir=$3; shift 3
mount --bind "$root" "$root"
mount --bind "$root/var/lib/shebao" "$root/var/lib/shebao"
mount --rbind /proc "$root/proc"
mount -o remount,ro,bind "$root"
cd "$root"
! touch "$root/x" 2>/dev/null || exit 9
exec env -i "$@"
`

// command runs the image with more variables, and other words behind its
// entrypoint than its own unless there are none.
func (i image) command(env []string, args ...string) *exec.Cmd {
	user, group, _ := strings.Cut(i.User, ":")
	if len(args) == 0 {
		args = i.Cmd
	}
	enter, _ := exec.LookPath("unshare") // without it nothing was run before
	words := []string{"--mount", "sh", "-ec", inImage, "sh", i.root, i.User, i.WorkingDir}
	for _, more := range [][]string{i.Env, env, {enter, "--root=" + i.root, "--wd=" + i.WorkingDir, "--setgid", group, "--setuid", user}, i.Entrypoint, args} {
		words = append(words, more...)
	}
	return exec.Command("unshare", words...)
}

// The image has nothing but the program, its state, certificates and time zones;
// the program needs no more than that, and writes nowhere else.
func TestTheProgramRunsFromScratch(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program")
	}
	need(t, "unshare", "--mount", "true")
	t.Run("in a root that is like the image", func(t *testing.T) {
		root := t.TempDir()
		build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", filepath.Join(root, "shebao"), ".")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if said, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		runsIn(t, image{root: root, User: "65532:65532", WorkingDir: "/var/lib/shebao", Entrypoint: []string{"/shebao"}, Cmd: []string{"serve"}})
	})
	t.Run("in the image that the Containerfile makes", func(t *testing.T) {
		need(t, "buildah", "version")
		need(t, "/bin/busybox", "true")
		runsIn(t, builtImage(t))
	})
}

// need leaves a test out where a command does not work here.
func need(t *testing.T, name string, args ...string) {
	t.Helper()
	said, err := exec.Command(name, args...).CombinedOutput()
	switch {
	case err != nil && os.Getenv("CI") != "":
		t.Fatalf("%s: %v: %s", name, err, said)
	case err != nil:
		t.Skipf("%s: %v: %s", name, err, said)
	}
}

// builtImage has buildah make what .ops/Containerfile describes. The image with Go
// that it begins with is made from the Go, the modules and the certificates of this
// machine, so that no registry need be reached.
func builtImage(t *testing.T) (i image) {
	t.Helper()
	store := t.TempDir()
	run := func(name string, args ...string) string {
		t.Helper()
		cmd := exec.Command(name, args...)
		var complaint strings.Builder
		cmd.Stderr = &complaint
		said, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, said, &complaint)
		}
		return strings.TrimSpace(string(said))
	}
	buildah := func(args ...string) string {
		t.Helper()
		return run("buildah", append([]string{"--root", filepath.Join(store, "root"), "--runroot", filepath.Join(store, "run"), "--storage-driver", "vfs"}, args...)...)
	}
	text, err := os.ReadFile("../../.ops/Containerfile")
	if err != nil {
		t.Fatal(err)
	}
	from := regexp.MustCompile(`(?m)^FROM (golang:\S+) AS build$`).FindSubmatch(text)
	if from == nil {
		t.Fatal("the Containerfile begins with no image of Go")
	}
	run("go", "mod", "download")
	base := buildah("from", "scratch")
	for _, c := range [][2]string{
		{"/bin/busybox", "/bin/sh"}, {"/bin/busybox", "/bin/mkdir"}, {"/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/certs/"}, {"/usr/share/zoneinfo", "/usr/share/zoneinfo"},
	} {
		buildah("copy", "--quiet", base, c[0], c[1])
	}
	buildah("config", "--env", "PATH=/usr/local/go/bin:/bin", "--env", "HOME=/root", "--env", "GOPROXY=file:///proxy", "--env", "GOSUMDB=off", "--env", "GOTOOLCHAIN=local", base)
	buildah("run", "--isolation", "chroot", base, "--", "mkdir", "-p", "/tmp", "/root", "/usr/local/go")
	buildah("commit", "--quiet", "--rm", base, "docker.io/library/"+string(from[1]))
	buildah("build", "--isolation", "chroot", "--pull=never", "--layers=false", "--tag", "shebao", "--file", "../../.ops/Containerfile",
		"--volume", run("go", "env", "GOROOT")+":/usr/local/go:ro", "--volume", run("go", "env", "GOMODCACHE")+"/cache/download:/proxy:ro", "--volume", run("go", "env", "GOCACHE")+":/root/.cache/go-build", "../..")
	var about struct {
		OCIv1 struct {
			Config image `json:"config"`
		}
	}
	if err := json.Unmarshal([]byte(buildah("inspect", "--type", "image", "shebao")), &about); err != nil {
		t.Fatal(err)
	}
	i = about.OCIv1.Config
	i.root = buildah("mount", buildah("from", "--pull=never", "shebao"))
	t.Cleanup(func() { buildah("umount", "--all") })
	return i
}

// runsIn imports cards and serves in an image.
func runsIn(t *testing.T, i image) {
	t.Helper()
	state := filepath.Join(i.root, "var", "lib", "shebao")
	for _, dir := range []string{filepath.Join(state, "public"), filepath.Join(state, "data"), filepath.Join(i.root, "proc")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	importedCards(t, filepath.Join(state, "data"), 10)
	if said, err := exec.Command("chown", "-R", i.User, state).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	address, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	env := []string{"SHEBAO_ADDR=" + address, "SHEBAO_METRICS_ADDR=", "SHEBAO_DRAIN=0s"}
	if said, err := i.command(nil, "cards", "import", "data/cards.csv").CombinedOutput(); err != nil {
		t.Fatalf("import: %v\n%s", err, said)
	}
	serve := i.command(env)
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
