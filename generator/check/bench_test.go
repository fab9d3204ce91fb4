package check

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"shebao/generator"
	"shebao/generator/corpustest"
)

// BenchmarkRun checks whole sites. x-build is the time of a check in times of
// building the same site without its index; 2 is what we allow ourselves.
//
//	go test ./generator/check -bench Run -benchtime 3x
func BenchmarkRun(b *testing.B) {
	for _, guides := range []int{100, 1000} {
		b.Run(fmt.Sprintf("2x%d", guides), func(b *testing.B) {
			content := corpustest.FS(guides)
			th := sharedTheme(b)
			var building time.Duration
			findings := 0
			b.ReportAllocs()
			for b.Loop() {
				report, err := Run(context.Background(), Options{Content: content, Now: today, Theme: th})
				if err != nil {
					b.Fatal(err)
				}
				findings = len(report.Findings)

				b.StopTimer()
				result, err := generator.Build(context.Background(), generator.Options{
					Content: content, Now: today, Theme: th, Public: filepath.Join(b.TempDir(), "public"),
				})
				if err != nil {
					b.Fatal(err)
				}
				building += result.Took
				b.StartTimer()
			}
			b.ReportMetric(b.Elapsed().Seconds()/building.Seconds(), "x-build")
			b.ReportMetric(float64(2*guides*b.N)/b.Elapsed().Seconds(), "pages/s")
			b.ReportMetric(float64(findings), "findings")
		})
	}
}

// BenchmarkRunMemory tells what a page keeps in memory until the end.
func BenchmarkRunMemory(b *testing.B) {
	const guides = 1000
	content := corpustest.FS(guides)
	th := sharedTheme(b)
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	for b.Loop() {
		before := heap()
		c, err := inspect(context.Background(), Options{Content: content, Now: today, Theme: th})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(heap()-before)/(2*guides), "B-kept/page")
		runtime.KeepAlive(c)
	}
}
