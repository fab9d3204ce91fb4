package check

import (
	"strings"
	"testing"

	"shebao/generator/guide"
	"shebao/generator/markdown"
)

// FuzzFront holds that texts of the front matter are cut without loss of place,
// whatever the YAML looks like.
func FuzzFront(f *testing.F) {
	for _, seed := range []string{
		"title: A\nsummary: \"Call [12333](fact:phone) now\"\nquestions: [a, b]\n", "summary: >\n  folded\n  text\n",
		"questions:\n  - 'q'\nsources:\n  - title: \"S\"\n", "title:\n-\n\"", "title: [x](fact:phone)[y](fact:none)",
	} {
		f.Add(seed)
	}
	facts := map[string]guide.Fact{"phone": {Value: guide.Text{"en": "12333"}}}
	f.Fuzz(func(t *testing.T, front string) {
		g := &guide.Guide{Lang: "en", Front: []byte(front)}
		lines := strings.Count(front, "\n") + 2
		for _, p := range frontPassages(g, facts) {
			if len(p.Spans) == 0 || p.Spans[0].Start != 0 {
				t.Fatalf("%q: a passage %q without its beginning", front, p.Text)
			}
			for i := range p.Text {
				if line, column := p.place(i); line < 2 || line > lines || column < 1 {
					t.Fatalf("%q: byte %d of %q stands at %d:%d", front, i, p.Text, line, column)
				}
			}
		}
		frontText(g.Front)
		keyLine(g, "title")
	})
}

// FuzzSentences holds that sentences are pieces of the text, one after the other,
// and that none of its words is lost.
func FuzzSentences(f *testing.F) {
	for _, seed := range []string{"One. Two? “Three!” Art. 4 says so. e.g. this", "No end", "...", "a.b.c. D", "x.\ny"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, words := 0, 0
		for _, s := range englishSentences(text) {
			if s.start < at || s.start > len(text) || !strings.HasPrefix(strings.TrimSpace(text[s.start:]), s.text) {
				t.Fatalf("%q: the sentence %q stands at %d", text, s.text, s.start)
			}
			at = s.start
			words += len(strings.Fields(s.text))
		}
		if n := len(strings.Fields(text)); n != words {
			t.Fatalf("%q: %d words in sentences, %d in the text", text, words, n)
		}
	})
}

// FuzzStray holds that looking for Markdown that came to nothing ends, and that what is
// found stands where it is said to, in a text that was written and is no code.
func FuzzStray(f *testing.F) {
	for _, seed := range []string{
		"[x](http://a b) [^1] **x `y", "中**「文」**字 ~~ __", "a __b__ ****\n##C {#d}", "`[x](` \\[y](", "[a][b] TODO\n\n- FIXME", "\xe4\xb8**", "|a|\n|-|\n|**b|",
	} {
		f.Add(seed)
	}
	md := markdown.New()
	f.Fuzz(func(t *testing.T, text string) {
		body := []byte(strings.ToValidUTF8(strings.ReplaceAll(text, "\r", ""), ""))
		for _, lang := range []string{"en", "zh"} {
			out, err := md.Render(body, markdown.Context{Lang: lang, Prose: true})
			if err != nil {
				t.Fatal(err)
			}
			g := &guide.Guide{Lang: lang, Body: body, BodyLine: 1}
			list := passages(g, &out, nil)
			for i := range list {
				list[i].above = 1 // the body has front matter above it
			}
			lines := strings.Split(string(body), "\n")
			add := func(rule string, line, column int, format string, args ...any) bool {
				if line < 2 || line > len(lines)+1 {
					t.Fatalf("%q: %s at %d:%d", text, rule, line, column)
				}
				written := []rune(lines[line-2])
				if column < 1 || column > len(written)+1 {
					t.Fatalf("%q: %s at %d:%d of %q", text, rule, line, column, lines[line-2])
				}
				if rest := string(written[column-1:]); rest == "" || !strings.ContainsAny(rest[:1], "![`{#*_~TF") {
					t.Fatalf("%q: %s at %q", text, rule, rest)
				}
				return true
			}
			checkStray(list, add)
			checkNotes(list, add)
		}
	})
}

// FuzzConfirmed holds that what is read of the file is written the same again.
func FuzzConfirmed(f *testing.F) {
	for _, seed := range []string{"guides/reissue#fee: {zh: 1a2b3c4d5e6f, en: 6f5e4d3c2b1a}", "a#b: {en: 000000000000}", "#: {}", "a#b: {zh: 1, en: 2}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		c := confirmed{}
		if !c.take(line) {
			return
		}
		again := confirmed{}
		for l := range strings.Lines(string(c.encode())) {
			if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "# ") && !again.take(l) {
				t.Fatalf("%q is written as %q, which cannot be read", line, l)
			}
		}
		if string(again.encode()) != string(c.encode()) {
			t.Fatalf("%q comes back as %s", line, again.encode())
		}
	})
}
