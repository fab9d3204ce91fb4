package sample_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"shebao/generator/theme"
	"shebao/generator/theme/sample"
)

// policy is the strictest that the pages must work under.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'"

// site serves the sample pages, and suggestions; it remembers what was asked.
type site struct {
	pages map[string][]byte
	mu    sync.Mutex
	asked []string
}

func newSite(t *testing.T) *site {
	t.Helper()
	th, err := theme.New(theme.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := &site{pages: map[string][]byte{}}
	for _, f := range th.Files() {
		s.pages["/"+f.Path] = f.Body
	}
	for _, lang := range th.Languages() {
		for _, p := range sample.Pages(th.Words(lang)) {
			var b bytes.Buffer
			if err := th.Render(&b, p.Page); err != nil {
				t.Fatal(err)
			}
			s.pages["/"+p.Name] = b.Bytes()
		}
	}
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/api/v1/suggest" {
		s.mu.Lock()
		s.asked = append(s.asked, r.URL.Query().Get("q"))
		s.mu.Unlock()
		json.NewEncoder(w).Encode(map[string]any{"suggestions": []map[string]string{
			{"text": "怎样挂失", "url": "/zh/guide#counter"}, {"text": "补领 <b>", "url": "/zh/guide#online"},
		}})
		return
	}
	body, ok := s.pages[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	switch {
	case strings.HasSuffix(r.URL.Path, ".css"):
		w.Header().Set("Content-Type", "text/css")
	case strings.HasSuffix(r.URL.Path, ".js"):
		w.Header().Set("Content-Type", "text/javascript")
	case strings.HasSuffix(r.URL.Path, ".svg"):
		w.Header().Set("Content-Type", "image/svg+xml")
	default:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
	}
	w.Header().Set("Content-Security-Policy", policy)
	w.Write(body)
}

func (s *site) questions() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.asked...)
}

// browser starts Chromium, once for a test and its subtests.
func browser(t *testing.T) context.Context {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("no chromium: the pages cannot be tried in a browser")
		}
		t.Skip("no chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-dev-shm-usage", true))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// tab is a page in a profile of its own: nothing stored by another test is there.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string
}

func newTab(t *testing.T, ctx context.Context, s http.Handler, width, height int64) *tab {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	ctx, cancel := chromedp.NewContext(ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // the tab lives as long as the context of this call
		t.Fatal(err)
	}
	p := &tab{t, ctx, server.URL}
	p.do(chromedp.EmulateViewport(width, height))
	// The tab has the focus, whatever other windows do.
	call(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	return p
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

func (p *tab) open(path string) {
	p.t.Helper()
	p.do(chromedp.Navigate(p.base + path))
}

func (p *tab) click(selector string) {
	p.t.Helper()
	p.do(chromedp.Click(chromedp.CSS(selector)))
}

// typed puts the focus into a field and types.
func (p *tab) typed(selector, text string) {
	p.t.Helper()
	p.do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

func (p *tab) keys(keys ...string) {
	p.t.Helper()
	for _, key := range keys {
		p.do(chromedp.KeyEvent(key))
	}
}

func (p *tab) script(code string) {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](code))
}

// wait returns when a JavaScript expression is true, on this page or the next.
// A question asked while the page changes may never be answered, hence the
// limit for each.
func (p *tab) wait(expression string) {
	p.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(p.ctx, time.Second)
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
		cancel()
		if err == nil && ok {
			return
		}
	}
	where, _ := chromedp.Run(p.ctx, chromedp.Location())
	p.t.Fatalf("never came true at %s: %s", where, expression)
}

// want checks a JavaScript expression.
func (p *tab) want(expression string, want any) {
	p.t.Helper()
	got, err := chromedp.Run(p.ctx, chromedp.Evaluate[any](expression))
	if err != nil || got != want {
		p.t.Errorf("%s is %v (%v), want %v", expression, got, err, want)
	}
}

// call sends a command of the DevTools protocol.
func call[P, R any](p *tab, command cdp.Command[P, R], params P) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, command, params); err != nil {
		p.t.Fatal(err)
	}
}

const listOpen = `document.querySelector("#q").getAttribute("aria-expanded") === "true"`

