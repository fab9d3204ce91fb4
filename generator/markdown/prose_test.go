package markdown_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shebao/generator/markdown"
)

// TestProseIsToldFromOtherText holds which text of a body is prose, what it is made of, and where
// each piece was written.
func TestProseIsToldFromOtherText(t *testing.T) {
	tests := []struct{ name, lang, src, want string }{
		{"a paragraph with a fact, code and an escape", "en",
			"Call [the line](fact:phone-12333) now,\nnot `95588` \\* &amp; [here](a.md).\n",
			`paragraph "Call 12333 now, not 95588 * & here."
  1:1 words "Call "
  1:6 fact phone-12333 [the line] "12333"
  1:34 words " now,"
  1:39 break " "
  2:1 words "not "
  2:5 verbatim "95588"
  2:12 words " "
  2:13 verbatim "*"
  2:15 words " "
  2:16 verbatim "&"
  2:21 words " "
  2:23 words "here"
  2:34 words "."
`},
		{"words that are no fact are not the author's to link", "en", "Wait [30 **days**](fact:) more.\n",
			`paragraph "Wait 30 days more."
  1:1 words "Wait "
  1:6 verbatim "30 days"
  1:26 words " more."
`},
		{"a Chinese line break is nothing", "zh", "先**挂失**\n再补卡。\n",
			`paragraph "先挂失再补卡。"
  1:1 words "先"
  1:4 words "挂失"
  2:1 words "再补卡。"
`},
		{"headings, cells and items; quotes are marked, alerts are the author's own", "en",
			"## Head {#id}\n\n> quoted\n\n> [!NOTE]\n> told\n\n1. one\n2. two\n\n   1. deep\n\n|a|\n|-|\n|b|\n",
			`heading "Head"
  1:4 words "Head"
quote paragraph "quoted"
  3:3 words "quoted"
paragraph "told"
  6:3 words "told"
paragraph "one"
  8:4 words "one"
paragraph "two"
  9:4 words "two"
paragraph "deep"
  11:7 words "deep"
cell "a"
  13:2 words "a"
cell "b"
  15:2 words "b"
steps 8: 2
steps 11: 1
`},
		{"emphasis that is none stays as it was written", "zh", "**「挂失」**后\n",
			`paragraph "**「挂失」**后"
  1:1 words "**"
  1:3 words "「挂失」**"
  1:9 words "后"
`},
		{"code and pictures are not prose", "en", "```\ncode\n```\n\n![alt](a.png)\n", "paragraph \" \"\n  5:1 verbatim \" \"\n"},
	}
	r := markdown.New()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out, err := r.Render([]byte(test.src), markdown.Context{Lang: test.lang, Fact: facts, Resolve: links, Prose: true})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(test.want, showProse(out.Prose)); d != "" {
				t.Errorf("read otherwise (-want +got):\n%s", d)
			}
		})
	}
	t.Run("nobody asked for it", func(t *testing.T) {
		if out, err := r.Render([]byte("a\n"), markdown.Context{}); err != nil || out.Prose != nil {
			t.Errorf("got %v, %v", out.Prose, err)
		}
	})
}

func showProse(p *markdown.Prose) string {
	var b strings.Builder
	kinds := map[markdown.BlockKind]string{markdown.Paragraph: "paragraph", markdown.HeadingText: "heading", markdown.Cell: "cell"}
	spans := map[markdown.SpanKind]string{markdown.Words: "words", markdown.Verbatim: "verbatim", markdown.Fact: "fact", markdown.Break: "break"}
	for _, block := range p.Blocks {
		if block.Quote {
			b.WriteString("quote ")
		}
		fmt.Fprintf(&b, "%s %q\n", kinds[block.Kind], block.Text)
		for i, s := range block.Spans {
			end := len(block.Text)
			if i+1 < len(block.Spans) {
				end = block.Spans[i+1].Start
			}
			line, column := block.Place(s.Start)
			fmt.Fprintf(&b, "  %d:%d %s", line, column, spans[s.Kind])
			if s.Kind == markdown.Fact {
				fmt.Fprintf(&b, " %s [%s]", s.Fact, s.Written)
			}
			fmt.Fprintf(&b, " %q\n", block.Text[s.Start:end])
		}
	}
	for _, s := range p.Steps {
		fmt.Fprintf(&b, "steps %d: %d\n", s.Line, s.Items)
	}
	return b.String()
}

// FuzzProse holds that every block is whole in its spans, and that every place
// lies within the body.
func FuzzProse(f *testing.F) {
	for _, seed := range []string{"a [1](fact:phone-12333) `c` \\* &amp;\nb  \nc", "> q\n\n> [!TIP]\n> t", "1. a\n\n|x|\n|-|\n|y|\n", "n[^1]\n\n[^1]: d", "**「x」**y", "# a {#b}"} {
		f.Add(seed, true)
	}
	r := markdown.New()
	f.Fuzz(func(t *testing.T, src string, zh bool) {
		c := markdown.Context{Fact: facts, Resolve: links, Prose: true}
		if zh {
			c.Lang = "zh"
		}
		out, err := r.Render([]byte(src), c)
		if err != nil || out.Prose == nil {
			return
		}
		lines := strings.Count(src, "\n") + strings.Count(src, "\r") + 1
		for _, b := range out.Prose.Blocks {
			if len(b.Spans) == 0 || b.Spans[0].Start != 0 || b.Text == "" {
				t.Fatalf("%q: a block %q without its beginning", src, b.Text)
			}
			for i := range b.Text {
				line, column := b.Place(i)
				if line < 1 || line > lines || column < 0 || column > len(src)+1 {
					t.Fatalf("%q: byte %d of %q stands at %d:%d", src, i, b.Text, line, column)
				}
			}
		}
	})
}
