package search_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shebao/search"
)

// page is a guide without sections.
func page(url, title, text string) search.Document {
	lang := strings.Split(url, "/")[1]
	return search.Document{URL: url, GuideURL: url, Lang: lang, Title: title, Text: text}
}

// filler are guides about other things, so that words are as rare as they are
// on a site.
func filler() (docs []search.Document) {
	for _, d := range [][3]string{
		{"/en/f/garden/", "Garden", "Plants need water and light every day of the summer."},
		{"/en/f/library/", "Library", "Books may be kept for four weeks."},
		{"/en/f/pool/", "Swimming pool", "The pool opens at nine."},
		{"/en/f/market/", "Market", "Fruit and bread are sold on the square."},
		{"/zh/f/garden/", "花园", "夏天每天浇水。"},
		{"/zh/f/library/", "图书馆", "图书可以借阅四周。"},
		{"/zh/f/pool/", "游泳池", "九点开放。"},
		{"/zh/f/market/", "集市", "广场上有水果和面包。"},
	} {
		docs = append(docs, page(d[0], d[1], d[2]))
	}
	return docs
}

func openWith(t testing.TB, synonyms []search.Synonyms, docs ...search.Document) *search.Index {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "index")
	if err := search.BuildDocuments(context.Background(), dir, slices.Values(append(docs, filler()...)), synonyms...); err != nil {
		t.Fatal(err)
	}
	ix, err := search.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	return ix
}

