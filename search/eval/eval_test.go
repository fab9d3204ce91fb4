package eval

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"shebao/search"
)

// listed answers from a list: queries to the addresses that are found.
type listed map[string][]string

func (l listed) Search(_ context.Context, q search.Query) (search.Result, error) {
	r := search.Result{Total: len(l[q.Text])}
	for _, url := range l[q.Text] {
		r.Hits = append(r.Hits, search.Hit{URL: url})
	}
	return r, nil
}

func TestAReportTellsHowWellQueriesAreAnswered(t *testing.T) {
	queries, err := ReadQueries(strings.NewReader(`qid	lang	kind	text	expected
1	en	en-keywords	lost card	report-loss:3;reissue:2
2	en	en-typo	nwe crad	reissue:3
3	en	none	pizza	none
4	en	none	weather	none
`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Run(t.Context(), listed{
		"lost card": {"/en/report-loss/#by-phone", "/en/report-loss/", "/zh/reissue/"},
		"nwe crad":  {"/en/fees/", "/en/reissue/"},
		"weather":   {"/en/fees/"},
	}, queries)
	if err != nil {
		t.Fatal(err)
	}
	second := 1 / math.Log2(3) // what a grade counts in second place
	want := Report{
		All: Score{Kind: "all", Queries: 2, NDCG: (1 + second) / 2, MRR: 0.75, Success: 0.5},
		Kinds: []Score{
			{Kind: "en-keywords", Queries: 1, NDCG: 1, MRR: 1, Success: 1},
			{Kind: "en-typo", Queries: 1, NDCG: second, MRR: 0.5},
		},
		None:   NoneScore{Queries: 2, Empty: 0.5, Total: 0.5},
		Misses: []Miss{{queries[1], []string{"fees", "reissue"}}, {queries[3], []string{"fees"}}},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Score{}), cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestALineThatCannotBeReadIsNamed(t *testing.T) {
	const head = "qid\tlang\tkind\ttext\texpected\n"
	for text, want := range map[string]string{
		"qid\tlang\n":                  "line 1: no column",
		head + "1\ten\n":               "line 2: 2 columns, not 5",
		head + "1\ten\tx\ty\tfees\n":   `line 2: expected "fees" is not`,
		head + "1\ten\tx\ty\tfees:4\n": `line 2: expected "fees:4" is not`,
	} {
		if _, err := ReadQueries(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
