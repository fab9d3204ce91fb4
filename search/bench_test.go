package search_test

import (
	"context"
	"flag"
	"fmt"
	"iter"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"shebao/search"
)

var benchmarkPages = flag.Int("pages", 1000, "how many pages the search benchmarks index, half in each language")

// BenchmarkBuild indexes generated pages of four sections each.
func BenchmarkBuild(b *testing.B) {
	for b.Loop() {
		dir := filepath.Join(b.TempDir(), "index")
		if err := search.Build(context.Background(), dir, generated(*benchmarkPages)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(*benchmarkPages)*float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}

// BenchmarkOpen opens an index and closes it.
func BenchmarkOpen(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "index")
	if err := search.Build(context.Background(), dir, generated(*benchmarkPages)); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		ix, err := search.Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		ix.Close()
	}
}

// BenchmarkQuery asks what people ask, snippets included, and completes what
// they type.
func BenchmarkQuery(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "index")
	if err := search.Build(context.Background(), dir, generated(*benchmarkPages)); err != nil {
		b.Fatal(err)
	}
	ix, err := search.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { ix.Close() })
	for _, q := range []struct{ name, lang, text string }{
		{"english", "en", "report lost card"},
		{"question", "en", "how do I report a lost card at the counter"},
		{"typo", "en", "reprot lsot card"},
		{"chinese", "zh", "社保卡挂失"},
		{"pinyin", "zh", "shebaoka guashi"},
	} {
		b.Run(q.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := ix.Search(context.Background(), search.Query{Text: q.text, Lang: q.lang}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("suggest", func(b *testing.B) {
		for b.Loop() {
			if _, err := ix.Suggest(context.Background(), "repo", "en", 8); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// generated are pages of made-up text in two languages, about 600 words or
// 1,000 characters each. The same number gives the same pages.
func generated(pages int) iter.Seq[search.Document] {
	english := strings.Fields("card report lost counter bank number parent child new office phone apply activate law record insurance pay visit hospital form city year rule photo letter")
	chinese := []rune("社保卡挂失补办激活银行柜台电话网上家长孩子身份证户口簿办理新卡医保缴费查询记录规定时间地址邮寄密码状态注意事项")
	return func(yield func(search.Document) bool) {
		random := rand.New(rand.NewPCG(1, 2))
		text := func(lang string, length int) string {
			var t strings.Builder
			for range length {
				if lang == "zh" {
					t.WriteRune(chinese[random.IntN(len(chinese))])
				} else {
					// A long tail of rare words, as real text has it.
					fmt.Fprintf(&t, "%s w%d ", english[random.IntN(len(english))], int(random.ExpFloat64()*2000))
				}
			}
			return t.String()
		}
		for n := range pages {
			lang, length, title := "en", 75, 4
			if n%2 == 1 {
				lang, length, title = "zh", 250, 8
			}
			guide := fmt.Sprintf("/%s/guides/page-%d/", lang, n/2)
			name := text(lang, title)
			for s := range 4 {
				d := search.Document{URL: guide, GuideURL: guide, Lang: lang, Title: name, Text: text(lang, length)}
				if s > 0 {
					d.URL, d.Heading = fmt.Sprintf("%s#s%d", guide, s), text(lang, title)
				}
				if !yield(d) {
					return
				}
			}
		}
	}
}
