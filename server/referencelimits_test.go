package server

import (
	"fmt"
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"shebao/server/limit"
)

// Who reads about the API learns what a parameter may be before an answer refuses
// it: its bounds and its default stand beside it, in both languages.
func TestTheReferenceTellsTheBoundsOfParameters(t *testing.T) {
	i := start(t, nil)
	field := regexp.MustCompile(`<dt><code>(q|limit|offset)</code>.*?</dt>(.*?)</div>`)
	for lang, want := range map[string][]string{
		"en": {
			"limit: How many at most. From 1 to 100; left out, it is 10.", "limit: How many at most. From 1 to 100; left out, it is 100.",
			"offset: How many to leave out. From 0 to 1000; left out, it is 0.", "offset: How many to leave out. From 0 to 1000000; left out, it is 0.",
			"q: What to look for, in any of the site's languages or in pinyin. 1 to 200 characters.",
		},
		"zh": {
			"limit: 最多几条。 取值 1 至 100，不写时为 10。", "limit: 最多几条。 取值 1 至 100，不写时为 100。",
			"offset: 跳过几条。 取值 0 至 1000，不写时为 0。", "offset: 跳过几条。 取值 0 至 1000000，不写时为 0。",
			"q: 查询内容：本站任一语言，或拼音。 长 1 至 200 个字符。",
		},
	} {
		told := map[string]bool{}
		for _, m := range field.FindAllStringSubmatch(i.do("GET", "/"+lang+"/api/", "").Body.String(), -1) {
			text := strings.NewReplacer("<dd>", " ", "</dd>", "", "\u00a0", " ").Replace(m[2])
			told[m[1]+":"+html.UnescapeString(text)] = true
		}
		slices.Sort(want)
		if got := slices.Sorted(maps.Keys(told)); !slices.Equal(got, want) {
			t.Errorf("in %s it says\n%s\nnot\n%s", lang, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// The document tells the limits as they are: what it says is what they do.
func TestTheDocumentTellsTheLimits(t *testing.T) {
	now := time.Unix(0, 0)
	clock := func() time.Time { return now }
	rate, lock := limit.NewRate(limit.RateOptions{Now: clock}), limit.NewLock(limit.LockOptions{Now: clock})
	untilRefused := func(try func(n int) (time.Duration, error)) (before int, wait time.Duration) {
		t.Helper()
		for ; wait == 0; before++ {
			var err error
			if wait, err = try(before); err != nil || before > 100 {
				t.Fatal(before, err)
			}
		}
		return before - 1, wait
	}
	burst, each := untilRefused(func(int) (time.Duration, error) { return rate.Allow(t.Context(), "address") })
	wrong := 0
	attempts := func(int) (time.Duration, error) {
		wrong++
		return lock.Try(t.Context(), "identity", fmt.Sprint(wrong))
	}
	tries, first := untilRefused(attempts)
	now = now.Add(first)
	_, second := untilRefused(attempts)
	for range 20 {
		now = now.Add(second)
		_, second = untilRefused(attempts)
	}
	document := newContract(t).doc.Info
	for _, want := range []string{
		fmt.Sprintf("look up %d cards at once, then %d a minute", burst, time.Minute/each),
		fmt.Sprintf("%d different wrong card numbers within 15 minutes lock an identity number for %d minutes", tries, first/time.Minute),
		map[bool]string{true: "up to a day", false: "?"}[second == 24*time.Hour],
		fmt.Sprintf("up to %d bytes", maxBody), fmt.Sprintf("up to %d KiB", maxHeaderBytes>>10),
	} {
		if !strings.Contains(document.Description, want) {
			t.Errorf("it does not say %q:\n%s", want, document.Description)
		}
	}
	zh, _ := document.Extensions["x-description-zh"].(string)
	for _, want := range []string{
		fmt.Sprintf("连续 %d 次，之后每分钟 %d 次", burst, time.Minute/each), fmt.Sprintf("试了 %d 个不同的错误卡号，会锁定 %d 分钟", tries, first/time.Minute),
		fmt.Sprintf("最多 %d 字节", maxBody), fmt.Sprintf("最多 %d KiB", maxHeaderBytes>>10),
	} {
		if !strings.Contains(zh, want) {
			t.Errorf("it does not say %q:\n%s", want, zh)
		}
	}
}
