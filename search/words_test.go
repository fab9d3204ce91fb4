package search

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTextAndQueryHaveOneForm(t *testing.T) {
	n := newNormalizer()
	for _, tt := range []struct{ name, in, want string }{
		{"small letters", "Social Security CARD", "social security card"},
		{"full width", "ＡＢＣ１２３３３！", "abc12333!"},
		{"half-width katakana", "ｶｰﾄﾞ", "カード"},
		{"accents", "Zürich café", "zurich cafe"},
		{"an accent as a mark of its own", "cafe\u0301", "cafe"},
		{"traditional to simplified", "社會保障卡遺失掛失補辦", "社会保障卡遗失挂失补办"},
		{"mixed scripts", "補辦 SSC 卡", "补办 ssc 卡"},
		{"simplified stays", "社保卡丢了怎么办", "社保卡丢了怎么办"},
		{"invisible characters", "社\u200b保\ufeff卡", "社保卡"},
		{"control characters", "a\x00b\tc", "a b c"},
		{"bytes that are no text", "卡\xff\xfe卡", "卡  卡"},
		{"ligatures", "ﬁne ㎡", "fine m2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := n.String(tt.in); got != tt.want {
				t.Errorf("%q is %q, want %q", tt.in, got, tt.want)
			}
			if again := n.String(n.String(tt.in)); again != n.String(tt.in) {
				t.Errorf("%q changes once more: %q", n.String(tt.in), again)
			}
		})
	}
}

func TestAnalysisCutsWordsAndCharacters(t *testing.T) {
	a := newAnalyzer()
	for _, tt := range []struct {
		name, text string
		want       string
	}{
		{"stems", "reporting reports reported", "report report report"},
		{"irregular forms are their base", "lost stole stolen broke found kept", "lose steal steal break found keep"},
		{"apostrophes", "the child's kids' can't", "the child kid cant"},
		{"characters singly and in pairs", "社保卡", "社 社保 保 保卡 卡"},
		{"traditional as simplified", "遺失", "遗 遗失 失"},
		{"no pair over punctuation", "卡，丢", "卡 丢"},
		{"no pair over a word", "补card办", "补 card 办"},
		{"thousands and decimals", "1,500 yuan 10.5%", "1500 yuan 10.5"},
		{"hyphens part words", "medical-insurance", "medic insur"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			a.tokens(tt.text, newStemmer(100), func(tok token) bool {
				got = append(got, tok.term())
				return true
			})
			if diff := cmp.Diff(strings.Fields(tt.want), got); diff != "" {
				t.Errorf("%q (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

func TestCharactersHaveAllTheirReadings(t *testing.T) {
	s := newSounds()
	for c, want := range map[rune]string{
		'行': "xing hang", '重': "zhong chong", '长': "chang zhang", '卡': "ka qia", '率': "lv shuai", '还': "hai huan", '女': "nv",
	} {
		var got []string
		for _, y := range s.of(c) {
			got = append(got, s.syllables[y])
		}
		for _, reading := range strings.Fields(want) {
			if !slices.Contains(got, reading) {
				t.Errorf("%c is said %v, %s is missing", c, got, reading)
			}
		}
	}
	if got := s.of('a'); got != nil {
		t.Errorf("a letter is said %v", got)
	}
}

func TestEverydayGroupsAreRead(t *testing.T) {
	origins, n := map[origin]int{}, newNormalizer()
	for _, g := range everydayGroups() {
		origins[g.origin]++
		if len(g.both) == 1 || len(g.both) == 0 && (len(g.typed) == 0 || len(g.found) == 0) {
			t.Errorf("a group that leads nowhere: %+v", g)
		}
		for _, w := range slices.Concat(g.both, g.typed, g.found) {
			if strings.TrimSpace(w) == "" {
				t.Errorf("an empty word in %+v", g)
			}
			for _, r := range w {
				if n.simplify(r) != r {
					t.Errorf("%q has the traditional character %c", w, r)
				}
			}
		}
	}
	if origins[everydayOrigin] < 200 || origins[questionOrigin] < 10 || origins[siteOrigin] != 0 {
		t.Errorf("groups by origin: %v", origins)
	}
}
