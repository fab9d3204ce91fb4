package search

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// family is a few guides in two languages, two of them about losing a card.
func family() []Document {
	guide := func(lang, slug, title, summary string, questions ...string) Document {
		return Document{GuideURL: "/" + lang + "/guides/" + slug + "/", Lang: lang, Title: title, Summary: summary, Questions: questions}
	}
	return []Document{
		guide("en", "report-loss", "Report the card lost", "Call your bank at once.", "how do I report a lost card"),
		guide("en", "reissue", "Get a new card", "Go to the bank with the child's identity papers.", "how do I replace a lost card", "report and replace"),
		guide("en", "fees", "What a clinic costs", "Registration and medicine.", "how much is a visit"),
		guide("en", "clinics", "Clinics near you", "Where registration opens.", "which clinic can I visit"),
		guide("en", "weather", "Rain", "Umbrellas.", "will it be sunny"),
		guide("zh", "report-loss", "社保卡挂失", "先打电话给银行。", "卡丢了怎么挂失"),
		guide("zh", "reissue", "社保卡补办", "带证件去银行。", "卡丢了怎么补办"),
		guide("zh", "fees", "看病要多少钱", "挂号和药费。", "门诊费用"),
	}
}

func TestRelatedGuidesAreAboutTheSame(t *testing.T) {
	want := map[string][]string{
		"/en/guides/report-loss/": {"/en/guides/reissue/"},
		"/en/guides/reissue/":     {"/en/guides/report-loss/"},
		"/en/guides/fees/":        {"/en/guides/clinics/"},
		"/en/guides/clinics/":     {"/en/guides/fees/"},
		"/zh/guides/report-loss/": {"/zh/guides/reissue/"},
		"/zh/guides/reissue/":     {"/zh/guides/report-loss/"},
	}
	got := Related(family(), 3)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for range 20 {
		guides := family()
		rand.Shuffle(len(guides), func(i, j int) { guides[i], guides[j] = guides[j], guides[i] })
		if d := cmp.Diff(got, Related(guides, 3)); d != "" {
			t.Fatalf("the order of the guides matters: %s", d)
		}
	}
}

func TestRelatedWithLittleToCompare(t *testing.T) {
	for name, guides := range map[string][]Document{
		"nothing":             nil,
		"one guide":           family()[:1],
		"one guide twice":     {family()[0], family()[0]},
		"a twin alone":        {family()[0], family()[5]},
		"guides without text": {{GuideURL: "/en/a/", Lang: "en"}, {GuideURL: "/en/b/", Lang: "en"}},
		"stop words alone":    {{GuideURL: "/en/1/", Lang: "en", Title: "What is it"}, {GuideURL: "/en/2/", Lang: "en", Title: "What is this"}},
	} {
		if got := Related(guides, 3); len(got) > 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestRelatedGivesNoMoreThanAsked(t *testing.T) {
	for _, limit := range []int{0, 1, 2} {
		for url, list := range Related(family(), limit) {
			if len(list) > limit {
				t.Errorf("limit %d: %s has %v", limit, url, list)
			}
		}
	}
}
