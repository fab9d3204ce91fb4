package search_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shebao/search"
)

// However an index came about, by one build or by many that each took over what
// had not changed, it gives the same answers.
func TestUpdatedIndexAnswersAsOneMadeAnew(t *testing.T) {
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		f.Value.Set("10") // each is up to ten builds
	}
	rapid.Check(t, func(r *rapid.T) {
		dir := t.TempDir()
		site := map[string]search.Guide{}
		for n := range 30 {
			edit(r, site, n)
		}
		earlier := ""
		for step := range rapid.IntRange(2, 5).Draw(r, "builds") {
			for range rapid.IntRange(0, 4).Draw(r, "edits") {
				edit(r, site, rapid.IntRange(0, 40).Draw(r, "guide"))
			}
			order := slices.Sorted(maps.Keys(site))
			if rapid.IntRange(0, 3).Draw(r, "order") == 0 {
				order = rapid.Permutation(order).Draw(r, "guides")
			}
			anew, updated := filepath.Join(dir, fmt.Sprint(step, "-anew")), filepath.Join(dir, fmt.Sprint(step, "-updated"))
			buildGuides(r, anew, "", site, order)
			before := files(r, earlier)
			buildGuides(r, updated, earlier, site, order)
			if diff := cmp.Diff(before, files(r, earlier)); diff != "" {
				r.Fatalf("the earlier index has changed:\n%s", diff)
			}
			compareIndexes(r, anew, updated)
			earlier = updated
		}
	})
}

func compareIndexes(r *rapid.T, anew, updated string) {
	want, err := search.Open(anew)
	if err != nil {
		r.Fatal(err)
	}
	defer want.Close()
	got, err := search.Open(updated)
	if err != nil {
		r.Fatal(err)
	}
	defer got.Close()
	for _, text := range updateQueries {
		for _, lang := range []string{"zh", "en"} {
			a, b := answersOf(r, want, text, lang), answersOf(r, got, text, lang)
			if diff := cmp.Diff(a, b); diff != "" {
				r.Fatalf("%q in %s (-made anew +updated):\n%s", text, lang, diff)
			}
		}
	}
}

type answered struct {
	Result  search.Result
	Suggest []search.Suggestion
}

func answersOf(r *rapid.T, ix *search.Index, text, lang string) (a answered) {
	var err error
	if a.Result, err = ix.Search(context.Background(), search.Query{Text: text, Lang: lang, Limit: 50}); err != nil {
		r.Fatal(err)
	}
	a.Result.Took = 0
	if a.Suggest, err = ix.Suggest(context.Background(), text, lang, 20); err != nil {
		r.Fatal(err)
	}
	return a
}

// buildGuides builds an index; where an earlier one is named, guides that it has
// come without their sections.
func buildGuides(r *rapid.T, dir, earlier string, site map[string]search.Guide, order []string) {
	var o search.BuildOptions
	if earlier != "" {
		var err error
		if o.Earlier, err = search.OpenEarlier(earlier); err != nil {
			r.Fatal(err)
		}
		defer o.Earlier.Close()
	}
	var guides iter.Seq[search.Guide] = func(yield func(search.Guide) bool) {
		for _, url := range order {
			g := site[url]
			if o.Earlier != nil && o.Earlier.Has(g.URL, g.Sum) {
				g.Sections = nil
			}
			if !yield(g) {
				return
			}
		}
	}
	if err := search.Build(context.Background(), dir, guides, o); err != nil {
		r.Fatal(err)
	}
}

var (
	updateQueries = []string{
		"", "a", "card", "crad", "lost card", "cards lost", "report", "re", "bank", "bnak", "reprot the loss", "where is the bank", "zebra", "zebr",
		"社保卡", "社宝卡", "挂失", "卡", "社", "银行网点", "怎么补办社保卡", "shebaoka", "sbk", "guashi", "gs", "社保 card", "补办 bank", "新词汇",
	}
	englishWords = strings.Fields("card lost report loss bank new money phone counter child parent fee form office photo zebra reissue activate")
	chineseWords = strings.Fields("社保卡 挂失 补办 银行 网点 电话 柜台 孩子 家长 费用 材料 新卡 激活 怎么 什么 在 的 社区 保卡 宝库 新词汇")
)

