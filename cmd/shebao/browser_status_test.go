package main

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/page"

	"shebao/generator/theme/sample/browser"
)

// TestAnAnswerStaysWithItsReader follows a reader from the answer about a card to a
// guide and back, and into the other language, without typing the numbers again.
func TestAnAnswerStaysWithItsReader(t *testing.T) {
	if testing.Short() {
		t.Skip("the same has been done without the race detector")
	}
	ctx := browser.Start(t)
	dir := t.TempDir()
	r := newReplica(t, nil, "--demo", "--public", filepath.Join(dir, "public"), "--data", filepath.Join(dir, "data"))

	const answered = `document.documentElement.dataset.kind === "status-answer" && document.querySelector(".verdict") !== null`
	// lookUp asks for the second of the demonstration's cards.
	lookUp := func(p *browser.Tab) (id, card string) {
		p.Go("/en/status/")
		id = browser.Value[string](p, `document.querySelectorAll(".demo__card")[1].querySelectorAll("code")[0].textContent`)
		card = browser.Value[string](p, `document.querySelectorAll(".demo__card")[1].querySelectorAll("code")[1].textContent`)
		p.Type("#id_number", id)
		p.Type("#card_number", card)
		p.Click(".form .button")
		p.Wait(answered)
		return id, card
	}
	back := func(p *browser.Tab) {
		t.Helper()
		history := browser.Call(p, page.GetNavigationHistory, struct{}{})
		entry := history.Entries[history.CurrentIndex-1]
		browser.Call(p, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: entry.ID})
	}

	t.Run("the answer is there on the way back from a guide, and no number is", func(t *testing.T) {
		p := browser.OpenAt(t, ctx, r.url(""), 390, 844)
		id, card := lookUp(p)
		p.Want(`document.activeElement.matches(".main h1")`, true)
		p.Click(".next .button")
		p.Wait(`location.pathname === "/en/guides/report-loss/"`)
		p.Ready()
		back(p)
		p.Wait(`location.pathname === "/en/status/" && ` + answered)
		p.Want(`document.querySelector(".tag").textContent`, "Temporarily reported lost")
		for _, number := range []string{id, card} {
			p.Want(fmt.Sprintf(`(document.documentElement.outerHTML + location + JSON.stringify(history.state) + JSON.stringify({ ...localStorage, ...sessionStorage })).includes(%q)`, number), false)
		}
	})

	t.Run("before the answer stands the form, and after half an hour it is there alone", func(t *testing.T) {
		p := browser.OpenAt(t, ctx, r.url(""), 390, 844)
		lookUp(p)
		back(p)
		p.Wait(`document.documentElement.dataset.kind === "status-form" && document.querySelector(".form") !== null`)
		p.Want(`document.querySelector("#id_number").value`, "")
		p.Script(`history.forward()`)
		p.Wait(answered)
		p.Ready()
		p.Script(`history.replaceState({ ...history.state, until: Date.now() - 1 }, ""); location.reload()`)
		p.Wait(`document.readyState === "complete" && document.querySelector(".form") !== null`)
	})

	t.Run("whoever checks another card gets the form", func(t *testing.T) {
		p := browser.OpenAt(t, ctx, r.url(""), 390, 844)
		lookUp(p)
		p.Click(".answer__actions a")
		p.Wait(`document.querySelector(".form") !== null`)
		p.Ready()
		p.Want(`document.querySelector(".verdict") === null && document.querySelector("#id_number").value === "" && history.state === null`, true)
	})

	t.Run("a step within the answer keeps it", func(t *testing.T) {
		p := browser.OpenAt(t, ctx, r.url(""), 390, 844)
		lookUp(p)
		p.Script(`document.querySelector(".skip").click()`)
		p.Wait(`location.hash === "#part-main"`)
		p.Click(".next .button")
		p.Wait(`location.pathname === "/en/guides/report-loss/"`)
		p.Ready()
		back(p)
		p.Wait(`location.hash === "#part-main" && ` + answered)
	})

	for _, scripts := range []bool{true, false} {
		with := map[bool]string{true: "", false: ", without a script"}[scripts]
		t.Run("the answer is told in the other language, and in the first again"+with, func(t *testing.T) {
			p := browser.OpenAt(t, ctx, r.url(""), 390, 844)
			if !scripts {
				p.WithoutScripts()
			}
			id, _ := lookUp(p)
			for _, lang := range []string{"zh", "en"} {
				p.Click(`button.languages__item[lang="` + lang + `"]`)
				p.Wait(`document.documentElement.lang === "` + lang + `" && ` + answered)
				p.Ready()
				p.Want(`location.pathname`, "/"+lang+"/status/")
				p.Want(`document.querySelector(".tag").textContent`, map[string]string{"zh": "临时挂失", "en": "Temporarily reported lost"}[lang])
				p.Want(fmt.Sprintf(`(document.documentElement.outerHTML + location).includes(%q)`, id), false)
			}
			if scripts {
				back(p)
				p.Wait(`document.documentElement.lang === "zh" && ` + answered)
			}
		})
	}

	t.Run("where the script cannot ask, the form goes as it does without one", func(t *testing.T) {
		p := browser.OpenAt(t, ctx, r.url(""), 390, 844)
		p.Go("/en/status/")
		p.Script(`window.fetch = () => Promise.reject(new TypeError("no network"))`)
		p.Click(".form .button")
		p.Wait(`document.querySelectorAll(".errors a").length === 2`)
	})
}
