package tally

import (
	"strings"
	"testing"
)

func TestWhatIsCountedAsAQuestion(t *testing.T) {
	for _, c := range []struct {
		text string
		want string // "" = dropped
	}{
		{"Passport  for\tmy SON?", "passport for my son"},
		{"《护照》怎么办？", "护照》怎么办"},
		{"２０１６年的规定", "2016年的规定"},
		{"三岁以下", "三岁以下"},
		{"a", "a"},
		{"", ""},
		{"?!…", ""},
		{"\xff\xfe", ""},
		{"lost\x00card\u202e", "lostcard"},
		{strings.Repeat("长", 61), ""},
		{strings.Repeat("x", 1<<20), ""},
		// Identity and card numbers, whole, in parts and dressed up.
		{"310101 2020 0101", ""},
		{"card 12345", ""},
		{"３１０１０１１９", ""},
		{"3-1-0-1-0", ""},
		{"٣١٠١٠١", ""},
		{"三一零一零一", ""},
		{"三 一 零 一 零", ""},
		{"card A12", ""},
		{"AB9F2", ""},
		{"ａ１２３", ""},
		{"mother@example.org", ""},
		{"https://example.org", ""},
		{"www.example.org", ""},
	} {
		got, ok := normal(c.text)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%.40q counts as %q, %t; want %q", c.text, got, ok, c.want)
		}
	}
}

func FuzzNormal(f *testing.F) {
	for _, seed := range []string{"lost abroad", "《护照》", "card A12", "\xff", "٣١٠١٠١", "ﷺ", "İ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := normal(text)
		if !ok {
			return
		}
		if !printable(got) || personal(got) || len([]rune(got)) > maxText {
			t.Errorf("%q counts as %q", text, got)
		}
	})
}
