package eval

import (
	"strings"
	"testing"
)

// FuzzReadQueries: any text is refused or gives queries whose grades can be counted.
func FuzzReadQueries(f *testing.F) {
	f.Add("qid\tlang\tkind\ttext\texpected\n1\tzh\ttypo\t社宝卡\treissue:3;report-loss:1\n2\ten\tnone\tpizza\tnone\n")
	f.Add("\ufeffqid\tlang\tkind\ttext\texpected\r\n\r\n")
	f.Add("text\tqid\nx")
	f.Fuzz(func(t *testing.T, text string) {
		queries, err := ReadQueries(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, q := range queries {
			for slug, grade := range q.Grades {
				if slug == "" || grade < 1 || grade > 3 {
					t.Errorf("%+v", q)
				}
			}
		}
	})
}
