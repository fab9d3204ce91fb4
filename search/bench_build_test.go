package search_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"shebao/search"
)

// BenchmarkOpen opens an index that is on the disk, checksums and all, and
// reports its size beside a plain one's.
func BenchmarkOpen(b *testing.B) {
	for _, lang := range []string{"en", "zh"} {
		c := benchCorpus(b, lang)
		dir, plain := indexOf(b, c), plainOf(b, c)
		b.Run(lang, func(b *testing.B) {
			for b.Loop() {
				ix, err := search.Open(dir)
				if err != nil {
					b.Fatal(err)
				}
				ix.Close()
			}
			b.ReportMetric(float64(size(b, dir))/1e6, "disk-MB")
			b.ReportMetric(float64(size(b, dir))/float64(size(b, plain)), "disk/plain")
		})
	}
}

func BenchmarkBuild(b *testing.B) {
	for _, lang := range []string{"en", "zh"} {
		b.Run(lang, func(b *testing.B) {
			c := benchCorpus(b, lang)
			dir := b.TempDir()
			n := 0
			for b.Loop() {
				n++
				if err := search.BuildDocuments(context.Background(), filepath.Join(dir, strconv.Itoa(n)), c.documents()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkUpdate changes one page and makes an index that takes the others
// over from the earlier one, as often as asked; each goes on from the last.
func BenchmarkUpdate(b *testing.B) {
	for _, lang := range []string{"en", "zh"} {
		b.Run(lang, func(b *testing.B) {
			guides := benchCorpus(b, lang).guides()
			dir := b.TempDir()
			last, n := filepath.Join(dir, "0"), 0
			started := time.Now()
			if err := search.Build(context.Background(), last, slices.Values(guides), search.BuildOptions{}); err != nil {
				b.Fatal(err)
			}
			whole := time.Since(started)
			var took durations
			for b.Loop() {
				n++
				g := &guides[n%len(guides)]
				g.Sum = sha256.Sum256(fmt.Append(nil, n))
				g.Sections[0].Text += " " + strconv.Itoa(n)
				next := filepath.Join(dir, strconv.Itoa(n))
				started := time.Now()
				earlier, err := search.OpenEarlier(last)
				if err != nil {
					b.Fatal(err)
				}
				if err := search.Build(context.Background(), next, slices.Values(guides), search.BuildOptions{Earlier: earlier}); err != nil {
					b.Fatal(err)
				}
				if err := errors.Join(earlier.Close(), os.RemoveAll(last)); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(started))
				last = next
			}
			slices.Sort(took)
			b.ReportMetric(milliseconds(took.at(50)), "p50-ms")
			b.ReportMetric(ratio(took.at(50), whole), "p50/whole")
		})
	}
}
