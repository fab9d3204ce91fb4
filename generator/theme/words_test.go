package theme_test

import (
	"html/template"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"shebao/generator/theme"
)

// The codes of server/card, which this package does not import. Package server
// holds that both lists agree.
var statuses = []string{"active", "loss_reported_temporarily", "reported_lost", "reissuing", "dispatched", "awaiting_activation", "cancelled"}

func TestWordsAreWhole(t *testing.T) {
	th := newTheme(t)
	var keys []string
	for _, code := range statuses {
		for _, part := range []string{"label", "meaning", "next", "deadline", "tone"} {
			keys = append(keys, "status."+code+"."+part)
		}
	}
	for _, reason := range []string{"missing", "length", "characters", "birth_date", "check_digit"} {
		keys = append(keys, "status.error.id_number."+reason)
	}
	for _, reason := range []string{"missing", "length", "characters"} {
		keys = append(keys, "status.error.card_number."+reason)
	}
	for _, field := range []string{"id_number", "card_number"} {
		keys = append(keys, "status."+field+".label", "status."+field+".hint")
	}
	for _, outcome := range []string{"not_found", "limited", "unavailable", "no_data", "bad_request"} {
		keys = append(keys, "status.outcome."+outcome+".title", "status.outcome."+outcome+".text")
	}
	for _, problem := range []string{"too_long", "limited", "unavailable"} {
		keys = append(keys, "search.problem."+problem+".title", "search.problem."+problem+".text")
	}
	for _, kind := range []string{"internal", "unavailable", "limited", "bad_request", "method", "too_large", "media_type"} {
		keys = append(keys, "error."+kind+".title", "error."+kind+".body", "error."+kind+".remedy")
	}
	for _, lang := range th.Languages() {
		keys = append(keys, "language."+lang)
	}
	for _, lang := range th.Languages() {
		for _, key := range keys {
			if th.Words(lang).Text(key) == "" || !th.Words(lang).Has(key) {
				t.Errorf("strings/%s.json has no %q", lang, key)
			}
		}
	}
}

func TestLanguagesAgree(t *testing.T) {
	th := newTheme(t)
	zh, en := th.Words("zh"), th.Words("en")
	places := regexp.MustCompile(`\{[0-9]\}`)
	in := func(w theme.Words, key string) []string {
		found := places.FindAllString(w.Text(key), -1)
		slices.Sort(found)
		return slices.Compact(found)
	}
	for _, key := range zh.Keys() {
		if !slices.Equal(in(zh, key), in(en, key)) {
			t.Errorf("%q has %v in zh and %v in en", key, in(zh, key), in(en, key))
		}
	}
	for _, code := range statuses {
		tone := zh.Text("status." + code + ".tone")
		if tone != en.Text("status."+code+".tone") || !slices.Contains([]string{"good", "wait", "act", "ended"}, tone) {
			t.Errorf("status %s has the tones %s and %s", code, tone, en.Text("status."+code+".tone"))
		}
	}
}

func TestWordsAreFilledIn(t *testing.T) {
	th := newTheme(t)
	zh, en := th.Words("zh"), th.Words("en")
	day := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	tests := []struct{ name, got, want string }{
		{"values stand in their places", en.Text("journey.place", 2, 3), "Step 2 of 3"},
		{"an unknown key is seen", en.Text("no.such.key"), "no.such.key"},
		{"an unknown language has no words", th.Words("fr").Text("nav.home"), "nav.home"},
		{"a place in a value is not filled again", en.Text("journey.place", "{2}", "3"), "Step {2} of 3"},
		{"English has a singular", en.Count("search.count", 1, "x"), "1 guide found for “x”"},
		{"and a plural for the rest", en.Count("search.count", 0, "x"), "0 guides found for “x”"},
		{"Chinese counts in one way", zh.Count("search.count", 2, "x"), "“x”找到 2 篇"},
		{"a Chinese day", zh.Date(day), "2026 年 11 月 2 日"},
		{"an English day", en.Date(day), "2 November 2026"},
		{"an unknown wait", en.Wait(0), "a few minutes"},
		{"a short wait in seconds", en.Wait(89), "89 seconds"},
		{"a longer one in minutes, rounded up", zh.Wait(601), "11\u00a0分钟"},
		{"a long one in hours", en.Wait(86400), "24 hours"},
		{"markup stays markup in its place alone", string(en.HTML("guide.reviewed", template.HTML("<b>x</b>"))), "Checked on <b>x</b>"},
		{"other values are escaped", string(en.HTML("guide.reviewed", "<b>")), "Checked on &lt;b&gt;"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if test.got != test.want {
				t.Errorf("got %q, want %q", test.got, test.want)
			}
		})
	}
}

// Words that the script says stand in the bundle, not in the pages, so that no
// template names them.
func TestScriptWordsAreThere(t *testing.T) {
	th := newTheme(t)
	scripts, err := filepath.Glob("components/*/*.js")
	if err != nil || len(scripts) == 0 {
		t.Fatal(scripts, err)
	}
	said := regexp.MustCompile(`"([a-z]+\.[a-z.]+)"`)
	for _, file := range scripts {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range said.FindAllStringSubmatch(string(src), -1) {
			if !th.Words("en").Has("script." + m[1]) {
				t.Errorf("%s says %q: strings/en.json has no %q", file, m[1], "script."+m[1])
			}
		}
	}
}