func TestBrowser(t *testing.T) {
	s := newSite(t)
	ctx := browser(t)

	t.Run("suggestions are chosen by keyboard", func(t *testing.T) {
		p := newTab(t, ctx, s, 390, 844)
		p.open("/zh/home")
		p.typed("#q", "guashi")
		p.wait(listOpen)
		p.want(`document.querySelector(".suggest [role=option]:last-child").textContent`, "补领 <b>")
		p.want(`document.querySelector("#q ~ ul").id === document.querySelector("#q").getAttribute("aria-controls")`, true)
		p.want(`document.querySelector("form [role=status]").textContent.includes("2")`, true)
		active := `document.querySelector("#q").getAttribute("aria-activedescendant")`
		p.keys(kb.ArrowDown)
		p.want(active, "q-list-0")
		p.keys(kb.ArrowUp)
		p.want(active, nil)
		p.keys(kb.Escape)
		p.want(listOpen, false)
		p.want(`document.querySelector("#q").value`, "guashi")
		p.keys(kb.ArrowDown)
		p.wait(listOpen)
		p.keys(kb.ArrowUp, kb.Enter)
		p.wait(`location.pathname + location.hash === "/zh/guide#online"`)
	})

	t.Run("an input method composes undisturbed", func(t *testing.T) {
		s := newSite(t)
		p := newTab(t, ctx, s, 390, 844)
		p.open("/zh/home")
		p.click("#q")
		call(p, input.ImeSetComposition, input.ImeSetCompositionParams{Text: "gua shi", SelectionStart: 7, SelectionEnd: 7})
		// Enter while composing takes the Latin letters; the form must not go.
		call(p, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Text: "\r", WindowsVirtualKeyCode: 229})
		call(p, input.InsertText, input.InsertTextParams{Text: "挂失"})
		p.wait(listOpen)
		p.want(`location.pathname`, "/zh/home")
		if asked := strings.Join(s.questions(), "|"); asked != "挂失" {
			t.Errorf("asked for %q, want 挂失 alone", asked)
		}
	})

	t.Run("a person's number is not asked for while it is typed", func(t *testing.T) {
		s := newSite(t)
		p := newTab(t, ctx, s, 390, 844)
		p.open("/zh/home")
		p.typed("#q", "１１０１０５１９４９１２３１００２Ｘ")
		p.script(`document.querySelector("#q").value = ""`)
		p.typed("#q", "x")
		p.wait(listOpen)
		if asked := strings.Join(s.questions(), "|"); asked != "x" {
			t.Errorf("asked for %q, want x alone", asked)
		}
	})

	t.Run("theme and text size are kept and do not flash", func(t *testing.T) {
		p := newTab(t, ctx, s, 390, 844)
		p.open("/en/guide")
		for _, selector := range []string{".display__button", `input[value="dark"]`, `input[value="large"]`} {
			p.click(selector)
		}
		p.want(`getComputedStyle(document.documentElement).fontSize`, "22px")
		p.keys(kb.Escape)
		p.want(`document.querySelector(".display").open`, false)
		p.open("/en/home")
		p.want(`document.documentElement.dataset.theme + " " + document.documentElement.dataset.text`, "dark large")
		p.want(`getComputedStyle(document.body).colorScheme`, "dark")
		for _, selector := range []string{".display__button", `input[value="auto"]`, `input[value="normal"]`} {
			p.click(selector)
		}
		p.want(`localStorage.length`, float64(0))
	})

	t.Run("what is ticked off is kept", func(t *testing.T) {
		p := newTab(t, ctx, s, 390, 844)
		p.open("/zh/guide")
		p.click(".task:nth-child(2) label")
		p.open("/zh/home")
		p.open("/zh/guide")
		p.want(`[...document.querySelectorAll(".task input")].map((box) => box.checked).join()`, "false,true,false")
	})

	t.Run("the error summary takes the focus and leads to the field", func(t *testing.T) {
		p := newTab(t, ctx, s, 390, 844)
		p.open("/en/status-form-errors")
		p.want(`document.activeElement.className`, "errors")
		p.click(".errors a")
		p.want(`document.activeElement.id`, "id_number")
	})

	t.Run("the contents follow the reading", func(t *testing.T) {
		p := newTab(t, ctx, s, 1280, 700)
		p.open("/en/guide")
		p.script(`document.getElementById("online").scrollIntoView({ behavior: "instant" })`)
		p.wait(`document.querySelector(".contents--side [aria-current]")?.hash === "#online"`)
	})

	t.Run("a section's address is copied, or shown where copying is not allowed", func(t *testing.T) {
		p := newTab(t, ctx, s, 1280, 700)
		p.open("/zh/guide")
		p.script(`document.querySelector(".copy-link").click()`)
		p.wait(`document.querySelector(".copy-link__said").textContent === "已复制链接" || location.hash === "#counter"`)
		p.want(`document.querySelector("#counter").getAttribute("aria-label")`, "到窗口办")
	})

	t.Run("no page scrolls sideways at 400 % zoom with large text", func(t *testing.T) {
		p := newTab(t, ctx, s, 320, 640)
		p.open("/zh/home")
		p.script(`localStorage.setItem("text", "large")`)
		for name := range s.pages {
			if strings.HasPrefix(name, "/assets/") {
				continue
			}
			p.open(name)
			p.want(`document.styleSheets.length`, float64(1))
			p.want(`location.pathname + ": " + [...document.body.querySelectorAll("*")]
				.filter((e) => document.documentElement.scrollWidth > 320 && e.getBoundingClientRect().right > 320 && !e.closest(".table"))
				.map((e) => e.outerHTML.slice(0, 80))`, name+": ")
		}
	})

	t.Run("the answer is seen without scrolling on a small telephone", func(t *testing.T) {
		p := newTab(t, ctx, s, 360, 640)
		for _, lang := range []string{"zh", "en"} {
			p.open("/" + lang + "/guide")
			p.want(`document.querySelector(".lead").getBoundingClientRect().bottom < 640`, true)
		}
	})

	t.Run("everything needed is there without a script", func(t *testing.T) {
		p := newTab(t, ctx, s, 390, 844)
		call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		p.open("/zh/guide")
		p.want(`getComputedStyle(document.querySelector(".display")).display`, "none")
		p.want(`getComputedStyle(document.querySelector("[data-print]")).display`, "none")
		p.click(".contents__title")
		p.want(`document.querySelector(".contents--fold").open`, true)
		p.open("/zh/home")
		p.typed("#q", "guashi\r")
		p.wait(`location.pathname + location.search === "/zh/search/?q=guashi"`)
	})
}
