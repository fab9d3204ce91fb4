package live_test

import (
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"shebao/server/live"
)

// TestInABrowser follows builds in an open page: it reloads at its place, faults
// come and go, and the strict policy of the site lets the script work.
func TestInABrowser(t *testing.T) {
	program, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("no chromium: the view cannot be tried in a browser")
		}
		t.Skip("no chromium")
	}
	v := live.New()
	server := httptest.NewServer(v)
	defer server.Close() // after the browser, whose events would keep it open
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-dev-shm-usage", true))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()

	text := func(first string) string { return first + strings.Repeat("</p><p>line", 200) }
	v.Fail([]live.Fault{{File: "en/a.md", Line: 1, Message: "no title"}})
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/")); err != nil {
		t.Fatal(err)
	}
	wait := func(expression string) {
		t.Helper()
		for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
			ctx, cancel := context.WithTimeout(ctx, time.Second) // a question asked while the page changes may have no answer
			ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
			cancel()
			if err == nil && ok {
				return
			}
		}
		t.Fatalf("never came true: %s", expression)
	}
	const faults = `(document.querySelector(".live-faults")?.innerText ?? "")`

	wait(faults + `.includes("en/a.md:1")`) // before there is a site
	v.Show("one", site(text("first")))
	wait(`document.body.innerText.includes("first") && ` + faults + ` === ""`)

	wait(`document.readyState === "complete"`) // until then the browser goes to the place from before the reload
	wait(`(window.scrollTo(0, 1500), window.scrollY === 1500)`)
	v.Show("two", site(text("second")))
	wait(`document.body.innerText.includes("second")`)
	wait(`window.scrollY === 1500`)

	v.Fail([]live.Fault{{File: "en/a.md", Line: 7, Column: 2, Message: "no <b>such</b> page", Source: "See [x](<b>y.md)."}})
	wait(faults + `.includes("en/a.md:7:2") && ` + faults + `.includes("See [x](<b>y.md).") && !document.querySelector(".live-faults b")`)
	wait(`getComputedStyle(document.querySelector(".live-faults")).position === "fixed"`) // its style is there
	v.Show("two", site(text("second")))
	wait(faults + ` === "" && window.scrollY === 1500`)
}
