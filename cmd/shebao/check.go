package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"shebao/cmd/shebao/settings"
	"shebao/cmd/shebao/site"
	"shebao/generator/check"
)

// errFindings says that what was checked has to be mended. The findings have
// been printed.
var errFindings = errors.New("the content has to be mended")

// checkFlags are those of shebao check.
type checkFlags struct {
	site.Place
	strict  bool
	format  string
	on      string
	confirm bool
	rules   bool
	explain string
}

func (p program) checkCommand() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check [--confirm [PAGE...]]",
		Short: "Look the content over: links, facts, dates, wording, both languages",
		Long: "check builds the site without publishing it and prints everything that is wrong with\n" +
			"the content, a line each: file:line:column: severity: message (rule). It exits with 1\n" +
			"on an error and, with --strict, on a warning. --rules lists what it looks for, and\n" +
			"--explain tells about one rule, with a wrong and a right case.\n\n" +
			"--confirm notes that the languages of a page (or of all pages) have been compared and\n" +
			"say the same; check then tells which language changes, and where.",
		Example: "  shebao check --content ./mytown --strict\n" +
			"  shebao check --explain pair-changed\n" +
			"  shebao check --confirm guides/reissue",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(cmd, args); err != nil {
				return settings.NewUsageError(cmd, err)
			}
			switch {
			case f.rules:
				return p.printRules()
			case f.explain != "":
				return p.explainRule(cmd, f.explain)
			case f.confirm:
				return p.confirm(cmd.Context(), f, args)
			}
			return p.check(cmd.Context(), f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.Content, "content", "", "folder of guides (default: ./content where there is one, else the guides inside the program)")
	flags.BoolVar(&f.strict, "strict", false, "exit with 1 on warnings too")
	flags.StringVar(&f.format, "format", string(check.Text), "text, json, or github for annotations of a pull request")
	flags.BoolVar(&f.Drafts, "drafts", false, "check guides marked as drafts too")
	flags.StringVar(&f.on, "on", "", "check as of a day, YYYY-MM-DD, to see which reviews will be due (default: today)")
	flags.BoolVar(&f.confirm, "confirm", false, "note that the languages of the pages named, or of all, have been compared")
	flags.BoolVar(&f.rules, "rules", false, "list the rules")
	flags.StringVar(&f.explain, "explain", "", "tell about a rule")
	return cmd
}

// check finds what is wrong with the command line.
func (f *checkFlags) check(cmd *cobra.Command, args []string) error {
	if len(args) > 0 && !f.confirm {
		return fmt.Errorf("unexpected %q: a folder of guides is given with --content, pages with --confirm", args[0])
	}
	if !slices.Contains(check.Formats(), check.Format(f.format)) {
		return fmt.Errorf("--format %q: write text, json or github", f.format)
	}
	if f.on != "" {
		if _, err := time.Parse(time.DateOnly, f.on); err != nil {
			return fmt.Errorf("--on %q: write a day as YYYY-MM-DD", f.on)
		}
	}
	if f.Content == "" {
		if info, err := os.Stat(filepath.Join(localContent, "site.yaml")); err == nil && info.Mode().IsRegular() {
			f.Content = localContent
		}
	}
	return nil
}

// localContent is where the guides of a checkout lie.
const localContent = "content"

func (p program) check(ctx context.Context, f checkFlags) error {
	options, closeContent, err := f.options()
	if err != nil {
		return err
	}
	defer func() { _ = closeContent() }()
	report, err := check.Run(ctx, options)
	if err != nil {
		return err
	}
	if err := report.Write(p.stdout, check.Format(f.format), filepath.ToSlash(f.Content)); err != nil {
		return fmt.Errorf("print the report: %w", err)
	}
	if report.Failed(f.strict) {
		return errFindings
	}
	return nil
}

func (f checkFlags) options() (check.Options, func() error, error) {
	fsys, closeContent, err := f.OpenContent()
	if err != nil {
		return check.Options{}, nil, err
	}
	day := time.Now()
	if f.on != "" {
		day, _ = time.Parse(time.DateOnly, f.on) // check has seen to it
	}
	return check.Options{Content: fsys, Drafts: f.Drafts, Now: day, CardStatuses: site.CardStatuses()}, closeContent, nil
}

// confirm writes the file that says which texts have been compared, whole or
// not at all.
func (p program) confirm(ctx context.Context, f checkFlags, pages []string) error {
	if f.Content == "" {
		return errors.New("the guides inside the program cannot be changed: name a folder with --content")
	}
	options, closeContent, err := f.options()
	if err != nil {
		return err
	}
	defer func() { _ = closeContent() }()
	for i, page := range pages { // content/zh/guides/reissue.md, as a shell completes it
		if rest, ok := strings.CutPrefix(filepath.ToSlash(filepath.Clean(page)), filepath.ToSlash(filepath.Clean(f.Content))+"/"); ok {
			pages[i] = rest
		}
	}
	text, done, err := check.Confirm(ctx, options, pages...)
	if err != nil {
		return err
	}
	name := filepath.Join(f.Content, check.ConfirmedFile)
	next := filepath.Join(f.Content, "."+check.ConfirmedFile+".new")
	if err := os.WriteFile(next, text, 0o644); err != nil {
		return fmt.Errorf("confirm pages: %w", err)
	}
	if err := os.Rename(next, name); err != nil {
		return errors.Join(fmt.Errorf("confirm pages: %w", err), os.Remove(next))
	}
	what := "pages"
	if len(done) == 1 {
		what = "page"
	}
	fmt.Fprintf(p.stdout, "confirmed %d %s in %s\n", len(done), what, name)
	return nil
}

func (p program) printRules() error {
	table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, r := range check.Rules() {
		fmt.Fprintf(table, "%s\t%s\t%s\n", r.Name, r.Severity, r.Summary)
	}
	return table.Flush()
}

func (p program) explainRule(cmd *cobra.Command, name string) error {
	page, ok := check.Explain(name)
	if !ok {
		return settings.NewUsageError(cmd, fmt.Errorf("--explain %q: there is no such rule; --rules lists them", name))
	}
	fmt.Fprint(p.stdout, page)
	return nil
}
