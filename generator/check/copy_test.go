package check

import (
	"context"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"shebao/content"
	"shebao/generator/guide"
)

// copied takes the guides of this repository, with some changed.
func copied(t *testing.T, change func(file, text string) string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(content.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(content.FS, name)
		files[name] = &fstest.MapFile{Data: []byte(change(name, string(text)))}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// literal runs the check and gives what literal-fact finds, by file.
func literal(t *testing.T, files fstest.MapFS) map[string][]string {
	t.Helper()
	report, err := Run(context.Background(), Options{Content: files, Now: today, Theme: sharedTheme(t), CardStatuses: statuses})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, f := range report.Findings {
		if f.Rule == "literal-fact" {
			found[f.File] = append(found[f.File], f.Message)
		}
	}
	return found
}

// TestEveryFactThatAGuideCopiesIsCaught writes the value of every fact in the text of
// our own guides out, in one language and then in the other, and has each found.
func TestEveryFactThatAGuideCopiesIsCaught(t *testing.T) {
	site, err := guide.Load(content.FS, guide.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	notation := regexp.MustCompile(`\[[^\[\]]*\]\(fact:([^()\s]+)\)`)
	for _, lang := range []string{"en", "zh"} {
		wanted, n := map[string][]string{}, 0 // names by file
		files := copied(t, func(file, text string) string {
			front, body, ok := strings.Cut(text, "\n---\n")
			if !ok || !strings.HasPrefix(file, lang+"/") {
				return text
			}
			var b strings.Builder
			for line := range strings.Lines(body) {
				if !strings.HasPrefix(line, ">") { // somebody else's words may be told as they are
					line = notation.ReplaceAllStringFunc(line, func(whole string) string {
						name := notation.FindStringSubmatch(whole)[1]
						wanted[file] = append(wanted[file], name)
						n++
						return site.Facts[name].Value.In(lang)
					})
				}
				b.WriteString(line)
			}
			return front + "\n---\n" + b.String()
		})
		found := literal(t, files)
		for file, names := range wanted {
			for _, name := range names {
				if !regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`).MatchString(strings.Join(found[file], "\n")) {
					t.Errorf("%s: a copy of the fact %s is not found", file, name)
				}
			}
		}
		if n < 100 {
			t.Errorf("%s: only %d facts were written out", lang, n)
		}
	}
}

func TestEverydayWordsAreNoCopiesOfAnotherPagesFacts(t *testing.T) {
	files := copied(t, func(_, text string) string { return text })
	const front = "---\ntitle: Bus cards\n---\n\n"
	files["en/articles/bus.md"] = &fstest.MapFile{Data: []byte(front +
		"Wait twelve months. After one year, 10 years or 30 days you pay 200 yuan for 505 things. Half a year, at 60% of 8%.\n")}
	files["zh/articles/bus.md"] = &fstest.MapFile{Data: []byte(front + "过1年、10 年或者30天，要付200元。半年，15 年，60%。\n")}
	found := literal(t, files)
	for _, file := range []string{"en/articles/bus.md", "zh/articles/bus.md"} {
		if list := found[file]; len(list) != 1 || !strings.Contains(list[0], "transport-purse-limit") {
			t.Errorf("%s: found %q", file, list)
		}
	}
}
