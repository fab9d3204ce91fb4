package main

import "testing"

func TestTheWordsOfAQueryAndTheLocaleTellTheReadersLanguage(t *testing.T) {
	both := []string{"zh", "en"}
	for _, tt := range []struct {
		text      string
		env       map[string]string
		languages []string
		want      string
	}{
		{"lost card", nil, both, "en"},
		{"挂失", nil, both, "zh"},
		{"lost 社保卡", nil, both, "zh"},
		{"挂失", map[string]string{"LANG": "en_US.UTF-8"}, both, "zh"},
		{"guashi", map[string]string{"LANG": "zh_CN.UTF-8"}, both, "zh"},
		{"guashi", map[string]string{"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB"}, both, "en"},
		{"guashi", map[string]string{"LANG": "zh.UTF-8"}, both, "zh"},
		{"guashi", map[string]string{"LANG": "C.UTF-8"}, both, "en"},
		{"perdu", map[string]string{"LC_MESSAGES": "fr_FR", "LANG": "zh_CN"}, both, "en"},
		{"12333", nil, both, "zh"},
		{"12333", map[string]string{"LANG": "en_US.UTF-8"}, both, "en"},
		{"lost card", nil, []string{"zh"}, "zh"},
		{"挂失", nil, []string{"en"}, "en"},
		{"", nil, both, "zh"},
	} {
		p := program{env: func(name string) (string, bool) { value, ok := tt.env[name]; return value, ok }}
		if got := p.readerLanguage(tt.text, tt.languages); got != tt.want {
			t.Errorf("%q asked with %v of a site in %v: %s, not %s", tt.text, tt.env, tt.languages, got, tt.want)
		}
	}
}