// edit writes one guide anew or removes it.
func edit(r *rapid.T, site map[string]search.Guide, n int) {
	lang, vocabulary, space := "en", englishWords, " "
	if n%2 == 1 {
		lang, vocabulary, space = "zh", chineseWords, ""
	}
	url := fmt.Sprintf("/%s/g/guide-%d/", lang, n/2)
	if rapid.IntRange(0, 5).Draw(r, "remove") == 0 {
		delete(site, url)
		return
	}
	text := func(least, most int) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), least, most).Draw(r, "text"), space)
	}
	d := search.Document{GuideURL: url, Lang: lang, Title: text(1, 4), Summary: text(0, 8)}
	for range rapid.IntRange(0, 2).Draw(r, "questions") {
		d.Questions = append(d.Questions, text(1, 5))
	}
	g := search.Guide{URL: url}
	for s := range rapid.IntRange(1, 3).Draw(r, "sections") {
		d.URL = url
		if s > 0 {
			d.URL, d.Heading = fmt.Sprintf("%s#s%d", url, s), text(1, 3)
		}
		d.Text = text(0, 30)
		g.Sections = append(g.Sections, d)
	}
	g.Sum = sha256.Sum256(fmt.Appendf(nil, "%q", g.Sections))
	site[url] = g
}

// files returns the bytes of every file below dir.
func files(r *rapid.T, dir string) map[string]string {
	if dir == "" {
		return nil
	}
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all[path] = string(b)
		return err
	})
	if err != nil {
		r.Fatal(err)
	}
	return all
}

// What has not changed is not written again: the files have one more name.
func TestUpdateKeepsTheFilesOfTheEarlierIndex(t *testing.T) {
	guides := corpus{lang: "en", pages: 40, words: 50}.guides()
	dir := t.TempDir()
	build := func(name, earlier string) string {
		var o search.BuildOptions
		if earlier != "" {
			var err error
			if o.Earlier, err = search.OpenEarlier(earlier); err != nil {
				t.Fatal(err)
			}
			defer o.Earlier.Close()
		}
		path := filepath.Join(dir, name)
		if err := search.Build(context.Background(), path, slices.Values(guides), o); err != nil {
			t.Fatal(err)
		}
		return path
	}
	change := func(n int) {
		guides[n].Sections[0].Text += " zebra"
		guides[n].Sum[0]++
	}
	segments := func(path string) []string {
		names, err := filepath.Glob(filepath.Join(path, "*.zap"))
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	first := build("first", "")
	change(0)
	second := build("second", first)
	if a, b := segments(first), segments(second); len(a) != 1 || len(b) != 2 || !sameFile(t, a[0], b[0]) {
		t.Errorf("the large file was written again: %v, then %v", a, b)
	}
	for n := range 10 {
		change(n)
	}
	third := build("third", second)
	if b := segments(third); len(b) != 1 {
		t.Errorf("after many changes there are %v", b)
	}
	ix, err := search.Open(third)
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	if r, err := ix.Search(context.Background(), search.Query{Text: "zebra", Lang: "en"}); err != nil || r.Total != 10 {
		t.Errorf("%d guides have what was added, %v", r.Total, err)
	}
}

func sameFile(t *testing.T, a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := os.Stat(b)
	if err != nil {
		t.Fatal(err)
	}
	return os.SameFile(x, y)
}

func TestGuideWithoutSectionsMustBeInTheEarlierIndex(t *testing.T) {
	unknown := search.Guide{URL: "/en/g/a/", Sum: sha256.Sum256(nil)}
	dir := filepath.Join(t.TempDir(), "index")
	if err := search.Build(context.Background(), dir, slices.Values([]search.Guide{unknown}), search.BuildOptions{}); err == nil {
		t.Error("no error")
	}
	if _, err := search.Open(dir); !errors.Is(err, search.ErrDamaged) {
		t.Errorf("what is left opens: %v", err)
	}
}
