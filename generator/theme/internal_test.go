package theme

import (
	"testing"
	"time"
)

func TestDateTag(t *testing.T) {
	th, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, lang string
		value      any
		want       string
	}{
		{"a day", "zh", "2026-11-22", `<time datetime="2026-11-22">2026 年 11 月 22 日</time>`},
		{"a moment, in China's time", "en", "2026-11-21T16:30:00Z", `<time datetime="2026-11-22T00:30:00+08:00">22 November 2026, 00:30</time>`},
		{"a time.Time is a day", "en", time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC), `<time datetime="2026-01-05">5 January 2026</time>`},
		{"no day is nothing", "en", time.Time{}, ""},
		{"no text is nothing", "en", "", ""},
		{"what is no date stays text", "en", "<soon>", "&lt;soon&gt;"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := th.words[test.lang].dateTag(test.value); string(got) != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestATelephoneLinkHoldsDigitsAlone(t *testing.T) {
	for number, want := range map[string]string{
		"12333":             "tel:12333",
		"021-962999":        "tel:021962999",
		"+86 21 1234":       "tel:+86211234",
		`1"><script>2`:      "tel:12",
		"javascript:12+333": "tel:12333",
	} {
		if got := string(telephone(number)); got != want {
			t.Errorf("%s: got %s, want %s", number, got, want)
		}
	}
}
