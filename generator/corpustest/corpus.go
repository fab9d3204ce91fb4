// Package corpustest makes content folders of any size for tests and
// benchmarks: guides in Chinese and English with headings, lists, tables, facts
// and links between them, of about 600 words or 1,000 characters each. The same
// size always gives the same bytes.
//
//	result, err := generator.Build(ctx, generator.Options{Content: corpustest.FS(500), Public: dir})
package corpustest

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing/fstest"
)

// perSection is how many guides stand in one section.
const perSection = 500

const settings = `title: {zh: 社保卡指南, en: Card guides}
description: {zh: 一个用来测量的网站。, en: A site to measure with.}
base_url: https://corpus.example
languages: [zh, en]
hotlines:
  - {fact: phone-12333, name: {zh: 咨询热线, en: Hotline}}
journeys:
  - id: lost-card
    title: {zh: 从挂失到激活, en: From loss to activation}
    steps:
      - {guide: part-001/guide-00001, title: {zh: 挂失, en: Report the loss}}
      - {guide: part-001/guide-00002, title: {zh: 补卡, en: Get a new card}}
`

const facts = `phone-12333: {kind: phone, value: "12333", source: S1, checked: 2026-11-22}
fee-reissue: {kind: fee, value: {zh: 人民币十元, en: 10 yuan}, source: S1, checked: 2026-11-22}
`

// FS is a content folder in memory with so many guides in each language.
func FS(guides int) fs.FS {
	files := fstest.MapFS{
		"site.yaml":  {Data: []byte(settings)},
		"facts.yaml": {Data: []byte(facts)},
	}
	for i := 1; i <= max(guides, 2); i++ {
		for _, lang := range []string{"zh", "en"} {
			files[lang+"/"+section(i)+"/"+slug(i)+".md"] = &fstest.MapFile{Data: guide(lang, i, max(guides, 2))}
		}
	}
	return files
}

// Write is FS on disk, below dir.
func Write(dir string, guides int) error {
	files := FS(guides)
	return fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		if e.IsDir() {
			return os.MkdirAll(path, 0o755)
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		return os.WriteFile(path, body, 0o644)
	})
}

func section(i int) string { return fmt.Sprintf("part-%03d", (i-1)/perSection+1) }
func slug(i int) string    { return fmt.Sprintf("guide-%05d", i) }

// guide writes the i-th of n guides.
func guide(lang string, i, n int) []byte {
	w := &writer{Rand: rand.New(rand.NewPCG(uint64(i), uint64(len(lang))))}
	w.language(lang)
	next := i%n + 1
	title := w.pick(w.titles)
	fmt.Fprintf(w, "---\ntitle: %s %05d\nsummary: %s\nquestions:\n  - %s\n  - %s\n", title, i, w.sentence(), w.pick(w.questions), w.pick(w.questions))
	fmt.Fprintf(w, "related: [%s/%s, %s]\nreviewed: 2026-%02d-%02d\norder: %d\n---\n\n", section(next), slug(next), w.pick(w.questions), 1+w.IntN(11), 1+w.IntN(28), i)
	w.paragraph(2)
	for h, id := range []string{"who", "how", "bring", "cost", "next"} {
		fmt.Fprintf(w, "## %s {#%s}\n\n", w.headings[h], id)
		w.paragraph(2)
		switch id {
		case "how":
			fmt.Fprintf(w, "[%s](../%s/%s.md#bring) [12333](fact:phone-12333)\n\n", w.headings[2], section(next), slug(next))
			for range 3 {
				fmt.Fprintf(w, "1. %s\n", w.sentence())
			}
			fmt.Fprintln(w)
		case "bring":
			for range 3 {
				fmt.Fprintf(w, "- %s\n", w.sentence())
			}
			fmt.Fprintln(w)
		case "cost":
			fmt.Fprintf(w, "| %s | %s |\n| --- | --- |\n", w.headings[1], w.headings[3])
			for range 3 {
				fmt.Fprintf(w, "| %s | [10](fact:fee-reissue) |\n", w.pick(w.titles))
			}
			fmt.Fprintln(w)
		}
		w.paragraph(1)
	}
	return []byte(w.String())
}

// writer writes sentences that nobody needs to read.
type writer struct {
	strings.Builder
	*rand.Rand
	starts, middles, ends       []string
	titles, questions, headings []string
	space                       string
}

func (w *writer) pick(from []string) string { return from[w.IntN(len(from))] }

func (w *writer) sentence() string {
	return w.pick(w.starts) + w.space + w.pick(w.middles) + w.space + w.pick(w.ends)
}

func (w *writer) paragraph(sentences int) {
	for range sentences {
		w.WriteString(w.sentence())
		w.WriteString(w.space)
	}
	w.WriteString("\n\n")
}
