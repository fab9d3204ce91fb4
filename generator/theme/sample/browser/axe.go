package browser

import (
	"os"
	"testing"

	"github.com/chromedp/chromedp"
)

// Axe is the script of axe-core, from the file that SHEBAO_AXE names: .ci/run
// installs it. Without it the test is left out, but not in CI.
func Axe(t *testing.T) string {
	t.Helper()
	file := os.Getenv("SHEBAO_AXE")
	if file == "" && os.Getenv("CI") == "" {
		t.Skip("SHEBAO_AXE does not name axe.min.js")
	}
	script, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

// WantAccessible runs axe: everything of WCAG 2.0 to 2.2 at A and AA and of its
// best practices, and a contrast of 7:1 for text, as level AAA has it. Whatever
// is to be pressed outside of running text has to be 44 px high and wide, and
// no page may scroll sideways.
func (p *Tab) WantAccessible(axe, name string) {
	p.t.Helper()
	p.Do(chromedp.Evaluate[chromedp.Void](axe))
	for _, problem := range Value[[]string](p, `axe.run(document, {
		runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
		rules: { "color-contrast-enhanced": { enabled: true }, "target-size": { enabled: true } },
	}).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html.slice(0, 150) + " " + (n.any[0] ?? n.all[0] ?? n.none[0])?.message)))`) {
		p.t.Errorf("%s: %s", name, problem)
	}
	for _, small := range Value[[]string](p, smallTargets) {
		p.t.Errorf("%s: smaller than 44 px: %s", name, small)
	}
	for _, wide := range Value[[]string](p, tooWide) {
		p.t.Errorf("%s: wider than the window: %s", name, wide)
	}
}

// smallTargets are what can be pressed and is under 44 px. Links in sentences
// may be, as WCAG 2.5.8 says: in a guide's text, and in any paragraph that has
// words besides; a field that is ticked is as large as its label.
const smallTargets = `[...document.querySelectorAll("a[href], button, input:not([type=hidden]), summary, .task label, .display__choice")].flatMap((e) => {
	if (e.closest(".visually-hidden, .skip") || e.matches("[type=radio], [type=checkbox]")) return [];
	const text = e.closest("p, dd, td, dt, .sources li, .prose li");
	if (e.matches("a") && text && (e.closest(".prose, .sources, dl") || text.textContent.trim() !== e.textContent.trim())) return [];
	if (e.matches("a") && e.closest(".prose") && !e.matches(".button")) return [];
	const box = e.getBoundingClientRect();
	if (box.width === 0 || box.width > 43.5 && box.height > 43.5) return [];
	return [e.outerHTML.slice(0, 120) + " " + Math.round(box.width) + " x " + Math.round(box.height)];
})`

// tooWide is what makes a page scroll sideways. Tables and examples scroll in
// frames of their own.
const tooWide = `document.documentElement.scrollWidth <= innerWidth ? [] : [...document.body.querySelectorAll("*")]
	.filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5 && !e.closest(".table, pre"))
	.map((e) => e.outerHTML.slice(0, 120))`
