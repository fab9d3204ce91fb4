package generator

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"testing"

	"shebao/generator/corpustest"
	"shebao/generator/publish"
)

// BenchmarkBuild builds whole sites. pages/s counts guides in both languages.
//
//	go test ./generator -bench Build -benchtime 5x
func BenchmarkBuild(b *testing.B) {
	for _, guides := range []int{100, 500} {
		b.Run(fmt.Sprintf("2x%d", guides), func(b *testing.B) {
			content := corpustest.FS(guides)
			o := testOptions(b, content, filepath.Join(b.TempDir(), "public"))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Build(context.Background(), o); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(2*guides*b.N)/b.Elapsed().Seconds(), "pages/s")
		})
	}
}

// BenchmarkBuildMemory tells how much memory a page keeps in use until the site
// is published: what links, lists and sitemap need. The texts for an index are in
// a file, as those of a large site.
func BenchmarkBuildMemory(b *testing.B) {
	for _, indexed := range []bool{false, true} {
		b.Run(fmt.Sprintf("index=%v", indexed), func(b *testing.B) {
			const guides = 500
			o := testOptions(b, corpustest.FS(guides), filepath.Join(b.TempDir(), "public"))
			if indexed {
				o.Index, o.textsInMemory = func(context.Context, string, Catalogue) error { return nil }, 1
			}
			heap := func() uint64 {
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				return m.HeapAlloc
			}
			var kept uint64
			for b.Loop() {
				before, taken := heap(), false
				d := publish.Disk{Before: func(op, path string) error {
					if op == "create" && filepath.Base(path) == publish.SiteFile && !taken {
						taken, kept = true, heap()-before
					}
					return nil
				}}
				if _, err := build(context.Background(), o, d); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(kept)/(2*guides), "B-kept/page")
		})
	}
}
