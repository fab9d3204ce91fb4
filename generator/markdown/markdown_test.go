package markdown_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shebao/generator/markdown"
)

func ExampleRenderer_Render() {
	r := markdown.New() // once; safe for concurrent use
	page, err := r.Render([]byte("## 电话挂失 {#by-phone}\n\n拨打 [12333](fact:phone-12333)。\n"), markdown.Context{
		Lang: "zh",
		Fact: func(name string) (markdown.FactValue, bool) {
			return markdown.FactValue{Kind: "phone", Value: "12333"}, name == "phone-12333"
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(page.HTML)
	fmt.Println(page.Sections)
	// Output:
	// <h2 id="by-phone">电话挂失</h2>
	// <p>拨打 <a class="tel" href="tel:12333">12333</a>。</p>
	// [{by-phone 电话挂失 拨打 12333。}]
}

// TestABodyThatWouldTakeLongIsRefused gives Goldmark's weak spots what an attacker would: each body is
// refused before it is parsed, with the line and what to do, or is harmless.
func TestABodyThatWouldTakeLongIsRefused(t *testing.T) {
	const mega = 1 << 20
	times := func(s string, size int) string { return strings.Repeat(s, size/len(s)) }
	refused := []struct{ name, src, message string }{
		{"a megabyte of open brackets", times("[", mega), "too many brackets"},
		{"a megabyte of stars", times("*a ", mega), "too many brackets"},
		{"titles of links that never end", times(`[a](b "`, mega), "too many brackets"},
		{"destinations that never end", times("[a](<b", mega/2), "too many brackets"},
		{"comments that never end", times("a<!--", mega), "too many brackets"},
		{"runs of backticks, each longer", staircase("`", mega), "too many brackets"},
		{"quotes in quotes", times("> ", 2000) + "a", "deep in one another"},
		{"lists in lists on one line", times("- ", 2000) + "a", "deep in one another"},
		{"footnotes in footnotes", times("[^a]: ", 6000), "deep in one another"},
		{"lists in lists, one a line", stairs(300), "deep in one another"},
		{"an open list and many empty lines", times("- ", 60) + "a\n" + times("\n", mega), "too many lines"},
		{"a million lines", times("-\n", 2*mega), "too many lines"},
		{"a wide table with short rows", "|" + times("a|", 5000) + "\n|" + times("-|", 5000) + "\n" + times("a\n", mega/2), "cells"},
		{"a table that is full of \\|", "a|b\n-|-\n" + times("`\\|`|b\n", mega/16), `times \|`},
		{"footnotes without number", times("[^a]\n\n", mega/8) + "[^a]: x\n", "footnotes and references"},
		{"more than four megabytes", times("a\n\n", 5*mega), "longer than 4 MiB"},
		{"a definition repeated", "[a]: /" + times("x", 100_000) + "\n\n" + times("[a]\n\n", 5000), "grows far beyond"},
		{"a definition repeated in one paragraph", "[a]: /" + times("x", 100_000) + "\n\n" + times("[a] ", 50_000), "grows far beyond"},
		{"emphasis in emphasis", times("*a **a ", 3000) + times("a** a*", 3000), "deep in one another"},
	}
	r := markdown.New()
	for _, c := range refused {
		t.Run(c.name, func(t *testing.T) {
			out, err := r.Render([]byte(c.src), markdown.Context{})
			if err != nil {
				t.Fatal(err)
			}
			if len(out.Faults) != 1 || !strings.Contains(out.Faults[0].Message, c.message) || out.Faults[0].Line < 1 {
				t.Errorf("faults %v, want one with %q", out.Faults, c.message)
			}
		})
	}

	harmless := []struct{ name, src string }{
		{"a table of three thousand rows", "|a|b|\n|-|-|\n" + times("|[outlet](a.md)|**021** [12333](b.md)|\n", 100<<10)},
		{"a list of five thousand links", times("- [outlet](a.md) **bold** `code`\n", 150<<10)},
		{"a page of a megabyte", times("Some words, *some* of them [linked](a.md).\n\n", mega)},
		{"a page of four megabytes on few lines", times(times("字", 9000)+"\n\n", 4*mega)},
		{"lists fifteen deep", stairs(15)},
		{"deep indentation in code", "```\n" + times(" ", 150) + "- x\n```\n"},
	}
	for _, c := range harmless {
		t.Run(c.name, func(t *testing.T) {
			out, err := r.Render([]byte(c.src), markdown.Context{})
			if err != nil || len(out.Faults) > 0 || out.HTML == "" {
				t.Errorf("err %v, faults %v, %d bytes of HTML", err, out.Faults, len(out.HTML))
			}
		})
	}
}

// staircase is "`a“a```a…".
func staircase(c string, size int) string {
	var b strings.Builder
	for i := 1; b.Len() < size; i++ {
		b.WriteString(strings.Repeat(c, i) + "a")
	}
	return b.String()
}

// stairs is a list within a list within a list.
func stairs(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat("  ", i) + "- a\n")
	}
	return b.String()
}

func TestLinksAndFactsAreWhatTheContextSays(t *testing.T) {
	r := markdown.New()
	t.Run("without functions links stay as written and no fact is known", func(t *testing.T) {
		out, err := r.Render([]byte("[a](../b.md) [c](fact:d)\n"), markdown.Context{})
		if err != nil {
			t.Fatal(err)
		}
		if want := "<p><a href=\"../b.md\">a</a> c</p>\n"; out.HTML != want {
			t.Errorf("got %s, want %s", out.HTML, want)
		}
		if len(out.Faults) != 1 || out.Faults[0].Line != 1 {
			t.Errorf("faults %v", out.Faults)
		}
	})
	t.Run("titles and labels come from the caller", func(t *testing.T) {
		src := "> [!NOTE]\n> a\n\n> [!TIP]\n> b\n\n|a|\n|-|\n\nc[^1]\n\n[^1]: d\n"
		out, err := r.Render([]byte(src), markdown.Context{
			Alerts: map[string]string{"note": "<Nota>"},
			Labels: map[string]string{"table": "Tabelle", "footnotes": "Fußnoten", "footnote": "Fußnote", "back": "Zurück"},
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"&lt;Nota&gt;</p>", ">Tip</p>", `"Tabelle 1"`, `"Fußnoten"`, `"Fußnote 1"`, `"Zurück: 1"`} {
			if !strings.Contains(out.HTML, want) {
				t.Errorf("no %s in\n%s", want, out.HTML)
			}
		}
	})
}

func TestLineEndingsMakeNoDifference(t *testing.T) {
	src := "## One {#one}\n\na\nb  \nc\n\n- d\n- e\n\n|x|\n|-|\n|y|\n\n```\nf\n\ng\n```\n\n[h](dead)\n"
	r := markdown.New()
	c := markdown.Context{Resolve: links}
	want, err := r.Render([]byte(src), c)
	if err != nil {
		t.Fatal(err)
	}
	for name, ending := range map[string]string{"Windows": "\r\n", "old Macintosh": "\r"} {
		got, err := r.Render([]byte(strings.ReplaceAll(src, "\n", ending)), c)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s line endings make a difference:\n%s", name, d)
		}
	}
}

func TestNotUTF8(t *testing.T) {
	out, err := markdown.New().Render([]byte("a\nb\xff\n"), markdown.Context{})
	if err != nil || len(out.Faults) != 1 || out.Faults[0].Line != 2 || out.HTML != "" {
		t.Errorf("got %+v, %v: want a fault on line 2 and no page", out, err)
	}
}

// TestPagesRenderedAtOnceKeepApart renders two pages at once and over again: buffers
// that wait for the next page bring nothing of the last one with them.
func TestPagesRenderedAtOnceKeepApart(t *testing.T) {
	r := markdown.New()
	sources := []string{
		"before\n\n## A {#a}\n\n[x](a.md) ![](b.png) <b> [12333](fact:phone-12333)\n\n|a|\n|-|\n\nc[^1]\n\n[^1]: d\n",
		"## A\n\n## A\n\n> [!NOTE]\n> text\n",
		"[dead](dead.md)\n",
		"",
	}
	c := markdown.Context{Resolve: links, Fact: facts}
	var want []markdown.Rendered
	for _, src := range sources {
		out, err := markdown.New().Render([]byte(src), c)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, out)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 200 {
				n := i % len(sources)
				out, err := r.Render([]byte(sources[n]), c)
				if err != nil {
					t.Error(err)
					return
				}
				if d := cmp.Diff(want[n], out); d != "" {
					t.Errorf("page %d came out otherwise:\n%s", n, d)
					return
				}
			}
		})
	}
	wg.Wait()
}
