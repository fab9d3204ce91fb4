package guide_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"shebao/generator/guide"
)

// TestGlossaryIsTheFactSheets compares the site's glossary with the terms of the
// fact sheet, of which testdata/terms.md is a copy: none is lost, none is
// spelled otherwise, and every word that people type is under its term.
func TestGlossaryIsTheFactSheets(t *testing.T) {
	site, err := guide.Load(os.DirFS("../../content"), guide.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	terms := map[string]guide.Term{}
	for _, term := range site.Glossary {
		if _, twice := terms[term.Source]; twice {
			t.Errorf("%s stands twice", term.Source)
		}
		terms[term.Source] = term
	}
	rows := sheetRows(t)
	if len(rows) != 69 || len(terms) != len(rows) {
		t.Fatalf("the sheet has %d terms and the glossary %d, want 69", len(rows), len(terms))
	}
	for _, row := range rows {
		t.Run(row[0]+" "+row[1], func(t *testing.T) {
			term, ok := terms[row[0]]
			if !ok {
				t.Fatal("is not in the glossary")
			}
			holds(t, "Chinese name", term.Names["zh"], namesIn(row[1]))
			holds(t, "traditional name", term.Traditional, namesIn(row[2]))
			holds(t, "pinyin", term.Pinyin, namesIn(row[3]))
			if got, want := letters(strings.Join(append(slices.Clone(term.Names["en"]), term.Note["en"]), " ")), letters(row[4]); !slices.Equal(got, want) {
				t.Errorf("the English name and note have the words %v, want %v", got, want)
			}
			for lang, typed := range map[string][]string{"zh": strings.Split(row[5], "、"), "en": strings.Split(strings.ReplaceAll(row[6], "son's / daughter's card", "son's card, my daughter's card"), ", ")} {
				holds(t, "word in "+lang, append(slices.Clone(term.Names[lang]), term.Said(lang)...), typed)
			}
			if len(term.Traditional) != len(term.Names["zh"]) || len(term.Pinyin) != len(term.Names["zh"]) {
				t.Errorf("%d Chinese names, %d traditional, %d in pinyin", len(term.Names["zh"]), len(term.Traditional), len(term.Pinyin))
			}
		})
	}
}

// sheetRows are the cells of the terms, T01 first.
func sheetRows(t *testing.T) (rows [][]string) {
	t.Helper()
	sheet, err := os.ReadFile("testdata/terms.md")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(sheet)) {
		if !strings.HasPrefix(line, "| T") {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if len(cells) != 7 {
			t.Fatalf("a row of %d cells: %s", len(cells), line)
		}
		rows = append(rows, cells)
	}
	return rows
}

// namesIn cuts a cell such as "激活（开通、启用）" or "kahao (haoma, hao)" into names.
func namesIn(cell string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(cell, " (", "("), func(c rune) bool { return strings.ContainsRune("（）、(),", c) })
}

// letters are the words of a text in small letters, sorted, each once.
func letters(s string) []string {
	words := strings.FieldsFunc(strings.ToLower(s), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '\'' })
	slices.Sort(words)
	return slices.Compact(words)
}

func holds(t *testing.T, what string, have, want []string) {
	t.Helper()
	for _, w := range want {
		if w = strings.TrimSpace(w); !slices.Contains(have, w) {
			t.Errorf("the %s %q is missing: there are %q", what, w, have)
		}
	}
}

// FuzzGlossary reads whatever a glossary may hold: what is read has a name and
// an id that can stand in a link, and every fault has its place.
func FuzzGlossary(f *testing.F) {
	f.Add("loss:\n  zh: [遗失]\n  pinyin: [yishi]\n  en: [loss]\n  same: {en: [lost]}\n  note: {zh: 指卡, en: of the card}\n  guide: guides/a#b\n")
	f.Add("a: {zh: [], en: []}\nb:\nc: [x]\n1: {en: [1, 2.5, true]}\n")
	f.Add("loss: {zn: [x], en: lost, typed: [x], shown: {de: [y]}}")
	f.Add("{")
	f.Fuzz(func(t *testing.T, data string) {
		content := one("en/a.md", "---\ntitle: A\n---\n")
		content["glossary.yaml"] = &fstest.MapFile{Data: []byte(data)}
		site, err := guide.Load(content, guide.LoadOptions{})
		for _, term := range site.Glossary {
			if len(term.Names["en"]) == 0 || term.ID == "" || strings.ContainsAny(term.ID, " \"<>/?#%") || term.Line < 1 {
				t.Errorf("%+v", term)
			}
		}
		var faults guide.Faults
		if errors.As(err, &faults) {
			for _, fault := range faults {
				if fault.File != "glossary.yaml" || fault.Rule == "" {
					t.Errorf("%+v", fault)
				}
			}
		}
	})
}
