package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"shebao/cmd/shebao/site"
	"shebao/search"
	"shebao/search/eval"
)

// Parents ask in their own words, misspell, type half a word, pinyin or the
// other language; the guides that answer them come first. The floors are a
// little below what the site reaches, so that a change that costs more is seen.
func TestTheSiteAnswersWhatParentsAsk(t *testing.T) {
	ix := siteIndex(t)
	for _, tt := range []struct {
		file         string
		all, success float64            // nDCG@10 and success@1 over all kinds
		none         float64            // share of what nothing answers that finds nothing
		kinds        map[string]float64 // nDCG@10
	}{
		{"relevance_en.txt", 0.92, 0.87, 0.8, map[string]float64{
			"cross-language": 0.93, "en-keywords": 0.90, "en-question": 0.86, "en-synonym": 0.87, "en-typo": 0.92,
			"mixed": 0.90, "pinyin-full": 0.85, "prefix": 0.92, "punctuation": 0.94,
		}},
		{"relevance_zh.txt", 0.94, 0.91, 0.75, map[string]float64{
			"cross-language": 0.94, "mixed": 0.90, "pinyin-full": 0.94, "pinyin-initials": 0.93, "prefix": 0.95,
			"punctuation": 0.93, "zh-colloquial": 0.87, "zh-ime-typo": 0.95, "zh-keywords": 0.92, "zh-question": 0.90,
			"zh-traditional": 0.92,
		}},
	} {
		t.Run(tt.file, func(t *testing.T) {
			file, err := os.Open(filepath.Join("..", "..", "search", "eval", "testdata", tt.file))
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			queries, err := eval.ReadQueries(file)
			if err != nil {
				t.Fatal(err)
			}
			e, err := eval.Run(t.Context(), ix, queries)
			if err != nil {
				t.Fatal(err)
			}
			if e.All.NDCG < tt.all || e.All.Success < tt.success {
				t.Errorf("all kinds: nDCG@10 %.3f, success@1 %.3f; want %.2f and %.2f", e.All.NDCG, e.All.Success, tt.all, tt.success)
			}
			if e.None.Empty < tt.none {
				t.Errorf("%.3f of what nothing answers finds nothing, want %.2f", e.None.Empty, tt.none)
			}
			for _, k := range e.Kinds {
				floor, ok := tt.kinds[k.Kind]
				if !ok {
					t.Errorf("no floor for %s", k.Kind)
				}
				if k.NDCG < floor {
					t.Errorf("%s: nDCG@10 %.3f, want %.2f", k.Kind, k.NDCG, floor)
				}
			}
			if t.Failed() {
				for _, m := range e.Misses {
					t.Logf("%s %s %q finds %v", m.Query.ID, m.Query.Kind, m.Query.Text, m.Found[:min(len(m.Found), 3)])
				}
			}
		})
	}
}

// The first hit opens at the section that answers.
func TestTheSiteOpensAtTheRightSection(t *testing.T) {
	ix := siteIndex(t)
	for _, tt := range []struct{ lang, text, url string }{
		{"zh", "社保卡丢了怎么办", "/zh/guides/lost-card-overview/"},
		{"zh", "社保卡遺失", "/zh/guides/lost-card-overview/"},
		{"zh", "社保卡", "/zh/guides/lost-card-overview/"},
		{"zh", "sbk", "/zh/guides/lost-card-overview/"},
		{"en", "social security card", "/en/guides/lost-card-overview/"},
		{"zh", "guasi", "/zh/guides/report-loss/#by-phone"},
		{"en", "damaged card", "/en/guides/reissue/#damaged-or-changed"},
		{"zh", "diu ka", "/zh/guides/lost-card-overview/"},
		{"zh", "挂失", "/zh/guides/report-loss/#by-phone"},
		{"zh", "挂失电话", "/zh/guides/report-loss/#by-phone"},
		{"zh", "补办", "/zh/guides/reissue/"},
		{"zh", "补半", "/zh/guides/reissue/"},
		{"zh", "激活", "/zh/guides/activate/"},
		{"zh", "激火", "/zh/guides/activate/"},
		{"zh", "密码", "/zh/guides/precautions/#password"},
		{"zh", "lost card", "/zh/guides/lost-card-overview/"},
		{"en", "lost card", "/en/guides/lost-card-overview/"},
		{"en", "my kid's card vanished", "/en/guides/lost-card-overview/"},
		{"en", "actvate card", "/en/guides/activate/"},
		{"en", "挂失", "/en/guides/report-loss/"},
		{"en", "reissue", "/en/guides/reissue/"},
		{"en", "doctor", "/en/guides/lost-card-overview/#see-a-doctor"},
		{"zh", "补卡要多少钱", "/zh/guides/reissue/#time-and-cost"},
		{"zh", "急诊报销", "/zh/articles/emergency-visit/#claim-back"},
		{"en", "reissue fee", "/en/guides/reissue/#time-and-cost"},
	} {
		r, err := ix.Search(t.Context(), search.Query{Text: tt.text, Lang: tt.lang})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Hits) == 0 || r.Hits[0].URL != tt.url {
			t.Errorf("%s %q: %d hits, the first %+v; want %s", tt.lang, tt.text, len(r.Hits), r.Hits[:min(len(r.Hits), 1)], tt.url)
		}
	}
}

// What happens to stand in some guide, in the middle of other words, is not found.
func TestTheSiteFindsNothingForNonsense(t *testing.T) {
	ix := siteIndex(t)
	for _, tt := range []struct{ lang, text string }{
		{"zh", "zzz"}, {"zh", "wx"}, {"en", "zzzzqqq"}, {"en", "the"}, {"en", "how"}, {"en", "where"},
		{"zh", "天气预报"}, {"zh", "天气怎么样"}, {"en", "umbrella repair"},
	} {
		r, err := ix.Search(t.Context(), search.Query{Text: tt.text, Lang: tt.lang})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Hits) > 0 || r.Suggestion != "" {
			t.Errorf("%s %q: %q, %d hits, the first %s", tt.lang, tt.text, r.Suggestion, len(r.Hits), r.Hits[0].URL)
		}
	}
}

// A correct question is not corrected.
func TestTheSiteCorrectsNoWordThatIsRight(t *testing.T) {
	ix := siteIndex(t)
	for _, text := range []string{"补卡要身份证吗", "官方的吗", "几点上班", "账户没钱", "社保卡丢了怎么办", "周末上班吗", "户口不在上海", "孩子不在上海上学"} {
		r, err := ix.Search(t.Context(), search.Query{Text: text, Lang: "zh"})
		if err != nil {
			t.Fatal(err)
		}
		if r.Suggestion != "" {
			t.Errorf("%q is taken for %q", text, r.Suggestion)
		}
	}
}

// siteIndex builds the embedded site and opens its index.
func siteIndex(t *testing.T) *search.Index {
	t.Helper()
	dir := t.TempDir()
	l := site.Place{Public: filepath.Join(dir, "public"), Data: filepath.Join(dir, "data")}
	result, err := l.Build(t.Context(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	ix, err := search.Open(l.Index(result.Build))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	return ix
}
