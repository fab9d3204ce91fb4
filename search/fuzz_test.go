package search_test

import (
	"context"
	"errors"
	"html"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"

	"shebao/search"
)

// FuzzSearch asks an index anything. Minimising an input of some hundred bytes takes
// all the time there is, since every part of it is tried:
//
//	go test ./search -run '^$' -fuzz '^FuzzSearch$' -fuzztime 60s -fuzzminimizetime 10x
//
// The seeds are no longer than what is just refused, so that what is made of them is
// mostly answered.
func FuzzSearch(f *testing.F) {
	c := corpus{lang: "zh", pages: 10, words: 60}
	docs := slices.Concat(slices.Collect(c.documents()), slices.Collect(corpus{lang: "en", pages: 10, words: 60}.documents()), suggested)
	ix := openIndex(f, docs)
	for _, q := range c.hostileQueries() {
		r := []rune(q)
		if len(r) > search.MaxQuery {
			q = string(r[:search.MaxQuery+1])
		}
		f.Add(q, "zh", 10, 0)
	}
	f.Add("社宝卡 lsot crad", "en", 1, 3)
	f.Add("㉂\u103a", "zh", 65, 47) // two characters of the same bytes, with a bracket between them
	f.Fuzz(func(t *testing.T, text, lang string, limit, offset int) {
		r, err := ix.Search(context.Background(), search.Query{Text: text, Lang: lang, Limit: limit, Offset: offset})
		if err != nil {
			if !errors.Is(err, search.ErrTooLong) || utf8.RuneCountInString(text) <= search.MaxQuery {
				t.Fatal(err)
			}
			return
		}
		if limit > 0 && len(r.Hits) > limit || len(r.Hits) > r.Total {
			t.Errorf("%d hits of %d, asked for %d", len(r.Hits), r.Total, limit)
		}
		if search.LooksLikeNumber(text) && r.Total > 0 {
			t.Errorf("a person's number was looked for")
		}
		before := math.Inf(1)
		for _, h := range r.Hits {
			checkSnippet(t, h.Snippet)
			if h.URL == "" || h.Title == "" || h.Score > before || math.IsNaN(h.Score) || len(h.More) > 2 {
				t.Errorf("hit %+v after %v", h, before)
			}
			before = h.Score
		}
	})
}

// FuzzSnippet cuts any text for any query.
func FuzzSnippet(f *testing.F) {
	for _, seed := range [][2]string{
		{"", ""}, {"call", "Call 12333 first & stay <calm>."}, {"挂失", "社保卡丢失后，先打电话挂失。"}, {"x amp", "<mark>x</mark> &amp; &lt;"},
		{"e", "é́ ﬁ ﷺ ｓｈｅ 👩‍👩‍👧‍👦 🇨🇳 e\u0301\u0301" + strings.Repeat("👩‍👩‍👧‍👦🇨🇳", 80)},
		{"卡", "\xff\xe7\xa4 卡"}, {"社", strings.Repeat("社", 400)}, {"word", strings.Repeat("word ", 300)}, {"a c", "a\u200bb\u00adc a\u200d"},
		{"x", strings.Repeat("x", 5000)}, {"か 각", "ｶﾞ が 각"}, {"card", "Item | Fee\nNew card | 10 yuan"}, {"0", "\"\n0"},
		{"0", "…" + strings.Repeat("👩‍👩‍👧‍👦🇨🇳", 80) + "…"},
	} {
		f.Add(seed[0], seed[1])
	}
	ix := openIndex(f, suggested)
	f.Fuzz(func(t *testing.T, query, text string) {
		if utf8.RuneCountInString(query) > search.MaxQuery {
			return
		}
		snippet, err := ix.Snippet(query, "en", text)
		if err != nil {
			t.Fatal(err)
		}
		checkSnippet(t, snippet)
		checkQuoted(t, text, snippet)
	})
}

var tag = regexp.MustCompile(`</?mark>`)

// checkSnippet: escaped once, marked with <mark> alone, in pairs, nothing cut
// apart, and not long.
func checkSnippet(t testing.TB, snippet string) {
	t.Helper()
	open := false
	for _, m := range tag.FindAllString(snippet, -1) {
		if open = !open; open != (m == "<mark>") {
			t.Errorf("marks do not pair: %q", snippet)
			return
		}
	}
	text := tag.ReplaceAllString(snippet, "")
	if open || strings.ContainsAny(text, `<>"'`) || strings.Contains(snippet, "<mark></mark>") {
		t.Errorf("not escaped, or a mark that does not end: %q", snippet)
	}
	if html.EscapeString(html.UnescapeString(text)) != text {
		t.Errorf("an entity is cut, or escaped twice: %q", snippet)
	}
	if !utf8.ValidString(snippet) {
		t.Errorf("a character is cut: %q", snippet)
	}
	for _, r := range text {
		if unicode.IsControl(r) {
			t.Errorf("a control character: %q", snippet)
		}
	}
	if n := utf8.RuneCountInString(html.UnescapeString(text)); n > 600 {
		t.Errorf("%d characters: %q", n, snippet)
	}
}

