package generator

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

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

// BenchmarkStages tells what each stage of a build takes, in milliseconds, and what
// all workers together take for each part of one: from nothing, where nothing has
// changed, and where one guide has. The search index has a benchmark in package search.
//
//	go test ./generator -run '^$' -bench Stages -benchtime 5x
func BenchmarkStages(b *testing.B) {
	dir := b.TempDir()
	content := filepath.Join(dir, "content")
	if err := corpustest.Write(content, 500); err != nil {
		b.Fatal(err)
	}
	change := func() {
		f, err := os.OpenFile(filepath.Join(content, "en", "part-001", "guide-00007.md"), os.O_APPEND|os.O_WRONLY, 0)
		if err == nil {
			_, err = f.WriteString("\nOne sentence more.\n")
			err = cmp.Or(err, f.Close())
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	for _, bench := range []struct {
		name   string
		before func()
		clean  bool
	}{
		{"from nothing", func() {}, true},
		{"nothing changed", func() {}, false},
		{"one guide changed", change, false},
	} {
		b.Run(bench.name, func(b *testing.B) {
			cache := filepath.Join(b.TempDir(), "cache")
			o := testOptions(b, os.DirFS(content), filepath.Join(b.TempDir(), "public"))
			build := func() Result {
				o.Cache = LoadCache(cache)
				r, err := Build(context.Background(), o)
				if err == nil {
					err = o.Cache.Save(cache)
				}
				if err != nil {
					b.Fatal(err)
				}
				return r
			}
			for range 3 { // both trees that builds use in turn are there
				build()
				bench.before()
			}
			took := map[string]time.Duration{}
			b.ResetTimer()
			for range b.N {
				b.StopTimer()
				if bench.clean {
					if err := cmp.Or(os.RemoveAll(o.Public), os.RemoveAll(cache)); err != nil {
						b.Fatal(err)
					}
				}
				bench.before()
				b.StartTimer()
				for _, s := range build().Stages {
					took[s.Name] += s.Took
					for _, part := range s.Within {
						took["workers, "+part.Name] += part.Took
					}
				}
			}
			for name, t := range took {
				b.ReportMetric(t.Seconds()*1000/float64(b.N), "ms-"+strings.NewReplacer(" ", "-", ",", "").Replace(name))
			}
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
