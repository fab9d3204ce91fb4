package sample_test

import (
	"bytes"
	"testing"

	"github.com/chromedp/cdproto/page"

	"shebao/generator/theme/sample/browser"
)

// TestOnPaper prints a guide and a whole journey, as somebody does who reads in
// the dark and has ticked off what is packed already.
func TestOnPaper(t *testing.T) {
	if testing.Short() {
		t.Skip("the same has been printed without the race detector")
	}
	s := newSite(t)
	p := browser.Open(t, browser.Start(t), s, 390, 844)
	p.Go("/en/home")
	p.Script(`localStorage.setItem("theme", "dark")`)
	const shown = `(selector) => [...document.querySelectorAll(selector)].some((e) => e.checkVisibility())`
	for _, path := range []string{"/zh/guide", "/en/guide", "/zh/journey", "/en/journey"} {
		t.Run(path, func(t *testing.T) {
			p.Media("")
			p.Go(path)
			p.Want(`getComputedStyle(document.body).colorScheme`, "dark")
			p.Script(`document.querySelector(".task input").click()`)
			if pdf := browser.Call(p, page.PrintToPDF, page.PrintToPDFParams{}).Data; !bytes.HasPrefix(pdf, []byte("%PDF-")) || len(pdf) < 10_000 {
				t.Errorf("%d bytes are printed", len(pdf))
			}
			p.Media("print")
			p.Want(`getComputedStyle(document.documentElement).colorScheme + " " + getComputedStyle(document.body).backgroundColor`, "light rgb(255, 255, 255)")
			p.Want(`document.querySelectorAll(".task input").length > 1 && [...document.querySelectorAll(".task input")].every((box, i) => box.checkVisibility() && box.checked === (i === 0))`, true)
			for selector, want := range map[string]bool{
				".title": true, ".paper > img": true, ".paper__address": true, ".guide__meta, .part__meta, time": true,
				".nav": false, ".header__tools": false, ".display": false, ".contents": false, ".feedback": false, ".pager": false, ".search": false, ".copy-link": false, ".print": false, "[data-print]": false, ".skip": false,
			} {
				p.Want(`"`+selector+`: " + (`+shown+`)("`+selector+`")`, selector+": "+map[bool]string{true: "true", false: "false"}[want])
			}
			p.Want(`document.querySelector(".paper__address").textContent.startsWith("https://example.org/")`, true)
			p.Want(`[...document.querySelectorAll("a")].map((a) => getComputedStyle(a).textDecorationLine).filter((line) => line !== "none").length`, 0.0)
		})
	}
}

// Somebody who types an address from paper reads the name of the host in one line.
func TestAPrintedAddressBreaksBehindItsSlashes(t *testing.T) {
	if testing.Short() {
		t.Skip("the same has been printed without the race detector")
	}
	s := newSite(t)
	for path, body := range s.pages {
		s.pages[path] = bytes.ReplaceAll(body, []byte("example.org"), []byte("cards.example.org"))
	}
	p := browser.Open(t, browser.Start(t), s, 390, 844)
	p.Media("print")
	for _, path := range []string{"/zh/guide", "/en/journey"} {
		p.Go(path)
		p.Want(`(() => {
			const text = [...document.querySelector(".paper__address").childNodes].find((n) => n.data?.startsWith("cards.example.org"));
			const host = document.createRange();
			host.setStart(text, 0);
			host.setEnd(text, "cards.example.org".length);
			return host.getClientRects().length;
		})()`, 1.0)
	}
}
