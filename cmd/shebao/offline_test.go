package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"shebao/cmd/shebao/site"
	"shebao/content"
	"shebao/generator/theme/sample/browser"
	"shebao/server"
)

// network is a site behind a network that comes and goes.
type network struct {
	http.Handler
	mu    sync.Mutex
	down  bool
	asked []string
}

func (n *network) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	down := n.down
	n.asked = append(n.asked, r.URL.Path)
	n.mu.Unlock()
	if down {
		panic(http.ErrAbortHandler) // the connection breaks
	}
	n.Handler.ServeHTTP(w, r)
}

func (n *network) goes(down bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.down = down
}

// before are the paths that were asked for before one.
func (n *network) before(path string) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	for i, asked := range n.asked {
		if asked == path {
			return n.asked[:i]
		}
	}
	return n.asked
}

// reader is a browser in which somebody reads the site.
type reader struct {
	t    *testing.T
	ctx  context.Context
	base string

	asked int // questions
}

func newReader(t *testing.T, ctx context.Context, base string) *reader {
	t.Helper()
	ctx, cancel := chromedp.NewContext(ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	r := &reader{t: t, ctx: ctx, base: base}
	r.do(chromedp.EmulateViewport(360, 740))
	return r
}

func (r *reader) do(steps ...chromedp.Action[chromedp.Void]) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		r.t.Fatal(err)
	}
}

func (r *reader) open(path string) {
	r.t.Helper()
	r.do(chromedp.Navigate(r.base + path))
}

// wait returns when a JavaScript expression, which may be a promise's, is true.
func (r *reader) wait(expression string) {
	r.t.Helper()
	if r.seesWithin(30*time.Second, expression) {
		return
	}
	where, _ := chromedp.Run(r.ctx, chromedp.Location())
	text, _ := chromedp.Run(r.ctx, chromedp.Evaluate[string](`document.body.innerText.slice(0, 600)`))
	r.t.Fatalf("never came true at %s: %s\n%s", where, expression, text)
}

// seesWithin tells whether an expression comes true in a time.
func (r *reader) seesWithin(d time.Duration, expression string) bool {
	r.asked++
	question := fmt.Sprintf(`(Promise.resolve(%s).then((is) => (window.true%d ||= Boolean(is))), window.true%[2]d === true)`, expression, r.asked)
	for deadline := time.Now().Add(d); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(r.ctx, time.Second) // asked while the page changes, it may have no answer
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](question))
		cancel()
		if err == nil && ok {
			return true
		}
	}
	return false
}

// shot writes what the reader sees into a file.
func (r *reader) shot(file string) {
	r.t.Helper()
	picture, err := chromedp.Run(r.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(file, picture, 0o644)
	}
	if err != nil {
		r.t.Error(err)
	}
}

// kept is an expression: whether a page is on the device.
func kept(path string) string { return `caches.match("` + path + `").then((r) => r)` }

