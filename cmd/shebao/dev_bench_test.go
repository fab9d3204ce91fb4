package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"shebao/generator/corpustest"
)

// BenchmarkDev tells how long it takes from saving a guide until the open page
// has been told and shows it, on a site of so many guides in each of two
// languages:
//
//	DEV_BENCH_GUIDES=5000 go test ./cmd/shebao -bench Dev -run '^$' -benchtime 20x
func BenchmarkDev(b *testing.B) {
	guides := 100
	if n, err := strconv.Atoi(os.Getenv("DEV_BENCH_GUIDES")); err == nil {
		guides = n
	}
	dir := b.TempDir()
	content := filepath.Join(dir, "content")
	if err := corpustest.Write(content, guides); err != nil {
		b.Fatal(err)
	}
	name := filepath.Join(content, "en", "part-001", "guide-00007.md")
	text, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	d := startDev(b, "--content", content, "--data", filepath.Join(dir, "data"))
	d.wait("the first build", func(s devState) bool { return s.Build != "" })
	turn := 0
	save := func() {
		turn++
		before, sentence := d.last.Build, fmt.Sprintf("This is sentence %d.", turn)
		if err := os.WriteFile(name, append(text[:len(text):len(text)], sentence...), 0o644); err != nil {
			b.Fatal(err)
		}
		d.wait("the next build", func(s devState) bool { return s.Build != before })
		if !strings.Contains(d.page("/en/part-001/guide-00007/"), sentence) {
			b.Fatal("the page does not show what was saved")
		}
	}
	save() // the first change makes the second of the two trees that later ones use in turn
	save()
	b.ResetTimer()
	for range b.N {
		save()
	}
}
