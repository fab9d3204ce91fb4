package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// page has 15 KB, and 5 when it is compressed. An answer below 4 KB would leave
// net/http in one write from any handler, and a larger one does so from ours alone:
// there a plain handler is quicker by what logs, limits and deadlines cost.
const page = "/en/privacy/"

// servePlain is what is compared with: an Echo handler that answers with a page
// compressed beforehand, and does nothing else.
func servePlain(name, addr string) error {
	body, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.GET("/*", func(c echo.Context) error {
		c.Response().Header().Set("Content-Encoding", "gzip")
		return c.Blob(http.StatusOK, "text/html; charset=utf-8", body)
	})
	return e.Start(addr)
}

// asked is what a load of requests came to.
type asked struct {
	rate float64       // answers a second
	p99  time.Duration // of an answer
}

// server is one program that serves the page.
type server struct {
	name string
	args []string
	addr string

	path  string   // what is asked for; "" = page
	more  []string // arguments of wrk
	asked []asked
	peak  int64 // memory in bytes, with the site loaded and asked
}

// servers compares the rate and the slowest hundredth of answers with one page
// of the guides inside the program, compressed with gzip, on 64 connections. The load comes from the
// same machine, from one thread.
func (c comparison) servers() error {
	dir, err := os.MkdirTemp(c.work, "serve-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	public, data := filepath.Join(dir, "public"), filepath.Join(dir, "data")
	if err := run(c.path("bin", "shebao"), "build", "--public", public, "--data", data); err != nil {
		return err
	}
	file := filepath.Join(public, filepath.FromSlash(page), "index.html")
	packed, err := pack(file)
	if err != nil {
		return err
	}
	ports, err := freePorts(4)
	if err != nil {
		return err
	}
	nginx, caddy, err := configure(dir, public, ports)
	if err != nil {
		return err
	}
	at := func(i int) string { return "127.0.0.1:" + strconv.Itoa(ports[i]) }
	plain := &server{name: "plain Echo handler", addr: at(0), args: []string{c.path("bin", "compare"), "-plain", packed, "-addr", at(0)}}
	shebao := []string{c.path("bin", "shebao"), "serve", "--public", public, "--data", data, "--addr", at(1), "--log-format", "json"}
	all := []*server{
		{name: "shebao", addr: at(1), args: shebao},
		{name: "shebao, 304", addr: at(1), args: shebao, more: []string{"-H", "If-None-Match: *"}},
		{name: "shebao, 404", addr: at(1), args: shebao, path: "/en/none/"},
		{name: "nginx", addr: at(2), args: nginx},
		{name: "Caddy", addr: at(3), args: caddy},
		plain,
	}
	for round := range c.rounds {
		for i := range all {
			if err := all[(i+round)%len(all)].load(c.load); err != nil {
				return err
			}
		}
	}
	fmt.Printf("\n%-26s %12s %9s %9s\n", "a page with gzip, 64 conn.", "a second", "p99", "memory")
	other := plain.median()
	for _, s := range all {
		m := s.median()
		fmt.Printf("  %-24s %12.0f %6.2f ms %6d MB   %.2f of its rate, %.2f of its p99\n", s.name, m.rate, m.p99.Seconds()*1000, s.peak>>20, m.rate/other.rate, float64(m.p99)/float64(other.p99))
	}
	return nil
}

// pack compresses the page beside it, for those that send files.
func pack(file string) (string, error) {
	body, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // a level that there is
	if _, err := w.Write(body); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return file + ".gz", os.WriteFile(file+".gz", b.Bytes(), 0o644)
}

func configure(dir, public string, ports []int) (nginx, caddy []string, err error) {
	conf := filepath.Join(dir, "nginx.conf")
	text := fmt.Sprintf("worker_processes auto;\ndaemon off;\npid %[1]s/nginx.pid;\nerror_log %[1]s/nginx.log;\nevents { worker_connections 1024; }\nhttp {\n  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=100;\n  types { text/html html; }\n  server { listen 127.0.0.1:%[2]d; root %[3]s; index index.html; gzip_static on; }\n}\n", dir, ports[2], public)
	if err := os.WriteFile(conf, []byte(text), 0o644); err != nil {
		return nil, nil, err
	}
	if err := os.Chmod(dir, 0o755); err != nil { // nginx's workers are another user
		return nil, nil, err
	}
	file := filepath.Join(dir, "Caddyfile")
	text = fmt.Sprintf("{\n\tadmin off\n\tauto_https off\n}\nhttp://127.0.0.1:%d {\n\troot * %s\n\tfile_server {\n\t\tprecompressed gzip\n\t}\n}\n", ports[3], public)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return nil, nil, err
	}
	return []string{"nginx", "-c", conf}, []string{filepath.Join(filepath.Dir(dir), "bin", "caddy"), "run", "--config", file, "--adapter", "caddyfile"}, nil
}

var (
	rateLine = regexp.MustCompile(`Requests/sec:\s+([0-9.]+)`)
	p99Line  = regexp.MustCompile(`99%\s+([0-9.]+)(us|ms|s)`)
)

// load starts the server, asks it for a while, and stops it.
func (s *server) load(long time.Duration) error {
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, s.args[0], s.args[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	if err := cmd.Start(); err != nil {
		stop()
		return err
	}
	defer func() { stop(); _ = cmd.Wait() }()
	url := "http://" + s.addr + page
	if err := waitFor(url); err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	if s.path != "" {
		url = "http://" + s.addr + s.path
	}
	ask := func(long time.Duration) (string, error) {
		args := append([]string{"-t1", "-c64", "--latency", "-d" + strconv.Itoa(int(long.Seconds())) + "s", "-H", "Accept-Encoding: gzip"}, s.more...)
		out, err := exec.Command("wrk", append(args, url)...).CombinedOutput()
		return string(out), err
	}
	if _, err := ask(time.Second); err != nil { // warm
		return err
	}
	out, err := ask(long)
	rate, p99 := rateLine.FindStringSubmatch(out), p99Line.FindStringSubmatch(out)
	if err != nil || rate == nil || p99 == nil {
		return fmt.Errorf("wrk: %v\n%s", err, out)
	}
	a := asked{}
	a.rate, _ = strconv.ParseFloat(rate[1], 64)    // the pattern lets only numbers through
	a.p99, _ = time.ParseDuration(p99[1] + p99[2]) // and durations
	s.asked = append(s.asked, a)
	s.peak = max(s.peak, peak(cmd.Process.Pid))
	return nil
}

func (s *server) median() asked {
	return asked{
		middle(s.asked, func(a asked) float64 { return a.rate }),
		middle(s.asked, func(a asked) time.Duration { return a.p99 }),
	}
}

// middle is the median of what each tells.
func middle[E any, V cmp.Ordered](all []E, of func(E) V) V {
	var values []V
	for _, e := range all {
		values = append(values, of(e))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// peak is the most memory that a process has had, in bytes.
func peak(pid int) int64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(text)) {
		if rest, found := strings.CutPrefix(line, "VmHWM:"); found {
			n, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return n << 10
		}
	}
	return 0
}

// waitFor waits until a server answers with the page.
func waitFor(url string) error {
	for range 200 {
		answer, err := http.Get(url)
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	return errors.New("does not answer")
}

func freePorts(n int) ([]int, error) {
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}
