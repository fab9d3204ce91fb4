package markdown_test

import (
	"os"
	"testing"

	"shebao/generator/markdown"
)

// BenchmarkRender renders a guide of about 1,000 Chinese characters and one of
// about 600 English words, the size of the pages that this site has.
func BenchmarkRender(b *testing.B) {
	for _, lang := range []string{"zh", "en"} {
		b.Run(lang, func(b *testing.B) {
			src, err := os.ReadFile("testdata/guide." + lang + ".md")
			if err != nil {
				b.Fatal(err)
			}
			r := markdown.New()
			c := markdown.Context{Lang: lang, Fact: facts, Resolve: links}
			b.ReportAllocs()
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				out, err := r.Render(src, c)
				if err != nil || len(out.Faults) > 0 {
					b.Fatal(err, out.Faults)
				}
			}
		})
	}
}
