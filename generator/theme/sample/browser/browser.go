// Package browser drives pages in Chromium, for tests of the theme's samples and
// of the whole program. It stands apart so that both drive them alike.
package browser

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Start starts Chromium, once for a test and its subtests.
func Start(t *testing.T) context.Context {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("no chromium: the pages cannot be tried in a browser")
		}
		t.Skip("no chromium")
	}
	// Without motion, a click comes where its target is: a page that still scrolls
	// to a fragment moves it away.
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("force-prefers-reduced-motion", true))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// Tab is a page in a profile of its own: nothing stored by another test is there.
type Tab struct {
	t      *testing.T
	ctx    context.Context
	base   string
	silent bool // scripts are switched off
}

// Open makes a tab of a size in CSS pixels, before a server of its own.
func Open(t *testing.T, ctx context.Context, s http.Handler, width, height int64) *Tab {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return OpenAt(t, ctx, server.URL, width, height)
}

// OpenAt makes a tab before a server that runs already.
func OpenAt(t *testing.T, ctx context.Context, base string, width, height int64) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // the tab lives as long as the context of this call
		t.Fatal(err)
	}
	p := &Tab{t: t, ctx: ctx, base: base}
	p.Resize(width, height)
	// The tab has the focus, whatever other windows do.
	Call(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	return p
}

// Resize gives the window another size.
func (p *Tab) Resize(width, height int64) {
	p.t.Helper()
	p.Do(chromedp.EmulateViewport(width, height))
}

// WithoutScripts switches scripts off.
func (p *Tab) WithoutScripts() {
	p.t.Helper()
	p.silent = true
	Call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// Do runs steps of chromedp.
func (p *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// Go opens a page and waits for its script, which comes after the first paint.
func (p *Tab) Go(path string) {
	p.t.Helper()
	p.Do(chromedp.Navigate(p.base + path))
	p.Ready()
}

// Ready waits until the page's script has done its work, after a link or a form
// has led to another page.
func (p *Tab) Ready() {
	p.t.Helper()
	if !p.silent {
		p.Wait(`document.readyState === "complete" && document.documentElement.dataset.js === "ready"`)
	}
}

// Click clicks on the first element that a selector matches.
func (p *Tab) Click(selector string) {
	p.t.Helper()
	p.Do(chromedp.Click(chromedp.CSS(selector)))
}

// Type puts the focus into a field and types.
func (p *Tab) Type(selector, text string) {
	p.t.Helper()
	p.Do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Keys presses keys, one after the other.
func (p *Tab) Keys(keys ...string) {
	p.t.Helper()
	for _, key := range keys {
		p.Do(chromedp.KeyEvent(key))
	}
}

// Script runs JavaScript on the page, even where its own is switched off.
func (p *Tab) Script(code string) {
	p.t.Helper()
	p.Do(chromedp.Evaluate[chromedp.Void](code))
}

// Wait returns when a JavaScript expression is true, on this page or the next.
// A question asked while the page changes may never be answered, hence the
// limit for each.
func (p *Tab) Wait(expression string) {
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

// Want checks a JavaScript expression.
func (p *Tab) Want(expression string, want any) {
	p.t.Helper()
	got, err := chromedp.Run(p.ctx, chromedp.Evaluate[any](expression))
	if err != nil || got != want {
		p.t.Errorf("%s is %v (%v), want %v", expression, got, err, want)
	}
}

// Call sends a command of the DevTools protocol and gives what it returns.
func Call[P, R any](p *Tab, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 30*time.Second)
	defer cancel()
	result, err := chromedp.Call(ctx, command, params)
	if err != nil {
		p.t.Fatal(err)
	}
	return result
}

// Value is what a JavaScript expression, or the promise that it gives, comes to.
func Value[T any](p *Tab, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 30*time.Second)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%.80s: %v", expression, err)
	}
	return v
}

// Shot keeps a picture of the whole page in the folder that SHEBAO_SHOTS names,
// for people to look at; without it, none is made.
func (p *Tab) Shot(name string) {
	p.t.Helper()
	folder := os.Getenv("SHEBAO_SHOTS")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644)
	}
	if err != nil {
		p.t.Fatalf("picture of %s: %v", name, err)
	}
}

// Media emulates a medium ("print", "" for the screen) and features of it, as
// pairs of name and value: "prefers-color-scheme", "dark".
func (p *Tab) Media(medium string, features ...string) {
	p.t.Helper()
	params := emulation.SetEmulatedMediaParams{Media: medium}
	for i := 0; i+1 < len(features); i += 2 {
		params.Features = append(params.Features, &emulation.MediaFeature{Name: features[i], Value: features[i+1]})
	}
	Call(p, emulation.SetEmulatedMedia, params)
}
