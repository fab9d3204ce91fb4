package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp/kb"

	"shebao/generator/theme/sample/browser"
)

// TestInABrowser uses the whole site as readers do: the embedded guides, the
// server with its strict policy, fictitious cards, Chromium.
func TestInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("the same has been done without the race detector")
	}
	ctx := browser.Start(t)
	dir := t.TempDir()
	r := newReplica(t, nil, "--demo", "--base-url", "https://example.org",
		"--public", filepath.Join(dir, "public"), "--data", filepath.Join(dir, "data"))
	open := func(t *testing.T, width, height int64) *browser.Tab {
		return browser.OpenAt(t, ctx, r.url(""), width, height)
	}

	t.Run("a suggestion is chosen by keyboard and opened", func(t *testing.T) {
		p := open(t, 390, 844)
		p.Go("/zh/")
		p.Type("#q", "guashi")
		p.Wait(`document.querySelectorAll(".suggest [role=option]").length > 0`)
		p.Keys(kb.ArrowDown)
		p.Want(`document.querySelector("#q").getAttribute("aria-activedescendant")`, "q-list-0")
		p.Keys(kb.Enter)
		p.Wait(`location.pathname.startsWith("/zh/guides/")`)
	})

	t.Run("an input method writes the question, and Enter asks it", func(t *testing.T) {
		p := open(t, 390, 844)
		p.Go("/zh/")
		p.Click("#q")
		browser.Call(p, input.ImeSetComposition, input.ImeSetCompositionParams{Text: "gua shi", SelectionStart: 7, SelectionEnd: 7})
		browser.Call(p, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Text: "\r", WindowsVirtualKeyCode: 229})
		p.Want(`location.pathname`, "/zh/")
		browser.Call(p, input.InsertText, input.InsertTextParams{Text: "挂失"})
		p.Wait(`document.querySelectorAll(".suggest [role=option]").length > 0`)
		p.Keys(kb.Enter)
		p.Wait(`location.pathname === "/zh/search/" && document.querySelectorAll(".hit").length > 0`)
		p.Want(`document.querySelector("#q").value`, "挂失")
	})

	// The same with and without the script.
	for _, scripts := range []bool{true, false} {
		tab := func(t *testing.T) *browser.Tab {
			p := open(t, 390, 844)
			if !scripts {
				p.WithoutScripts()
			}
			return p
		}
		with := map[bool]string{true: "", false: ", without a script"}[scripts]

		t.Run("a question is asked"+with, func(t *testing.T) {
			p := tab(t)
			p.Go("/en/")
			p.Type("#q", "lost card\r")
			p.Wait(`location.pathname === "/en/search/" && document.querySelectorAll(".hit").length > 0`)
			p.Want(`document.querySelector(".hit__link").pathname`, "/en/guides/lost-card-overview/")
		})

		t.Run("what is wrong with a number is said, and the right numbers are answered"+with, func(t *testing.T) {
			p := tab(t)
			p.Go("/en/status/")
			id := browser.Value[string](p, `document.querySelectorAll(".demo__card")[1].querySelectorAll("code")[0].textContent`)
			card := browser.Value[string](p, `document.querySelectorAll(".demo__card")[1].querySelectorAll("code")[1].textContent`)
			p.Type("#id_number", id[:17])
			p.Click(".form .button")
			p.Wait(`document.querySelectorAll(".errors a").length === 2`)
			p.Ready()
			p.Want(`document.title.startsWith("Error: ")`, true)
			p.Want(`document.querySelector("#id_number").value`, id[:17])
			if scripts {
				p.Want(`document.activeElement.className`, "errors")
			}
			p.Click(".errors a")
			p.Want(`document.querySelector("#id_number") === (document.querySelector(":focus") ?? document.querySelector(":target"))`, true)
			p.Script(`document.querySelector("#id_number").value = ""`)
			p.Type("#id_number", id)
			p.Type("#card_number", card)
			p.Click(".form .button")
			p.Wait(`document.querySelector(".verdict") !== null`)
			p.Want(`document.querySelector(".tag").textContent`, "Temporarily reported lost")
			p.Want(`Array.from(document.querySelectorAll("main :is(.verdict__status, .verdict__meaning, .next a, .next__deadline time, ol, .split__side h2, .hotlines)"), (e) => e.id || e.className || e.localName).join()`,
				"verdict__status,verdict__meaning,button,time,a,timeline,part-fresh,part-call,hotlines")
			p.Want(`document.querySelector(".next .button").pathname + document.querySelector(".next .button").hash`, "/en/guides/report-loss/#at-the-counter")
			p.Want(fmt.Sprintf(`(document.documentElement.outerHTML + location).includes(%q)`, id), false)
		})

		t.Run("numbers that do not belong together are told from mistyped ones"+with, func(t *testing.T) {
			p := tab(t)
			p.Go("/zh/status/")
			p.Type("#id_number", "11010519491231002X")
			p.Type("#card_number", "NONE0001")
			p.Click(".form .button")
			p.Wait(`document.querySelector(".outcome .hotlines") !== null`)
			p.Want(`document.querySelectorAll(".errors").length`, float64(0))
		})

		t.Run("the other language has the same page"+with, func(t *testing.T) {
			p := tab(t)
			p.Go("/en/guides/reissue/")
			p.Click(`a.languages__item[lang="zh"]`)
			p.Wait(`location.pathname === "/zh/guides/reissue/" && document.documentElement.lang === "zh"`)
		})

		t.Run("a reader says that a page was useful"+with, func(t *testing.T) {
			p := tab(t)
			p.Go("/en/guides/activate/")
			p.Click(`.feedback [value="yes"]`)
			p.Wait(`getComputedStyle(document.querySelector(".feedback__thanks")).display === "block"`)
			p.Want(`location.pathname`, "/en/guides/activate/")
			p.Want(`getComputedStyle(document.querySelector(".feedback__form")).display`, "none")
			if scripts {
				p.Want(`location.hash + document.activeElement.id`, "feedback-thanks") // the reader has not been moved
			}
		})

		t.Run("what to bring can be ticked off"+with, func(t *testing.T) {
			p := tab(t)
			p.Go("/zh/guides/reissue/")
			p.Click(".task label")
			p.Want(`document.querySelector(".task input").checked`, true)
			p.Go("/zh/guides/activate/")
			p.Go("/zh/guides/reissue/")
			if scripts { // this device keeps it
				p.Want(`document.querySelector(".task input").checked`, true)
			}
		})

		t.Run("the home page prints on two sheets"+with, func(t *testing.T) {
			p := tab(t)
			for _, path := range []string{"/zh/", "/en/"} {
				p.Go(path)
				a4 := page.PrintToPDFParams{PaperWidth: 8.27, PaperHeight: 11.69}
				if n := len(sheet.FindAll(browser.Call(p, page.PrintToPDF, a4).Data, -1)); n < 1 || n > 2 {
					t.Errorf("%s prints on %d sheets", path, n)
				}
			}
		})

		t.Run("a guide prints with its address and without navigation"+with, func(t *testing.T) {
			p := tab(t)
			p.Go("/zh/guides/reissue/")
			pdf := browser.Call(p, page.PrintToPDF, page.PrintToPDFParams{}).Data
			if !bytes.HasPrefix(pdf, []byte("%PDF-")) || len(pdf) < 10_000 {
				t.Errorf("%d bytes are printed", len(pdf))
			}
			p.Media("print")
			shown := `(selector) => { const e = document.querySelector(selector); return e !== null && getComputedStyle(e).display !== "none" }`
			for _, selector := range []string{".paper", ".task input", ".sources", ".guide__meta"} {
				p.Want(`(`+shown+`)("`+selector+`")`, true)
			}
			for _, selector := range []string{".nav", ".header__tools", ".breadcrumbs", ".contents", ".feedback", ".pager"} {
				p.Want(`(`+shown+`)("`+selector+`")`, false)
			}
			p.Want(`document.querySelector(".paper > img").naturalWidth > 20`, true)
			p.Want(`document.querySelector(".paper__address").textContent`, "https://example.org/zh/guides/reissue/")
			p.Want(`getComputedStyle(document.querySelector('.prose a[href^="/"]'), "::after").content.includes("https://example.org")`, true)
		})
	}

	t.Run("the other language opens at the section that is being read", func(t *testing.T) {
		p := open(t, 390, 844)
		p.Go("/en/guides/report-loss/")
		p.Script(`document.getElementById("found").scrollIntoView({ behavior: "instant" })`)
		p.Wait(`document.querySelector(".contents--side [aria-current]")?.hash === "#found"`)
		p.Script(`document.querySelector('a.languages__item[lang="zh"]').click()`)
		p.Wait(`location.pathname + location.hash === "/zh/guides/report-loss/#found"`)
	})

	t.Run("theme and text size hold on every page from the first paint", func(t *testing.T) {
		p := open(t, 390, 844)
		p.Go("/zh/")
		for _, selector := range []string{".display summary", `input[value="dark"]`, `input[value="large"]`} {
			p.Click(selector)
		}
		for _, path := range []string{"/zh/guides/reissue/", "/en/search/?q=card", "/en/status/"} {
			p.Go(path)
			p.Want(`document.documentElement.dataset.theme + " " + getComputedStyle(document.documentElement).fontSize`, "dark 22px")
		}
		// The script that sets them stands before everything that is painted.
		p.Want(`document.querySelector("head script[src]").matches("[src*='/early-']:not([defer], [async])")`, true)
	})

	t.Run("every guide has its answer on the first screen of a small telephone", func(t *testing.T) {
		p := open(t, 360, 640)
		for _, path := range everyGuide(t, p) {
			p.Go(path)
			p.Want(`document.querySelector(".lead")?.getBoundingClientRect().bottom <= 640`, true)
		}
	})

	t.Run("no guide scrolls sideways at 400 % zoom with large text", func(t *testing.T) {
		p := open(t, 320, 640)
		p.Go("/zh/")
		p.Script(`localStorage.setItem("text", "large")`)
		for _, path := range everyGuide(t, p) {
			p.Go(path)
			p.Want(`location.pathname + ": " + [...document.body.querySelectorAll("*")]
				.filter((e) => document.documentElement.scrollWidth > 320 && e.getBoundingClientRect().right > 320 && !e.closest(".table"))
				.map((e) => e.outerHTML.slice(0, 80))`, path+": ")
		}
	})

	t.Run("a first visit takes four requests and 20 KB, the next page 8 KB", func(t *testing.T) {
		p := open(t, 360, 640)
		const requests = `performance.getEntriesByType("resource").filter((e) => !e.name.startsWith("data:"))`
		const weight = `performance.getEntriesByType("navigation")[0].encodedBodySize + ` + requests + `.reduce((sum, e) => sum + (e.transferSize > 0 ? e.encodedBodySize : 0), 0)`
		p.Go("/en/guides/report-loss/")
		p.Wait(requests + `.some((e) => e.name.includes("/assets/site-") && e.name.endsWith(".js"))`)
		if n := browser.Value[float64](p, `1 + `+requests+`.length`); n > 4 {
			t.Errorf("%v requests: %v", n, browser.Value[[]string](p, requests+`.map((e) => e.name)`))
		}
		p.Want(requests+`.every((e) => new URL(e.name).origin === location.origin)`, true)
		if n := browser.Value[float64](p, weight); n > 20<<10 {
			t.Errorf("the first visit takes %v bytes", n)
		}
		p.Go("/en/guides/activate/")
		if n := browser.Value[float64](p, weight); n > 8<<10 {
			t.Errorf("the next page takes %v bytes", n)
		}
	})

	t.Run("colours of the system and less motion are respected", func(t *testing.T) {
		p := open(t, 390, 844)
		p.Media("", "forced-colors", "active", "prefers-reduced-motion", "reduce")
		p.Go("/en/guides/report-loss/")
		p.Want(`getComputedStyle(document.documentElement).scrollBehavior`, "auto")
		p.Want(`getComputedStyle(document.querySelector(".nav__link[aria-current]")).borderBottomStyle`, "solid")
		p.Shot("guide-forced-colors")
	})

	t.Run("axe finds nothing on any kind of page", func(t *testing.T) {
		axe := browser.Axe(t)
		p := open(t, 360, 800)
		for _, view := range []struct {
			width int64
			dark  string
		}{{360, "light"}, {1280, "dark"}} {
			p.Resize(view.width, 800)
			p.Media("", "prefers-color-scheme", view.dark)
			for _, lang := range []string{"en", "zh"} {
				for _, path := range []string{"", "guides/", "guides/reissue/", "articles/family-payment/", "journeys/lost-card/", "glossary/", "about/", "privacy/", "status/", "search/?q=card", "search/?q=zzzzqqqq", "api/", "nowhere/"} {
					p.Go("/" + lang + "/" + path)
					p.WantAccessible(axe, fmt.Sprintf("%s/%s at %d", lang, path, view.width))
					p.Shot(fmt.Sprintf("site-%s-%s-%d", lang, strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(path), view.width))
				}
			}
		}
	})

	t.Run("nor on what the server alone draws, dark and with large text", func(t *testing.T) {
		axe := browser.Axe(t)
		p := open(t, 360, 800)
		p.Go("/zh/")
		p.Script(`localStorage.setItem("text", "large"); localStorage.setItem("theme", "dark")`)
		for _, path := range []string{"/en/api/", "/zh/api/", "/en/problems/limited", "/zh/problems/limited"} {
			p.Go(path)
			p.Want(`getComputedStyle(document.body).fontSize + " " + document.documentElement.dataset.theme`, "22px dark")
			p.WantAccessible(axe, path)
		}
	})
}

// sheet finds the pages of a PDF.
var sheet = regexp.MustCompile(`/Type\s*/Page\b`)

// everyGuide is the addresses of all guides, in every language.
func everyGuide(t *testing.T, p *browser.Tab) []string {
	t.Helper()
	p.Go("/en/")
	paths := browser.Value[[]string](p, `Promise.all(["en", "zh"].map((lang) => fetch("/api/v1/guides?lang=" + lang).then((r) => r.json())))
		.then((lists) => lists.flatMap((list) => list.guides.map((g) => g.url)))`)
	if len(paths) < 10 {
		t.Fatalf("guides: %q", paths)
	}
	return paths
}