// editableContent is the embedded content as a folder that can be changed.
func editableContent(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "content")
	if err := os.CopyFS(dir, content.FS); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestReadingWithoutANetwork(t *testing.T) {
	if testing.Short() {
		t.Skip("the same has been done without the race detector")
	}
	chromium := browser.Start(t)
	dir := t.TempDir()
	l := site.Place{Content: editableContent(t), Public: filepath.Join(dir, "public"), Data: filepath.Join(dir, "data"), NoIndex: true}
	build := func() {
		t.Helper()
		if _, err := l.Build(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	build()
	srv, err := server.New(server.Config{Public: l.Public})
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Close()

	for lang, words := range map[string]struct{ query, found string }{
		"zh": {"怎么挂失", "/zh/guides/report-loss/"},
		"en": {"Report lost card", "/en/guides/report-loss/"},
	} {
		t.Run(lang, func(t *testing.T) {
			net := &network{Handler: srv.Handler()}
			site := httptest.NewUnstartedServer(net)
			site.Config.ErrorLog = log.New(io.Discard, "", 0) // of broken connections
			site.Start()
			defer site.Close()
			r := newReader(t, chromium, site.URL)
			first, second, status := "/"+lang+"/guides/report-loss/", "/"+lang+"/guides/reissue/", "/"+lang+"/status/"
			offline, away := "/"+lang+"/offline/", `!document.querySelector("[data-offline-away]").hidden`

			// The first page is kept a while after it was shown, at no cost before.
			r.open(first)
			r.wait(kept(first))
			if asked := net.before("/sw.js"); len(asked) > 4 {
				t.Errorf("before the worker a first visit asks for %v", asked)
			}
			r.wait(kept(offline))
			r.wait(`navigator.serviceWorker.controller`)

			net.goes(true)
			r.open(first)
			r.wait(`document.querySelector("article h1") && document.styleSheets.length > 0`)

			// A page that was never read: what there is instead, with a search.
			r.open(second)
			r.wait(away)
			r.wait(`document.querySelectorAll("[data-offline-results] a").length === 1 && !document.querySelector("[data-offline-keep]").checkVisibility()`)
			// The switch keeps to the page that was asked for, which may be there.
			r.wait(`[...document.querySelectorAll("a[hreflang]")].some((a) => a.pathname === "` + second + `".replace("/` + lang + `/", "/" + a.hreflang + "/"))`)
			r.do(chromedp.SendKeys(chromedp.CSS("#offline-q"), words.query))
			r.wait(`document.querySelector("[data-offline-results] a")?.pathname === "` + words.found + `"`)
			r.wait(`/\d/.test(document.querySelector("[data-offline-count]").textContent)`)
			r.do(chromedp.Click(chromedp.CSS("[data-offline-results] a")))
			r.wait(`location.pathname === "` + first + `" && document.querySelector("article h1")`)

			// A search in vain takes its words along; a status needs the network.
			r.open("/" + lang + "/search/?q=" + strings.ReplaceAll(words.query, " ", "+"))
			r.wait(away + ` && document.querySelector("#offline-q").value === "` + words.query + `" && document.querySelector("[data-offline-results] a")`)
			r.open(status)
			r.wait(`!document.querySelector("[data-offline-status]").hidden && document.querySelector("[data-offline-away]").hidden`)

			// All guides are kept, and one is read.
			net.goes(false)
			r.open(offline)
			r.wait(`!document.querySelector("[data-offline-tools]").hidden && document.querySelector("[data-offline-away]").hidden`)
			r.do(chromedp.Click(chromedp.CSS("[data-offline-keep]")))
			r.wait(`document.querySelector("[data-offline-said]").textContent === document.querySelector("[data-offline]").dataset.done`)
			r.wait(`document.querySelector("[data-offline-keep]").hidden && document.activeElement === document.querySelector("[data-offline-drop]")`)
			net.goes(true)
			r.open(second)
			r.wait(`location.pathname === "` + second + `" && document.querySelector("article h1")`)

			// Nothing of a person is kept, nor what the server alone can answer.
			net.goes(false)
			r.open(status)
			r.open("/" + lang + "/search/?q=card")
			r.wait(`Promise.all([document.querySelector("h1"), caches.keys()]).then(async ([h, names]) => {
				const all = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((r) => r.url)));
				return h && all.flat().length > 20 && !all.flat().some((url) => /\/(api\/v1|status|search)\/|\?/.test(new URL(url).pathname + new URL(url).search));
			})`)

			// A new build takes the place of the old one, whole.
			guide := filepath.Join(l.Content, lang, "guides", "activate.md")
			text, err := os.ReadFile(guide)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(guide, append(text, "\nAnother build.\n"...), 0o644); err != nil {
				t.Fatal(err)
			}
			r.wait(`caches.keys().then((names) => (sessionStorage.before ??= names.join(), names.length === 1))`)
			build()
			if err := srv.Reload(); err != nil {
				t.Fatal(err)
			}
			taken := `caches.keys().then((names) => names.length === 1 && names.join() !== sessionStorage.before)`
			r.open(first)
			for range 3 { // a browser that could not fetch everything tries again at the next page
				if r.seesWithin(15*time.Second, taken) {
					break
				}
				r.open(first)
			}
			r.wait(taken)
			net.goes(true)
			r.open("/" + lang + "/guides/activate/") // not read since
			r.wait(`document.body.innerText.includes("Another build.")`)
			r.wait(kept("/" + lang + "/offline/kept"))

			// And it can all be taken off the device.
			net.goes(false)
			r.open(offline)
			r.wait(`!document.querySelector("[data-offline-tools]").hidden`)
			r.do(chromedp.Click(chromedp.CSS("[data-offline-drop]")))
			r.wait(`caches.match("` + second + `").then((there) => !there)`)
			r.wait(`!document.querySelector("[data-offline-keep]").hidden`)
			if dir := os.Getenv("SCREENS"); dir != "" {
				net.goes(true)
				r.open(second)
				r.wait(away)
				r.shot(filepath.Join(dir, "away-"+lang+".png"))
				net.goes(false)
				r.open(offline)
				r.wait(`!document.querySelector("[data-offline-tools]").hidden`)
				r.shot(filepath.Join(dir, "offline-"+lang+".png"))
			}
		})
	}
}