func lookUp(t testing.TB, ix *search.Index, lang, text string) search.Result {
	t.Helper()
	r, err := ix.Search(context.Background(), search.Query{Text: text, Lang: lang})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func urls(hits []search.Hit) (out []string) {
	for _, h := range hits {
		out = append(out, h.URL)
	}
	return out
}

func TestWhereAWordStandsCounts(t *testing.T) {
	word := func(place string, d search.Document) search.Document {
		d.URL = "/en/g/" + place + "/"
		d.GuideURL, d.Lang = d.URL, "en"
		return d
	}
	other := "The office is open in the morning."
	ix := openWith(t, nil,
		word("a-body", search.Document{Title: "Office", Text: "A voucher. " + other}),
		word("b-heading", search.Document{Title: "Office", Heading: "Voucher at the office", Text: other}),
		word("c-question", search.Document{Title: "Office", Questions: []string{"Voucher at the office"}, Text: other}),
		word("d-title", search.Document{Title: "Voucher", Text: other}),
	)
	want := []string{"/en/g/d-title/", "/en/g/c-question/", "/en/g/b-heading/", "/en/g/a-body/"}
	if diff := cmp.Diff(want, urls(lookUp(t, ix, "en", "voucher").Hits)); diff != "" {
		t.Errorf("title, question, heading, body (-want +got):\n%s", diff)
	}
}

func TestTheQuestionAnEditorWroteWins(t *testing.T) {
	ix := openWith(t, nil,
		page("/en/g/lost/", "Lost card, lost card, lost card", "A lost card is a lost card: lost card, lost card."),
		search.Document{URL: "/en/g/calm/", GuideURL: "/en/g/calm/", Lang: "en", Title: "Keep calm", Questions: []string{"My card is lost?"}, Text: "Breathe."},
		page("/zh/g/lost/", "社保卡丢失，社保卡丢失", "社保卡丢失了，社保卡丢失了。"),
		search.Document{URL: "/zh/g/calm2/", GuideURL: "/zh/g/calm2/", Lang: "zh", Title: "别急", Questions: []string{"社保卡丢失怎么办"}, Text: "先喝水。"},
	)
	for _, tt := range []struct{ lang, text, want string }{
		{"en", "my card is lost", "/en/g/calm/"},
		{"en", " MY CARD IS LOST!! ", "/en/g/calm/"},
		{"zh", "社保卡丢失怎么办？", "/zh/g/calm2/"},
		{"zh", "社保卡丟失怎麼辦", "/zh/g/calm2/"},
	} {
		if got := urls(lookUp(t, ix, tt.lang, tt.text).Hits); len(got) == 0 || got[0] != tt.want {
			t.Errorf("%q finds %v, want %s first", tt.text, got, tt.want)
		}
	}
}

func TestAGuideStandsOnceWithUpToTwoMoreSections(t *testing.T) {
	var docs []search.Document
	for _, id := range []string{"", "#phone", "#counter", "#online", "#bank"} {
		docs = append(docs, search.Document{URL: "/en/g/report/" + id, GuideURL: "/en/g/report/", Lang: "en", Title: "Office matters", Heading: strings.Trim(id, "#"), Text: "Report a missing umbrella here."})
	}
	docs = append(docs, page("/en/g/rain/", "Rain", "An umbrella helps."))
	r := lookUp(t, openWith(t, nil, docs...), "en", "missing umbrella")
	if r.Total != 2 || len(r.Hits) != 2 {
		t.Fatalf("%d guides, hits %v", r.Total, urls(r.Hits))
	}
	first := r.Hits[0]
	if !strings.HasPrefix(first.URL, "/en/g/report/") || len(first.More) != 2 {
		t.Errorf("first %s, more %v", first.URL, urls(first.More))
	}
	if all := append(urls(first.More), first.URL); len(slices.Compact(slices.Sorted(slices.Values(all)))) != 3 {
		t.Errorf("a section twice: %v", all)
	}
}

func TestAQueryForASubjectOpensItsGuideAtTheBeginning(t *testing.T) {
	docs := []search.Document{
		{URL: "/zh/g/buban/", GuideURL: "/zh/g/buban/", Lang: "zh", Title: "补办新卡", Text: "到柜台去。"},
		{URL: "/zh/g/buban/#online", GuideURL: "/zh/g/buban/", Lang: "zh", Title: "补办新卡", Heading: "网上申请", Text: "补办可以在网上申请，补办不难。"},
		{URL: "/zh/g/buban/#fee", GuideURL: "/zh/g/buban/", Lang: "zh", Title: "补办新卡", Heading: "费用", Text: "多少钱，请问网点。"},
	}
	ix := openWith(t, nil, docs...)
	for text, want := range map[string]string{"补办": "/zh/g/buban/", "補辦": "/zh/g/buban/", "补办 费用": "/zh/g/buban/#fee", "网上申请": "/zh/g/buban/#online"} {
		if got := urls(lookUp(t, ix, "zh", text).Hits); len(got) == 0 || got[0] != want {
			t.Errorf("%q opens %v, want %s", text, got, want)
		}
	}
}

func TestTheReadersLanguageComesFirst(t *testing.T) {
	ix := openWith(t, nil,
		page("/zh/g/activate/", "激活新卡", "到银行网点激活。"),
		page("/en/g/activate/", "Activate the new card", "Go to a bank outlet."),
		page("/en/g/ferry/", "Ferry timetable", "Ferries sail at noon."),
		page("/zh/g/tea/", "茶叶", "绿茶和红茶。"),
	)
	for _, tt := range []struct{ name, lang, text, url, hitLang string }{
		{"the reader's language", "zh", "激活新卡", "/zh/g/activate/", "zh"},
		{"an English query opens the Chinese page of the guide", "zh", "activate card", "/zh/g/activate/", "zh"},
		{"and the reverse", "en", "激活新卡", "/en/g/activate/", "en"},
		{"pinyin in English", "en", "jihuo xinka", "/en/g/activate/", "en"},
		{"both languages in one query", "zh", "activate 新卡", "/zh/g/activate/", "zh"},
		{"and in the other interface", "en", "激活 card", "/en/g/activate/", "en"},
		{"the other language's page, marked, where there is no other", "zh", "ferry timetable", "/en/g/ferry/", "en"},
		{"and the reverse", "en", "茶叶", "/zh/g/tea/", "zh"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := lookUp(t, ix, tt.lang, tt.text)
			if len(r.Hits) == 0 || r.Hits[0].URL != tt.url || r.Hits[0].Lang != tt.hitLang {
				t.Errorf("%q finds %+v, want %s", tt.text, r.Hits, tt.url)
			}
		})
	}
}

