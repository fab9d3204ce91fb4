package guide

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// parsed is what the YAML parser makes of front matter.
func parsed(src string) (FrontMatter, Faults) {
	r := &reader{file: "en/a.md", above: 1, facts: &facts{byName: map[string]Fact{}, languages: []string{"en", "zh"}}}
	root := r.parse([]byte(src))
	var fm FrontMatter
	if root != nil || len(r.faults) == 0 {
		fm = r.frontMatter(root, "en")
	}
	return fm, append(r.faults, r.warned...)
}

var plainFronts = []string{
	"title: A\n",
	"title: Payment records 00007\nsummary: As soon as it is noticed, somebody’s card must be blocked (12333) helps.\nquestions:\n  - what if it is lost\n  - 卡丢了怎么办\nrelated: [part-001/guide-00008, who may act]\nreviewed: 2026-03-25\nreview_by: 2027-03-25\norder: 7\ndraft: false\n",
	"title: \"Quoted, with: marks\"\nsummary: 'It is so'\nquestions:\n- one\n- \"two\"\ndraft: true\n",
	"title: 挂失\r\n", "title: A # comment\n", "title: 2016\n", "title: ~\n", "title: yes\n", "title: A\ntitle: B\n", "title:A\n", "title: A\n  more\n",
	"title: A\nsummary:\n", "title: A\nquestions: [a, 'b, c', \"d\"]\n", "title: A\nquestions: []\n", "title: A\nquestions:\n  - a\n   - b\n", "title: A\norder: 010\n", "title: A\norder: -1\n",
	"title: A\nreviewed: 2026-02-30\n", "title: A\nquestions:\n  - a: b\n", "title: A\nquestions:\n  - - a\n", "title: A\nrelated: [a b, c]\n", "title: - a\n", "title: A: b\n", "title: a|b\n", "title: |\n  a\n",
	"title: 'a''b'\n", "title: \"a\\nb\"\n", "title: A　\n", "title: \"\"\n", "title: A\ntitl: B\n", "title: A\n\norder: 1\n", "title: A\n...\n", "title: A\n--- b\n", "title: a @b\n", "title: A\nrelated: [a: b]\n", "title: A\nrelated: A]", "title: A\nrelated: [a:, b]\n",
}

// FuzzPlainFrontMatter: what the plain reader reads, it reads as the YAML parser
// does, and nothing is wrong with it.
func FuzzPlainFrontMatter(f *testing.F) {
	for _, src := range plainFronts {
		f.Add(src)
	}
	files, err := filepath.Glob("../../content/*/*/*.md")
	if err != nil || len(files) == 0 {
		f.Fatal("no guides to begin with:", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if p, problem := cut(text); problem == "" {
			f.Add(string(p.yaml))
		}
	}
	f.Fuzz(func(t *testing.T, src string) {
		src = strings.ReplaceAll(src, "\r", "") // as cleanText leaves it
		got, ok := plainFrontMatter([]byte(src))
		if !ok {
			return
		}
		want, faults := parsed(src)
		if diff := cmp.Diff(want, got); diff != "" || len(faults) > 0 {
			t.Errorf("%q: faults %v; (-parser +plain):\n%s", src, faults, diff)
		}
	})
}

func TestCommonFrontMatterIsReadPlainly(t *testing.T) {
	for _, src := range plainFronts[:3] {
		if _, ok := plainFrontMatter([]byte(src)); !ok {
			t.Errorf("%q was left to the YAML parser", src)
		}
	}
}
