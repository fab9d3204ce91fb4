package search_test

import "testing"

func TestACorrectionNeverTurnsAQuestionRound(t *testing.T) {
	ix := openWith(t, nil,
		page("/zh/g/hukou/", "户口簿", "在家里。上海户口簿。"),
		page("/zh/g/shangban/", "网上办卡", "在网上办。"),
		page("/zh/g/buban/", "补办社保卡", "补办后激活，没有期限。"),
		page("/zh/g/jihuo/", "激活社保卡", "到柜台激活。"),
	)
	for _, tt := range []struct{ name, text, want string }{
		{"not, before what is negated", "户口不在上海", ""},
		{"a word that is in no guide, but in the lists", "上班吗", ""},
		{"before a particle", "网上办吗", ""},
		{"the same character, where it negates nothing", "不办社保卡", "补办社保卡"},
		{"a slip before a particle", "激火吗", "激活吗"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := lookUp(t, ix, "zh", tt.text).Suggestion; got != tt.want {
				t.Errorf("%q suggests %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}