// checkQuoted: what a snippet shows stands in the text, and neither it nor a
// mark begins or ends inside a character as readers see it.
func checkQuoted(t *testing.T, text, snippet string) {
	t.Helper()
	plain := printed(text)
	at, shown := quoted(plain, html.UnescapeString(tag.ReplaceAllString(snippet, "")))
	if at < 0 {
		t.Errorf("%q does not stand in %q", shown, plain)
		return
	}
	longest := 0
	ends := map[int]bool{0: true}
	for g, i := uniseg.NewGraphemes(plain), 0; g.Next(); {
		i += len(g.Str())
		ends[i] = true
		longest = max(longest, len(g.Str()))
	}
	if longest > 100 || strings.Count(plain, shown) > 1 {
		return // one that is cut all the same; or it is not known which it is
	}
	if !ends[at] || !ends[at+len(shown)] {
		t.Errorf("%q is cut out of %q inside a character", shown, plain)
	}
}

// quoted returns where a snippet's text stands in the text it was cut from, and as
// much of it as does: dots at its ends may be the text's own or tell that more of it
// follows.
func quoted(plain, shown string) (int, string) {
	begun := strings.TrimPrefix(shown, "…")
	for _, s := range []string{shown, begun, strings.TrimSuffix(shown, "…"), strings.TrimSuffix(begun, "…")} {
		if at := strings.Index(plain, s); at >= 0 {
			return at, s
		}
	}
	return -1, shown
}

// printed is a text as snippets show it.
func printed(text string) string {
	var b strings.Builder
	var last rune
	space, block := false, false
	for _, r := range strings.ToValidUTF8(text, " ") {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			space, block = true, block || r == '\n'
			continue
		}
		switch {
		case last == 0 || !space:
		case block && !strings.ContainsRune(".,:;!?…。，、：；！？", last):
			b.WriteString(" · ")
		case strings.ContainsRune("。，、：；！？）》」』", last):
		default:
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last, space, block = r, false, false
	}
	return b.String()
}

// chineseNumerals are the letters among what a digit may be written by.
const chineseNumerals = "零〇一壹弌幺二贰貳三叁參叄四肆五伍六陆陸七柒八捌九玖"

// FuzzLooksLikeNumber: writing a number in another way makes it none the less
// one.
func FuzzLooksLikeNumber(f *testing.F) {
	for _, seed := range []string{"11010519491231002X", "12333", "110105 1949-1231 002x", "１１０１０５１９４９１２３１００２Ｘ", "社保卡", "021-962222", "110105，19491231·002X", "一一零一零五一九四九一二三一零零二X", "2026.11.23", "1,234,567.89", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		is := search.LooksLikeNumber(text)
		if !utf8.ValidString(text) {
			return
		}
		if wide := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r - '0' + '０'
			}
			return r
		}, text); search.LooksLikeNumber(wide) != is {
			t.Errorf("%q is %t, %q is not", text, is, wide)
		}
		if is && !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsNumber(r) || strings.ContainsRune(chineseNumerals, r) }) {
			t.Errorf("%q has no digit", text)
		}
		if spaced := " " + strings.Join(strings.Split(text, ""), "\u200b") + "\n"; is && !search.LooksLikeNumber(spaced) {
			t.Errorf("%q is one, %q is not", text, spaced)
		}
		// Whatever signs stand between the digits of an identity number.
		if signs := []rune(text); len(signs) > 0 && !slices.ContainsFunc(signs, isPartOfNumber) {
			typed := strings.Join([]string{"110105", "19491231", "002X"}, string(signs[:min(len(signs), 8)]))
			if !search.LooksLikeNumber(typed) {
				t.Errorf("%q is none", typed)
			}
		}
	})
}

// isPartOfNumber reports whether a character may be part of a number, or of a word
// beside it, in whatever form it is written.
func isPartOfNumber(r rune) bool {
	return strings.ContainsFunc(norm.NFKC.String(string(r)), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}
