package sample_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp/kb"

	"shebao/generator/theme"
	"shebao/generator/theme/sample"
	"shebao/generator/theme/sample/browser"
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

const listOpen = `document.querySelector("#q").getAttribute("aria-expanded") === "true"`

func TestBrowser(t *testing.T) {
	s := newSite(t)
	ctx := browser.Start(t)

	t.Run("suggestions are chosen by keyboard", func(t *testing.T) {
		p := browser.Open(t, ctx, s, 390, 844)
		p.Go("/zh/home")
		p.Type("#q", "guashi")
		p.Wait(listOpen)
		p.Want(`document.querySelector(".suggest [role=option]:last-child").textContent`, "补领 <b>")
		p.Want(`document.querySelector("#q ~ ul").id === document.querySelector("#q").getAttribute("aria-controls")`, true)
		p.Want(`document.querySelector("form [role=status]").textContent.includes("2")`, true)
		active := `document.querySelector("#q").getAttribute("aria-activedescendant")`
		p.Keys(kb.ArrowDown)
		p.Want(active, "q-list-0")
		p.Keys(kb.ArrowUp)
		p.Want(active, nil)
		p.Keys(kb.Escape)
		p.Want(listOpen, false)
		p.Want(`document.querySelector("#q").value`, "guashi")
		p.Keys(kb.ArrowDown)
		p.Wait(listOpen)
		p.Keys(kb.ArrowUp, kb.Enter)
		p.Wait(`location.pathname + location.hash === "/zh/guide#online"`)
	})

	t.Run("an input method composes undisturbed", func(t *testing.T) {
		s := newSite(t)
		p := browser.Open(t, ctx, s, 390, 844)
		p.Go("/zh/home")
		p.Click("#q")
		browser.Call(p, input.ImeSetComposition, input.ImeSetCompositionParams{Text: "gua shi", SelectionStart: 7, SelectionEnd: 7})
		// Enter while composing takes the Latin letters; the form must not go.
		browser.Call(p, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Text: "\r", WindowsVirtualKeyCode: 229})
		browser.Call(p, input.InsertText, input.InsertTextParams{Text: "挂失"})
		p.Wait(listOpen)
		p.Want(`location.pathname`, "/zh/home")
		if asked := strings.Join(s.questions(), "|"); asked != "挂失" {
			t.Errorf("asked for %q, want 挂失 alone", asked)
		}
	})

	t.Run("a person's number is not asked for while it is typed", func(t *testing.T) {
		s := newSite(t)
		p := browser.Open(t, ctx, s, 390, 844)
		p.Go("/zh/home")
		p.Type("#q", "１１０１０５１９４９１２３１００２Ｘ")
		p.Script(`document.querySelector("#q").value = ""`)
		p.Type("#q", "x")
		p.Wait(listOpen)
		if asked := strings.Join(s.questions(), "|"); asked != "x" {
			t.Errorf("asked for %q, want x alone", asked)
		}
	})

	t.Run("theme and text size are kept and do not flash", func(t *testing.T) {
		p := browser.Open(t, ctx, s, 390, 844)
		p.Go("/en/guide")
		for _, selector := range []string{".display summary", `input[value="dark"]`, `input[value="large"]`} {
			p.Click(selector)
		}
		p.Want(`getComputedStyle(document.documentElement).fontSize`, "22px")
		p.Keys(kb.Escape)
		p.Want(`document.querySelector(".display").open`, false)
		p.Go("/en/home")
		p.Want(`document.documentElement.dataset.theme + " " + document.documentElement.dataset.text`, "dark large")
		p.Want(`getComputedStyle(document.body).colorScheme`, "dark")
		for _, selector := range []string{".display summary", `input[value="auto"]`, `input[value="normal"]`} {
			p.Click(selector)
		}
		p.Want(`localStorage.length`, float64(0))
	})

	t.Run("what is ticked off is kept", func(t *testing.T) {
		p := browser.Open(t, ctx, s, 390, 844)
		p.Go("/zh/guide")
		p.Click(".task:nth-child(2) label")
		p.Go("/zh/home")
		p.Go("/zh/guide")
		p.Want(`[...document.querySelectorAll(".task input")].map((box) => box.checked).join()`, "false,true,false")
	})

	t.Run("the error summary takes the focus and leads to the field", func(t *testing.T) {
		p := browser.Open(t, ctx, s, 390, 844)
		p.Go("/en/status-form-errors")
		p.Want(`document.activeElement.className`, "errors")
		p.Click(".errors a")
		p.Want(`document.activeElement.id`, "id_number")
	})

	t.Run("who follows an error to its field sees the field's label, hint and error", func(t *testing.T) {
		for _, size := range [][2]int64{{390, 844}, {360, 640}, {1280, 700}} {
			for _, large := range []bool{false, true} {
				p := browser.Open(t, ctx, s, size[0], size[1])
				p.Go("/en/home")
				if large {
					p.Script(`localStorage.setItem("text", "large")`)
				}
				p.Go("/en/status-form-errors")
				for _, field := range []string{"id_number", "card_number"} {
					p.Script(`document.querySelector(".errors").scrollIntoView()`)
					p.Click(`.errors a[href="#` + field + `"]`)
					p.Wait(`document.activeElement.id === "` + field + `"`)
					p.Want(`[...document.querySelectorAll(".field:has(#`+field+`) > *")].filter((e) => {
						const box = e.getBoundingClientRect();
						return box.top < 0 || box.bottom > innerHeight;
					}).map((e) => e.className).join() + ", `+field+`"`, ", "+field)
				}
			}
		}
	})

	t.Run("the contents follow the reading and stay in sight", func(t *testing.T) {
		p := browser.Open(t, ctx, s, 1280, 700)
		p.Go("/en/guide")
		p.Script(`document.getElementById("online").scrollIntoView({ behavior: "instant" })`)
		p.Wait(`document.querySelector(".contents--side [aria-current]")?.hash === "#online"`)
		p.Want(`(({ top, bottom }) => scrollY > 0 && top >= 0 && bottom <= innerHeight)(document.querySelector(".contents--side").getBoundingClientRect())`, true)
	})

	t.Run("a section's address is copied, or shown where copying is not allowed", func(t *testing.T) {
		p := browser.Open(t, ctx, s, 1280, 700)
		p.Go("/zh/guide")
		p.Script(`document.querySelector(".copy-link").click()`)
		p.Wait(`document.querySelector(".copy-link__said").textContent === "已复制链接" || location.hash === "#counter"`)
		p.Want(`document.querySelector("#counter").getAttribute("aria-label")`, "到窗口办")
	})

	t.Run("no page scrolls sideways at 400 % zoom with large text", func(t *testing.T) {
		p := browser.Open(t, ctx, s, 320, 640)
		p.Go("/zh/home")
		p.Script(`localStorage.setItem("text", "large")`)
		for name := range s.pages {
			if strings.HasPrefix(name, "/assets/") {
				continue
			}
			p.Go(name)
			p.Want(`[...document.querySelectorAll("link[rel=stylesheet]")].every((l) => l.sheet)`, true)
			p.Want(`location.pathname + ": " + [...document.body.querySelectorAll("*")]
				.filter((e) => document.documentElement.scrollWidth > 320 && e.getBoundingClientRect().right > 320 && !e.closest(".table"))
				.map((e) => e.outerHTML.slice(0, 80))`, name+": ")
		}
	})

	t.Run("the answer is seen without scrolling on a small telephone", func(t *testing.T) {
		p := browser.Open(t, ctx, s, 360, 640)
		for _, lang := range []string{"zh", "en"} {
			p.Go("/" + lang + "/guide")
			p.Want(`document.querySelector(".lead").getBoundingClientRect().bottom < 640`, true)
		}
	})

	t.Run("everything needed is there without a script", func(t *testing.T) {
		p := browser.Open(t, ctx, s, 390, 844)
		p.WithoutScripts()
		p.Go("/zh/guide")
		p.Want(`getComputedStyle(document.querySelector(".display")).display`, "none")
		p.Want(`getComputedStyle(document.querySelector("[data-print]")).display`, "none")
		p.Click(".contents__title")
		p.Want(`document.querySelector(".contents--fold").open`, true)
		p.Go("/zh/home")
		p.Type("#q", "guashi\r")
		p.Wait(`location.pathname + location.search === "/zh/search/?q=guashi"`)
	})
}
