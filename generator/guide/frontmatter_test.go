package guide

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestFrontMatterIsCutFromTheBody(t *testing.T) {
	for _, c := range []struct {
		name, src, yaml, body string
		bodyLine              int
		problem               string
	}{
		{name: "the usual", src: "---\na: b\n---\nbody\n", yaml: "a: b\n", body: "body\n", bodyLine: 4},
		{name: "no body", src: "---\na: b\n---\n", yaml: "a: b\n", bodyLine: 4},
		{name: "no line break at the end", src: "---\na: b\n---", yaml: "a: b\n", bodyLine: 4},
		{name: "spaces behind the hyphens", src: "--- \na: b\n---\t\nbody", yaml: "a: b\n", body: "body", bodyLine: 4},
		{name: "nothing inside", src: "---\n---\nbody", body: "body", bodyLine: 3},
		{name: "hyphens in the body stay", src: "---\na: b\n---\n---\nbody", yaml: "a: b\n", body: "---\nbody", bodyLine: 4},
		{name: "four hyphens close nothing", src: "---\na: b\n----\n---\n", yaml: "a: b\n----\n", bodyLine: 5},
		{name: "empty file", problem: "no front matter"},
		{name: "text alone", src: "# Title\n", problem: "no front matter"},
		{name: "an empty line above", src: "\n---\na: b\n---\n", problem: "first line"},
		{name: "not closed", src: "---\na: b\n", problem: "not closed"},
		{name: "hyphens alone", src: "---", problem: "not closed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, problem := cut([]byte(c.src))
			if !strings.Contains(problem, c.problem) || c.problem == "" && problem != "" {
				t.Fatalf("problem %q, want %q", problem, c.problem)
			}
			if problem == "" && (string(p.yaml) != c.yaml || string(p.body) != c.body || p.bodyLine != c.bodyLine) {
				t.Errorf("got %q, %q from line %d", p.yaml, p.body, p.bodyLine)
			}
		})
	}
}

func TestFactsAreFilledIntoText(t *testing.T) {
	f := &facts{byName: map[string]Fact{
		"fee": {Value: Text{"zh": "25 元", "en": "25 yuan"}}, "odd": {Value: Text{"": "[a](fact:fee)"}},
	}}
	for _, c := range []struct{ in, want, unknown string }{
		{"no fact", "no fact", ""},
		{"[x](fact:fee)", "25 yuan", ""},
		{"a [x](fact:fee), b [y](fact:fee).", "a 25 yuan, b 25 yuan.", ""},
		{"[not] this [x](fact:fee)", "[not] this 25 yuan", ""},
		{"a value is not looked into: [x](fact:odd)", "a value is not looked into: [a](fact:fee)", ""},
		{"[words](fact:none) stay", "words stay", "none"},
		{"](fact:fee)", "](fact:fee)", ""},
		{"[x](fact:fee", "[x](fact:fee", ""},
		{"[x](fact:)", "x", ""},
	} {
		got, unknown := f.expand(c.in, "en")
		if got != c.want || strings.Join(unknown, " ") != c.unknown || c.unknown == "" && len(unknown) > 0 {
			t.Errorf("%q becomes %q with %q unknown", c.in, got, unknown)
		}
	}
}

func TestAMisspelledWordIsNearestToTheOneMeant(t *testing.T) {
	for word, want := range map[string]string{
		"sumary": "summary", "titel": "title", "Title": "title", "review-by": "review_by", "reviewBy": "review_by", "review by": "review_by",
		"draught": "", "drft": "draft", "question": "questions", "source": "sources", "alias": "aliases", "tags": "", "x": "", "": "",
		strings.Repeat("title", 100): "",
	} {
		if got := Nearest(word, frontMatterKeys()); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
	known := []string{"report", "reissue", "articles/age-limit", "挂失"}
	for word, want := range map[string]string{
		"reprot": "report", "report": "report", "Reissue": "reissue", "articles/age-limt": "articles/age-limit",
		"banana": "", "": "", "挂矢": "挂失", strings.Repeat("x", 5000): "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("Nearest(%.20q) = %q, want %q", word, got, want)
		}
	}
}

