package search_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"

	"github.com/blevesearch/bleve/v2"

	"shebao/search"
)

// BenchmarkMemory opens each index in a process of its own, asks it a while, and
// reports what the process holds more than one without an index: all of it, with
// the parts of the files that are mapped, what is its own, and the heap in use.
func BenchmarkMemory(b *testing.B) {
	if dir := os.Getenv("SEARCH_BENCH_MEMORY"); dir != "" {
		holdIndex(b, os.Getenv("SEARCH_BENCH_LANG"), os.Getenv("SEARCH_BENCH_KIND"), dir)
		return
	}
	for _, lang := range []string{"en", "zh"} {
		c := benchCorpus(b, lang)
		dir, plain := indexOf(b, c), plainOf(b, c)
		b.Run(lang, func(b *testing.B) {
			for b.Loop() {
				none := held(b, lang, "none", "-")
				ours, theirs := held(b, lang, "ours", dir), held(b, lang, "plain", plain)
				b.ReportMetric((ours.all-none.all)/1e3, "MB")
				b.ReportMetric((ours.all-none.all)/(theirs.all-none.all), "all/plain")
				b.ReportMetric((ours.anonymous-none.anonymous)/1e3, "own-MB")
				b.ReportMetric((theirs.anonymous-none.anonymous)/1e3, "plain-own-MB")
				b.ReportMetric((theirs.all-none.all)/1e3, "plain-MB")
				b.ReportMetric((ours.heap-none.heap)/1e3, "heap-MB")
				b.ReportMetric((theirs.heap-none.heap)/1e3, "plain-heap-MB")
			}
		})
	}
}

// memory of a process, in kB.
type memory struct{ all, anonymous, heap float64 }

func held(b *testing.B, lang, kind, dir string) memory {
	cmd := exec.Command(os.Args[0], "-test.run=^$", "-test.bench=^BenchmarkMemory$", "-test.benchtime=1x")
	cmd.Env = append(os.Environ(), "SEARCH_BENCH_MEMORY="+dir, "SEARCH_BENCH_LANG="+lang, "SEARCH_BENCH_KIND="+kind)
	out, err := cmd.CombinedOutput()
	m := regexp.MustCompile(`holds (\d+) (\d+) (\d+)`).FindSubmatch(out)
	if err != nil || m == nil {
		b.Fatalf("%v\n%s", err, out)
	}
	all, _ := strconv.ParseFloat(string(m[1]), 64)
	anonymous, _ := strconv.ParseFloat(string(m[2]), 64)
	heap, _ := strconv.ParseFloat(string(m[3]), 64)
	return memory{all, anonymous, heap}
}

func holdIndex(b *testing.B, lang, kind, dir string) {
	c := benchCorpus(b, lang)
	queries := c.kinds(100)
	var question func(string) error
	switch kind {
	case "ours":
		ix, err := search.Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		defer ix.Close()
		question = askOurs(ix, lang)
	case "plain":
		ix, err := bleve.OpenUsing(dir, map[string]any{"read_only": true})
		if err != nil {
			b.Fatal(err)
		}
		defer ix.Close()
		question = askPlain(ix)
	default:
		question = func(string) error { return nil }
	}
	for _, kind := range []string{"words", "question", "rare", "typo"} {
		for _, q := range queries[kind] {
			timed(b, q, question)
		}
	}
	debug.FreeOSMemory()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("memory is measured on Linux alone")
	}
	number := func(name string) []byte {
		_, rest, _ := bytes.Cut(status, []byte(name+":"))
		return bytes.Fields(rest)[0]
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	fmt.Printf("holds %s %s %d\n", number("VmRSS"), number("RssAnon"), stats.HeapAlloc/1024)
}
