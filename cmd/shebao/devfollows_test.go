package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shebao/generator/theme/sample/browser"
)

// What pages are made of besides guides is followed as they are: a fact, and in a
// checkout of the program a style sheet and a template.
func TestAnOpenPageFollowsFactsStylesAndTemplates(t *testing.T) {
	dir := t.TempDir()
	theme := filepath.Join(dir, "generator", "theme")
	if err := os.CopyFS(theme, os.DirFS(filepath.Join("..", "..", "generator", "theme"))); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	change := func(name, old, new string) {
		t.Helper()
		text, err := os.ReadFile(name)
		if err != nil || old != "" && !strings.Contains(string(text), old) {
			t.Fatalf("%s: %v, has %q: %t", name, err, old, strings.Contains(string(text), old))
		}
		if err := os.WriteFile(name, []byte(strings.Replace(string(text), old, new, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	writeTown(t, "town", "one")
	for name, text := range map[string]string{
		"facts.yaml": "fee: {kind: fee, value: {en: ten yuan}, source: S1, checked: 2026-01-02}\n",
		"en/fee.md":  "---\ntitle: The fee\n---\nThe bridge costs [some money](fact:fee).\n",
	} {
		if err := os.WriteFile(filepath.Join("town", filepath.FromSlash(name)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	d := startDev(t, "--content", "town", "--data", "data")
	d.wait("the first build", func(s devState) bool { return s.Build != "" && len(s.Faults) == 0 })
	if page := d.page("/en/fee/"); !strings.Contains(page, "ten yuan") {
		t.Fatal(page)
	}

	t.Run("a fact", func(t *testing.T) {
		before := d.last.Build
		change("town/facts.yaml", "ten yuan", "eleven yuan")
		d.wait("the next build", func(s devState) bool { return s.Build != before })
		if page := d.page("/en/fee/"); !strings.Contains(page, "eleven yuan") {
			t.Error(page)
		}
	})
	styles := filepath.Join(theme, "styles", "base.css")
	t.Run("a style sheet, which gets another name", func(t *testing.T) {
		before := d.last.Build
		change(styles, "", ".followed{color:inherit}\n")
		d.wait("the next build", func(s devState) bool { return s.Build != before })
		_, address, _ := strings.Cut(d.page("/en/fee/"), `<link rel="stylesheet" href="`)
		address, _, _ = strings.Cut(address, `"`)
		if !strings.Contains(d.page(address), ".followed") {
			t.Errorf("%s is the earlier one", address)
		}
	})
	guide := filepath.Join(theme, "pages", "guide.html")
	t.Run("a template; one with a fault leaves the page and names the file", func(t *testing.T) {
		change(guide, "<h1", "{{if}}<h1")
		d.wait("the fault", func(s devState) bool { return len(s.Faults) > 0 })
		if f := d.last.Faults[0]; !strings.Contains(f.File+f.Message, "pages/guide.html") {
			t.Errorf("%+v", f)
		}
		if page := d.page("/en/fee/"); !strings.Contains(page, "eleven yuan") {
			t.Error("the earlier page is not there any more")
		}
		change(guide, "{{if}}<h1", `<p id="followed"></p><h1`)
		d.wait("no fault", func(s devState) bool { return len(s.Faults) == 0 })
		if page := d.page("/en/fee/"); !strings.Contains(page, `<p id="followed">`) {
			t.Error(page)
		}
	})
}

// The page that an editor has open is that of the site, under its strict policy,
// with what the editor has to know.
func TestAnOpenPageShowsFaultsAndKeepsItsPlace(t *testing.T) {
	if testing.Short() {
		t.Skip("the same has been done without the race detector")
	}
	chromium := browser.Start(t)
	content := t.TempDir()
	writeTown(t, content, "one")
	write := func(text string) {
		t.Helper()
		name := filepath.Join(content, "en", "long.md")
		if err := os.WriteFile(name+"~", []byte("---\ntitle: Long\ndraft: true\n---\n"+text+strings.Repeat("\n\nThe bridge is long.", 100)), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(name+"~", name); err != nil {
			t.Fatal(err)
		}
	}
	write("The first text.")
	d := startDev(t, "--content", content, "--data", t.TempDir())
	d.wait("the first build", func(s devState) bool { return s.Build != "" && len(s.Faults) == 0 })
	p := browser.OpenAt(t, chromium, d.url, 800, 600)
	p.Go("/en/long/")
	p.Want(`document.querySelector("article .notice") !== null`, true) // a draft
	p.Wait(`(window.scrollTo(0, 900), window.scrollY === 900)`)

	write("The second text.")
	p.Wait(`document.body.innerText.includes("The second text.") && window.scrollY === 900`)

	const shown = `(document.querySelector(".live-faults")?.innerText ?? "")`
	write("The third text, [there](nowhere.md).")
	p.Wait(shown + `.includes("en/long.md:5") && ` + shown + `.includes("The third text, [there](nowhere.md).")`)
	p.Want(`document.body.innerText.includes("The second text.") && window.scrollY === 900`, true)
	p.Go("/en/hello/") // wherever the editor goes meanwhile
	p.Wait(shown + `.includes("en/long.md:5")`)
	p.Go("/en/long/")
	p.Wait(shown + `.includes("en/long.md:5")`)

	write("The fourth text.")
	p.Wait(shown + ` === "" && document.body.innerText.includes("The fourth text.")`)
}