func TestWhatIsFoundNowhereFindsNothing(t *testing.T) {
	ix := openWith(t, nil,
		page("/zh/g/guashi/", "社保卡挂失", "打电话挂失社保卡，再到柜台。"),
		page("/zh/g/buban/", "补办新卡", "带身份证和户口簿，免费寄到家。"),
		page("/en/g/loss/", "Report a lost card", "Call the hotline, then go to a counter."),
		page("/en/g/reissue/", "Get a new card", "Bring your papers. The post delivers it."),
	)
	for lang, texts := range map[string][]string{
		"en": {"weather tomorrow", "bitcoin price", "renew driving licence", "oyster london", "zzzzqqq", "wwwwww", "asdf", "qwerty", "a", "x", "...", "guitar lessons", "演唱会门票"},
		"zh": {"明天下雨吗", "驾照年审", "比特币行情", "深圳通充值", "红烧肉做法", "zzzzqqq", "wwwwww", "hhhhhh", "asdf", "x", "？！", "guitar lessons"},
	} {
		for _, text := range texts {
			if r := lookUp(t, ix, lang, text); r.Total != 0 || len(r.Hits) != 0 || r.Suggestion != "" {
				t.Errorf("%s %q finds %v, suggests %q", lang, text, urls(r.Hits), r.Suggestion)
			}
		}
	}
}

func TestAPersonsNumberIsNotLookedFor(t *testing.T) {
	ix := openWith(t, nil, page("/zh/g/n/", "号码 11010519491231002X", "身份证号 11010519491231002X，卡号 A123456789，热线 12333。"))
	for _, text := range []string{
		"11010519491231002X", "110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ", "查 11010519491231002X 的卡",
		"110105491231002", "A123456789", "123-456-789-0123",
		"110105-19491231-002X", "１１０１０５－１９４９１２３１－００２ｘ", "110105 491231 002", "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X", "110105\u200b19491231\u2060002X", "lost 110105–19491231–002x?",
	} {
		if r := lookUp(t, ix, "zh", text); r.Total != 0 || r.Suggestion != "" {
			t.Errorf("%q finds %v", text, urls(r.Hits))
		}
	}
	if r := lookUp(t, ix, "zh", "12333"); r.Total != 1 {
		t.Errorf("a hotline finds %v", urls(r.Hits))
	}
}

// A word typed twice is looked up once, and finds what it finds typed once.
func TestAWordRepeatedFindsTheSameGuides(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		c := corpus{lang: lang, pages: 40, words: 100}
		ix, err := search.Open(buildIndex(t, c))
		if err != nil {
			t.Fatal(err)
		}
		defer ix.Close()
		for _, word := range c.vocabulary(40) {
			urls := func(text string) (all []string) {
				r, err := ix.Search(t.Context(), search.Query{Text: text, Lang: lang, Limit: 100})
				if err != nil {
					t.Fatal(err)
				}
				for _, h := range r.Hits {
					guide, _, _ := strings.Cut(h.URL, "#")
					all = append(all, guide)
				}
				slices.Sort(all)
				return all
			}
			once, twice := urls(word), urls(word+" "+word)
			if !slices.Equal(once, twice) {
				t.Errorf("%s: %d guides once, %d twice", word, len(once), len(twice))
			}
		}
	}
}

func TestAPageAboutTheSiteItselfComesAfterItsGuides(t *testing.T) {
	const text = "What is kept of a lost card, and who reads it."
	docs := []search.Document{
		page("/en/privacy/", "Records of a lost card", text+" Records of a lost card are kept."),
		page("/en/g/loss/", "Records of a lost card", text),
		page("/en/g/other/", "Opening hours", "From nine to five."),
		page("/en/g/third/", "Fees", "None."),
	}
	for _, tt := range []struct {
		name, text, first string
		docs              []search.Document
	}{
		{"with as much of the query", "lost card records", "/en/g/loss/", docs},
		{"but first where a question is its own", "who runs this", "/en/about/", append(docs, func() search.Document {
			d := page("/en/about/", "About us", "We run this.")
			d.Questions = []string{"Who runs this?"}
			return d
		}())},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := urls(lookUp(t, openWith(t, nil, tt.docs...), "en", tt.text).Hits); len(got) == 0 || got[0] != tt.first {
				t.Errorf("%q finds %v, want %s first", tt.text, got, tt.first)
			}
		})
	}
}
