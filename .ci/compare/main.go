// Compare builds and serves the same guides with ours and with other programs,
// in turn, and prints what each took: medians, ratios, peak memory.
//
//	go run ./.ci/compare                       everything, some fifteen minutes
//	go run ./.ci/compare -part build -rounds 5
//	go run ./.ci/compare -part serve
//
// It fetches Hugo and Caddy through the Go module proxy and Pagefind from npm;
// nginx and wrk come from Debian (apt-get install nginx-light wrk). It is not part
// of 'run': on a machine that does something else meanwhile it says little.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"shebao/generator/corpustest"
)

// The programs that are fetched, pinned so that two runs compare the same.
const (
	hugo     = "github.com/gohugoio/hugo@v0.162.0"
	caddy    = "github.com/caddyserver/caddy/v2/cmd/caddy@v2.11.9"
	pagefind = "pagefind@1.6.0"
)

type comparison struct {
	work   string // where everything is kept, so that a second run fetches nothing
	guides int    // in each of two languages
	rounds int
	load   time.Duration // for which each server is asked
}

func main() {
	c := comparison{}
	flag.StringVar(&c.work, "work", filepath.Join(os.TempDir(), "shebao-compare"), "folder for what is fetched and built")
	flag.IntVar(&c.guides, "guides", 5000, "guides in each language")
	flag.IntVar(&c.rounds, "rounds", 3, "how often each is measured")
	flag.DurationVar(&c.load, "load", 5*time.Second, "how long each server is asked in a round")
	part := flag.String("part", "all", "build, index, scale, serve or all; fetch only prepares")
	plain := flag.String("plain", "", "serve this file with a plain Echo handler, for the comparison itself")
	addr := flag.String("addr", "localhost:0", "address of the plain handler")
	flag.Parse()
	if *plain != "" {
		fail(servePlain(*plain, *addr))
		return
	}
	fail(c.prepare())
	fmt.Printf("%s, %d processors, %s; 2 × %d guides, %d rounds\n", time.Now().Format(time.DateOnly), runtime.NumCPU(), processor(), c.guides, c.rounds)
	if *part == "build" || *part == "all" {
		fail(c.builds())
	}
	if *part == "index" || *part == "all" {
		fail(c.indexes())
	}
	if *part == "scale" || *part == "all" {
		fail(c.scales())
	}
	if *part == "serve" || *part == "all" {
		fail(c.servers())
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

func (c comparison) path(names ...string) string {
	return filepath.Join(append([]string{c.work}, names...)...)
}

// prepare fetches the programs and writes the guides, where they are not there.
func (c comparison) prepare() error {
	var missing []error
	for _, tool := range []string{"nginx", "wrk", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			missing = append(missing, fmt.Errorf("%s is missing: apt-get install nginx-light wrk npm", tool))
		}
	}
	if err := errors.Join(missing...); err != nil {
		return err
	}
	if err := os.MkdirAll(c.path("bin"), 0o755); err != nil {
		return err
	}
	if err := run("go", "build", "-o", c.path("bin", "shebao"), "./cmd/shebao"); err != nil {
		return err
	}
	if err := run("go", "build", "-o", c.path("bin", "compare"), "./.ci/compare"); err != nil {
		return err
	}
	for name, module := range map[string]string{"hugo": hugo, "caddy": caddy} {
		if _, err := os.Stat(c.path("bin", name)); err == nil {
			continue
		}
		install := exec.Command("go", "install", module)
		install.Env = append(os.Environ(), "GOBIN="+c.path("bin"))
		install.Stderr = os.Stderr
		if err := install.Run(); err != nil {
			return fmt.Errorf("install %s: %w", module, err)
		}
	}
	if _, err := os.Stat(c.path("node_modules", ".bin", "pagefind")); err != nil {
		if err := run("npm", "install", "--silent", "--no-save", "--prefix", c.work, pagefind); err != nil {
			return err
		}
	}
	if err := c.writeGuides(); err != nil {
		return err
	}
	if _, err := os.Stat(c.site()); err == nil {
		return nil
	}
	return c.hugoSite()
}

// writeGuides writes the guides, where they are not there.
func (c comparison) writeGuides() error {
	if _, err := os.Stat(c.content()); err == nil {
		return nil
	}
	return corpustest.Write(c.content(), c.guides)
}

// content are the guides as ours takes them, and site the folder in which Hugo
// has the same ones.
func (c comparison) content() string { return c.path(fmt.Sprintf("content-%d", c.guides)) }
func (c comparison) site() string    { return c.path(fmt.Sprintf("hugo-%d", c.guides)) }

func (c comparison) hugoSite() error {
	if err := os.CopyFS(c.site(), os.DirFS(".ci/compare/hugo")); err != nil {
		return err
	}
	for _, lang := range []string{"zh", "en"} {
		if err := os.CopyFS(filepath.Join(c.site(), "content", lang), os.DirFS(filepath.Join(c.content(), lang))); err != nil {
			return err
		}
	}
	return nil
}

func run(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
