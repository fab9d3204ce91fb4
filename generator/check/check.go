package check

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"shebao/generator"
	"shebao/generator/guide"
	"shebao/generator/theme"
)

// Options say what to check. Content is required.
type Options struct {
	Content fs.FS

	Drafts bool         // check guides that are marked as drafts too
	Now    time.Time    // decides which reviews are due; zero = now
	Theme  *theme.Theme // nil = the one in the binary

	// CardStatuses are the codes that a card's status can have, see
	// generator.Options.
	CardStatuses []string

	Workers int // pages looked at at once; 0 = one for each processor
}

// Run checks a content folder. The error is for a check that could not be done;
// what is wrong with the content is in the report.
func Run(ctx context.Context, o Options) (Report, error) {
	c, err := inspect(ctx, o)
	if err != nil {
		return Report{}, err
	}
	told := map[guide.Fault]bool{} // by place and rule
	for _, f := range slices.Concat(c.in.Faults, c.in.Warnings) {
		c.note(f.Rule, f.File, f.Line, f.Column, f.Message)
		told[guide.Fault{File: f.File, Line: f.Line, Column: f.Column, Rule: f.Rule}] = true
	}
	c.built.report(c.in.Files, func(rule, file string, line, column int, message string) {
		if !told[guide.Fault{File: file, Line: line, Column: column, Rule: rule}] {
			c.note(rule, file, line, column, message)
		}
	})
	c.checkSettings()
	c.checkTitles()
	checkCopies(c.pages, c.record)
	checkPairs(o.Content, c.in, c.pages, readConfirmed(o.Content, c.note), c.note)
	c.report.tidy()
	c.report.Pages = len(c.pages)
	return c.report, nil
}

// checker is one run. It is safe for concurrent use while pages pass.
type checker struct {
	Options
	severities map[string]Severity
	in         *generator.Inspection
	built      *built

	mu      sync.Mutex
	report  Report
	noted   map[[2]string]int // findings by file and rule
	pages   []*page
	finders map[string]*factFinder // by language
}

// inspect sends every page through the generator and reads each as it passes.
func inspect(ctx context.Context, o Options) (*checker, error) {
	var err error
	if o.Theme == nil {
		if o.Theme, err = theme.New(theme.Options{}); err != nil {
			return nil, err
		}
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	c := &checker{
		Options: o, severities: severities(), built: newBuilt(),
		noted: map[[2]string]int{}, finders: map[string]*factFinder{},
	}
	c.in, err = generator.Inspect(ctx, generator.Options{
		Content: o.Content, Drafts: o.Drafts, Now: o.Now, Theme: o.Theme, Workers: o.Workers,
		CardStatuses: c.worded(),
		BaseURL:      "https://example.org", // where the site will stand is no matter of its content
	}, c.visit)
	if err != nil {
		return nil, fmt.Errorf("check the content: %w", err)
	}
	return c, nil
}

// visit reads a page as it passes.
func (c *checker) visit(p *generator.Proof) error {
	c.built.add(p)
	if p.Guide == nil || p.StandsIn {
		return nil
	}
	g := p.Guide
	add := func(rule string, line, column int, format string, args ...any) bool {
		return c.record(rule, g.File, line, column, fmt.Sprintf(format, args...))
	}
	finder := c.finder(g.Lang, p.Site.Facts)
	texts := passages(g, &p.Text, p.Site.Facts)
	y, m, d := c.Now.Date()
	checkFront(g, time.Date(y, m, d, 0, 0, 0, 0, time.UTC), add)
	checkHeadings(g, p.Text.Headings, add)
	checkSections(g, &p.Text, add)
	checkSentences(g.Lang, texts, add)
	checkNow(g.Lang, texts, add)
	checkEmphasis(texts, add)
	checkStray(texts, add)
	checkNotes(texts, add)
	if g.Lang == "zh" {
		checkPunctuation(texts, add)
	}
	kept := newPage(p, p.Site.Config.Languages)
	kept.copies = finder.check(texts, add)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages = append(c.pages, kept)
	return nil
}

// finder is that of a language, made when the first page needs it.
func (c *checker) finder(lang string, facts map[string]guide.Fact) *factFinder {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.finders[lang] == nil {
		c.finders[lang] = newFactFinder(lang, facts)
	}
	return c.finders[lang]
}

// enough is how many findings of one rule are noted in one file. Who has mended
// so many runs the check again, and a hostile file cannot fill the memory.
const enough = 100

func (c *checker) note(rule, file string, line, column int, message string) {
	c.record(rule, file, line, column, message)
}

// record takes a finding down, unless there are enough of its kind.
func (c *checker) record(rule, file string, line, column int, message string) (more bool) {
	severity, ok := c.severities[rule]
	if !ok {
		severity = Error
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	key := [2]string{file, rule}
	c.noted[key]++
	switch n := c.noted[key]; {
	case n > enough+1:
		return false
	case n > enough:
		line, column, message = max(line, 1), 0, "and more of the same: mend the others first"
	}
	c.report.Findings = append(c.report.Findings, Finding{
		File: file, Line: max(line, 1), Column: max(column, 1), Severity: severity, Rule: rule, Message: printable(message),
	})
	return c.noted[key] <= enough
}

// printable makes a message fit for a terminal, whatever it quotes.
func printable(message string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, message)
}
