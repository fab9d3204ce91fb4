package analysis

import (
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
	a := NewAnalyzer()
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
			a.Tokens(tt.text, NewStemmer(100), func(tok Token) bool {
				got = append(got, tok.Term())
				return true
			})
			if diff := cmp.Diff(strings.Fields(tt.want), got); diff != "" {
				t.Errorf("%q (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}
