package search_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shebao/search"
)

var suggested = []search.Document{
	{URL: "/zh/g/loss/", GuideURL: "/zh/g/loss/", Lang: "zh", Title: "社保卡挂失", Questions: []string{"挂失要带什么"}, Text: "先打电话。"},
	{URL: "/zh/g/loss/#phone", GuideURL: "/zh/g/loss/", Lang: "zh", Title: "社保卡挂失", Heading: "电话挂失", Text: "拨打 12333。"},
	{URL: "/zh/g/loss/#fee", GuideURL: "/zh/g/loss/", Lang: "zh", Title: "社保卡挂失", Heading: "不收钱", Text: "也不用排队。"},
	{URL: "/zh/g/reissue/", GuideURL: "/zh/g/reissue/", Lang: "zh", Title: "补办新卡", Text: "去柜台。"},
	{URL: "/en/g/loss/", GuideURL: "/en/g/loss/", Lang: "en", Title: "Report a lost card", Questions: []string{"what if my card is lost"}, Text: "Call first."},
	{URL: "/en/g/loss/#phone", GuideURL: "/en/g/loss/", Lang: "en", Title: "Report a lost card", Heading: "Report by phone", Text: "Call 12333."},
}

func TestSuggestionsCompleteWhatIsTyped(t *testing.T) {
	ix := openIndex(t, suggested)
	for _, tt := range []struct {
		name, typed, lang string
		want              []search.Suggestion
	}{
		{"the beginning of a title, then what else begins a word", "rep", "en", []search.Suggestion{
			{Text: "Report a lost card", URL: "/en/g/loss/"},
			{Text: "Report by phone", URL: "/en/g/loss/#phone"},
		}},
		{"a word inside a line", "lost", "en", []search.Suggestion{
			{Text: "Report a lost card", URL: "/en/g/loss/"},
			{Text: "what if my card is lost", URL: "/en/g/loss/"},
		}},
		{"not the inside of a word", "eport", "en", nil},
		{"a character inside a Chinese line; a question that begins with it comes first", "挂", "zh", []search.Suggestion{
			{Text: "挂失要带什么", URL: "/zh/g/loss/"},
			{Text: "社保卡挂失", URL: "/zh/g/loss/"},
		}},
		{"traditional characters and full width", "掛失", "zh", []search.Suggestion{
			{Text: "挂失要带什么", URL: "/zh/g/loss/"},
			{Text: "社保卡挂失", URL: "/zh/g/loss/"},
		}},
		{"pinyin in full", "buban", "zh", []search.Suggestion{{Text: "补办新卡", URL: "/zh/g/reissue/"}}},
		{"pinyin inside a line, and half a syllable at its end", "guash", "zh", []search.Suggestion{
			{Text: "挂失要带什么", URL: "/zh/g/loss/"},
			{Text: "社保卡挂失", URL: "/zh/g/loss/"},
		}},
		{"initials inside a line", "gs", "zh", []search.Suggestion{
			{Text: "挂失要带什么", URL: "/zh/g/loss/"},
			{Text: "社保卡挂失", URL: "/zh/g/loss/"},
		}},
		{"a character inside every line that has it", "卡", "zh", []search.Suggestion{
			{Text: "社保卡挂失", URL: "/zh/g/loss/"},
			{Text: "补办新卡", URL: "/zh/g/reissue/"},
		}},
		{"one syllable: a word before a particle that is said alike", "bu", "zh", []search.Suggestion{{Text: "补办新卡", URL: "/zh/g/reissue/"}, {Text: "不收钱", URL: "/zh/g/loss/#fee"}}},
		{"pinyin by initials", "sbk", "zh", []search.Suggestion{{Text: "社保卡挂失", URL: "/zh/g/loss/"}}},
		{"the other language where the reader's has nothing", "report", "zh", []search.Suggestion{
			{Text: "Report a lost card", URL: "/en/g/loss/"},
			{Text: "Report by phone", URL: "/en/g/loss/#phone"},
		}},
		{"nothing for nothing", "  ?! ", "zh", nil},
		{"nothing for a person's number", "11010519491231002X", "zh", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ix.Suggest(context.Background(), tt.typed, tt.lang, 8)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%q (-want +got):\n%s", tt.typed, diff)
			}
		})
	}
}

func TestSuggestKeepsTheOrderOfTheSite(t *testing.T) {
	ix := openIndex(t, []search.Document{
		page("/zh/g/loss/", "挂失：打电话、去柜台，还是网上办", "先打电话。"),
		page("/zh/a/urgent/", "挂急诊", "带卡去。"),
		{URL: "/zh/a/later/", GuideURL: "/zh/a/later/", Lang: "zh", Title: "以后再说", Questions: []string{"挂失以后找到了卡还能用吗", "挂失要钱吗"}, Text: "不用。"},
	})
	for _, typed := range []string{"挂", "gua", "g"} {
		got, err := ix.Suggest(context.Background(), typed, "zh", 8)
		if err != nil {
			t.Fatal(err)
		}
		want := []search.Suggestion{
			{Text: "挂失：打电话、去柜台，还是网上办", URL: "/zh/g/loss/"},
			{Text: "挂急诊", URL: "/zh/a/urgent/"},
			{Text: "挂失要钱吗", URL: "/zh/a/later/"},
			{Text: "挂失以后找到了卡还能用吗", URL: "/zh/a/later/"},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: titles as the site has them, then questions, short ones first (-want +got):\n%s", typed, diff)
		}
	}
}

func TestSuggestRefusesWhatIsTooLong(t *testing.T) {
	ix := openIndex(t, suggested)
	if _, err := ix.Suggest(context.Background(), strings.Repeat("挂", search.MaxQuery+1), "zh", 8); !errors.Is(err, search.ErrTooLong) {
		t.Errorf("got %v, want ErrTooLong", err)
	}
}

func FuzzSuggest(f *testing.F) {
	ix := openIndex(f, suggested)
	for _, seed := range []string{"挂", "rep", "sbk", "she bao k", "\xff\xfe", "ａｂ", strings.Repeat("a", 200)} {
		f.Add(seed, "zh", 3)
	}
	f.Fuzz(func(t *testing.T, typed, lang string, limit int) {
		got, err := ix.Suggest(context.Background(), typed, lang, limit)
		if err != nil && !errors.Is(err, search.ErrTooLong) {
			t.Fatal(err)
		}
		if len(got) > max(limit, 0) {
			t.Errorf("%d suggestions, asked for %d", len(got), limit)
		}
	})
}

func openIndex(t testing.TB, docs []search.Document) *search.Index {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "index")
	if err := search.BuildDocuments(context.Background(), dir, slices.Values(docs)); err != nil {
		t.Fatal(err)
	}
	ix, err := search.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	return ix
}