func TestDistanceCountsTheCharactersToChange(t *testing.T) {
	for _, c := range []struct {
		from, to   string
		most, want int
	}{
		{"", "", 0, 0}, {"", "abc", 5, 3}, {"abc", "", 5, 3}, {"addr", "adr", 1, 1}, {"addr", "adrd", 1, 1}, {"ab", "ba", 1, 1},
		{"xabcd", "xbadc", 2, 2}, {"kitten", "sitting", 9, 3}, {"kitten", "sitting", 3, 3}, {"kitten", "sitting", 2, 3}, {"挂失", "挂矢", 1, 1},
		{"short", "much longer", 3, 4}, {"same", "same", -1, 0}, {"abcdef", "uvwxyz", 2, 3},
	} {
		for range 2 { // it is the same both ways
			if got := Distance(c.from, c.to, c.most); got != c.want {
				t.Errorf("Distance(%q, %q, %d) = %d, want %d", c.from, c.to, c.most, got, c.want)
			}
			c.from, c.to = c.to, c.from
		}
	}
}

// FuzzGuide holds what Load promises of any file: no panic, places that exist,
// a body that is the file's end, and texts that can be shown.
func FuzzGuide(f *testing.F) {
	for _, seed := range []string{
		"---\ntitle: A\nsummary: >\n  b\n  c\nquestions:\n  - d\nrelated: [e]\nsources:\n  - {title: f, url: \"https://g.example\", accessed: 2026-01-02}\nreviewed: 2026-01-02\naliases: [/h/]\norder: 3\ndraft: true\n---\nbody\n",
		"---\ntitle: [x](fact:fee)\n---\n", "---\n&a *b: <<\n---\n", "---\n? a\n: !!b c\n---\n", "---\n\"a\\x00\": 'b'\n- c\n---\n", "---\n{a: [b, {c: d}]}\n---", "---\ntitle: |+2\n\n  x\n---\n", "---\n%YAML 1.2\n---\n", "---\n",
	} {
		f.Add([]byte(seed))
	}
	shared := &facts{byName: map[string]Fact{"fee": {Value: Text{"": "25"}}}}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !utf8.Valid(data) || bytes.ContainsAny(data, "\r\x00") {
			return // readText refuses or changes these
		}
		g, faults, warnings := parseGuide("en/s/a.md", data, shared)
		lines := bytes.Count(data, []byte("\n")) + 1
		for _, fault := range slices.Concat(faults, warnings) {
			if fault.Line < 1 || fault.Line > lines || fault.Column < 0 || fault.Message == "" || strings.Contains(fault.Message, "parser failed") {
				t.Errorf("%d lines, fault %+v", lines, fault)
			}
		}
		if (g == nil) != (len(faults) > 0) {
			t.Fatalf("guide %v with faults %v", g, faults)
		}
		if g == nil {
			return
		}
		if !bytes.HasSuffix(data, g.Body) || g.BodyLine != bytes.Count(data[:len(data)-len(g.Body)], []byte("\n"))+1 {
			if !(len(g.Body) == 0 && g.BodyLine == lines+1) { // no line break behind the last hyphens
				t.Errorf("the body %q on line %d of %q", g.Body, g.BodyLine, data)
			}
		}
		if g.Title == "" {
			t.Error("a guide without title")
		}
		for _, s := range slices.Concat([]string{g.Title, g.Summary}, g.Questions, g.Related, g.Aliases) {
			if strings.ContainsFunc(s, unicode.IsControl) {
				t.Errorf("%q holds a control character", s)
			}
		}
		for _, a := range g.Aliases {
			if !strings.HasPrefix(a, "/") || strings.Contains(a, "..") || strings.Contains(a, "//") {
				t.Errorf("the alias %q", a)
			}
		}
	})
}
