package sample_test

import (
	"testing"

	"shebao/generator/theme/sample/browser"
)

func TestLargeTextHasLargerTargetsAndFewerWaysToGo(t *testing.T) {
	if testing.Short() {
		t.Skip("the same has been looked at without the race detector")
	}
	s := newSite(t)
	p := browser.Open(t, browser.Start(t), s, 390, 844)
	const ways = `[...document.querySelectorAll(".nav__link")].filter((e) => e.checkVisibility()).length`
	const lowest = `Math.min(...[...document.querySelectorAll(".nav__link, .button, .search__button, .guides__link, .hotlines__number")].filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect().height))`
	for _, lang := range []string{"zh", "en"} {
		p.Go("/" + lang + "/home")
		p.Script(`localStorage.removeItem("text")`)
		p.Go("/" + lang + "/home")
		before, height := browser.Value[float64](p, ways), browser.Value[float64](p, lowest)
		p.Script(`localStorage.setItem("text", "large")`)
		p.Go("/" + lang + "/home")
		p.Want(`getComputedStyle(document.body).fontSize`, "22px")
		if large := browser.Value[float64](p, lowest); large <= height {
			t.Errorf("%s: the lowest target has %v px, %v with large text", lang, height, large)
		}
		if few := browser.Value[float64](p, ways); few >= before || few < 2 {
			t.Errorf("%s: of %v ways to go, %v are left", lang, before, few)
		}
	}
}

// The name of the site and the tools share a row, and so do the two ways to go.
func TestTheHeaderHasTwoRowsWithLargeTextOnTheNarrowestTelephone(t *testing.T) {
	if testing.Short() {
		t.Skip("the same has been looked at without the race detector")
	}
	s := newSite(t)
	p := browser.Open(t, browser.Start(t), s, 320, 640)
	p.Go("/zh/guide")
	p.Script(`localStorage.setItem("text", "large")`)
	for _, path := range []string{"/zh/guide", "/en/guide"} {
		p.Go(path)
		p.Want(`(() => {
			const middle = (e) => { const { top, bottom } = e.getBoundingClientRect(); return (top + bottom) / 2; };
			const row = (selector) => Math.max(...[...document.querySelectorAll(selector)].filter((e) => e.checkVisibility()).map(middle).map((y, i, all) => Math.abs(y - all[0])));
			return [row(".brand, .header__tools"), row(".nav__link")].every((apart) => apart < 10);
		})()`, true)
	}
}

// Without a choice a page is as the system is, and a choice holds against it.
func TestThemeFollowsTheSystemUntilOneIsChosen(t *testing.T) {
	if testing.Short() {
		t.Skip("the same has been looked at without the race detector")
	}
	s := newSite(t)
	p := browser.Open(t, browser.Start(t), s, 390, 844)
	// What is dark is told by the paper's own brightness, not by a name.
	const paper = `(([r, g, b]) => r + g + b > 380 ? "light" : "dark")(getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number))`
	for _, system := range []string{"dark", "light"} {
		for _, chosen := range []string{"", "light", "dark"} {
			want := system
			if chosen != "" {
				want = chosen
			}
			p.Media("", "prefers-color-scheme", system)
			p.Go("/zh/guide")
			p.Script(`localStorage.clear(); if ("` + chosen + `") localStorage.setItem("theme", "` + chosen + `")`)
			p.Go("/zh/guide")
			p.Want(`"`+system+" "+chosen+` " + `+paper, system+" "+chosen+" "+want)
		}
	}
}
