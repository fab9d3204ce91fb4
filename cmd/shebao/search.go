package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"shebao/cmd/shebao/settings"
	"shebao/cmd/shebao/site"
	"shebao/generator/guide"
	"shebao/generator/theme"
	"shebao/search"
	"shebao/search/eval"
	"shebao/server"
)

// asking is what search was told on the command line.
type asking struct {
	site.Place
	lang  string
	limit int
	json  bool
	eval  string // file of judged queries

	unanswered bool
}

func (p program) searchCommand() *cobra.Command {
	var a asking
	cmd := &cobra.Command{
		Use:   "search QUERY...",
		Short: "Ask the search index",
		Long: "search asks the index that serve uses, building the site first if it is missing or\n" +
			"older than its content. It exits with 0 whether or not something was found.\n\n" +
			"Without --lang, a query with Chinese characters is answered with the Chinese guides;\n" +
			"for letters, which may be pinyin too, LC_ALL, LC_MESSAGES or LANG decide, else they\n" +
			"are English.\n\n" +
			"With --eval it judges the ranking instead: the file holds a query a line, tab\n" +
			"separated, under the header qid lang kind text expected, where expected is\n" +
			"slug:grade;slug:grade or none.\n\n" +
			"With --unanswered it prints what several people searched for in vain on one day, as\n" +
			"serve with this --data counted it; who asked is never kept.",
		Example: "  shebao search 挂失\n  shebao search lost card\n  shebao search --lang zh --limit 3 guashi\n  shebao search --eval queries.tsv",
		Args: func(cmd *cobra.Command, words []string) error {
			if len(words) > 0 && (a.eval != "" || a.unanswered) {
				return settings.NewUsageError(cmd, errors.New("--eval and --unanswered take no query"))
			}
			if a.eval != "" || a.unanswered {
				return nil
			}
			return positional(cobra.MinimumNArgs(1))(cmd, words)
		},
		RunE: func(cmd *cobra.Command, words []string) error {
			if a.limit < 1 || a.limit > 100 {
				return settings.NewUsageError(cmd, fmt.Errorf("--limit %d: must be 1 to 100", a.limit))
			}
			if a.unanswered {
				return p.printUnanswered(a)
			}
			if a.eval != "" {
				return p.evaluate(cmd.Context(), a)
			}
			return p.search(cmd, a, strings.Join(words, " "))
		},
	}
	contentFlags(cmd, &a.Place)
	siteFlags(cmd, &a.Place)
	f := cmd.Flags()
	f.StringVar(&a.lang, "lang", "", "language of the reader, zh or en (default: taken from the query, see above)")
	f.IntVar(&a.limit, "limit", 10, "how many guides to show, 1 to 100")
	f.BoolVar(&a.json, "json", false, "print the answer as JSON, as the API gives it")
	f.StringVar(&a.eval, "eval", "", "judge the ranking by a file of queries with their expected guides")
	f.BoolVar(&a.unanswered, "unanswered", false, "print what was searched for in vain")
	return cmd
}

// search prints what the index answers.
func (p program) search(cmd *cobra.Command, a asking, text string) error {
	if strings.TrimSpace(text) == "" {
		return settings.NewUsageError(cmd, errors.New("the query is empty; write what to search for"))
	}
	if search.LooksLikeNumber(text) {
		return settings.NewUsageError(cmd, fmt.Errorf("this looks like a person's number, which is never searched for; to look a card up use 'shebao cards status'"))
	}
	ctx := cmd.Context()
	built, err := p.upToDateSite(ctx, &a.Place)
	if err != nil {
		return err
	}
	if a.lang == "" {
		a.lang = p.readerLanguage(text, built.Languages)
	}
	if !slices.Contains(built.Languages, a.lang) {
		return settings.NewUsageError(cmd, fmt.Errorf("--lang %q: the site has %s", a.lang, strings.Join(built.Languages, ", ")))
	}
	result, err := a.ask(ctx, built.Build, text)
	if err != nil {
		return err
	}
	if a.json {
		return p.printJSON(a, text, result)
	}
	p.printHits(text, result)
	return nil
}

// upToDateSite brings the site up to date without a word on standard output,
// which is for answers alone.
func (p program) upToDateSite(ctx context.Context, l *site.Place) (theme.Site, error) {
	p.stdout = p.stderr
	if err := p.bringUpToDate(ctx, l, slog.New(slog.DiscardHandler)); err != nil {
		return theme.Site{}, err
	}
	return l.ReadSite()
}

// evalForm says what a file of judged queries is.
const evalForm = "it needs the header qid, lang, kind, text, expected and a query a line, tab separated"

// evaluate prints how well the index ranks a file of judged queries.
func (p program) evaluate(ctx context.Context, a asking) error {
	file, err := os.Open(a.eval)
	if err != nil {
		return fmt.Errorf("open %s: %w; %s", a.eval, guide.Cause(err), evalForm)
	}
	defer file.Close()
	queries, err := eval.ReadQueries(file)
	if err == nil && len(queries) == 0 {
		err = errors.New("it holds no queries")
	}
	if err != nil {
		return fmt.Errorf("read %s: %w; %s", a.eval, guide.Cause(err), evalForm)
	}
	built, err := p.upToDateSite(ctx, &a.Place)
	if err != nil {
		return err
	}
	index, err := a.OpenIndex(ctx, built.Build)
	if err != nil {
		return err
	}
	defer index.Close()
	report, err := eval.Run(ctx, index, queries)
	if err != nil {
		return err
	}
	return report.Write(p.stdout)
}

func (a asking) ask(ctx context.Context, build, text string) (search.Result, error) {
	index, err := a.OpenIndex(ctx, build)
	if err != nil {
		return search.Result{}, err
	}
	defer index.Close()
	return index.Search(ctx, search.Query{Text: text, Lang: a.lang, Limit: a.limit})
}

func (p program) printHits(text string, result search.Result) {
	if result.Suggestion != "" {
		fmt.Fprintf(p.stdout, "did you mean: %s\n\n", result.Suggestion)
	}
	if len(result.Hits) == 0 {
		fmt.Fprintf(p.stdout, "nothing found for %q\n", text)
		if len(result.Nearest) > 0 {
			fmt.Fprintf(p.stdout, "words near to it: %s\n", strings.Join(result.Nearest, ", "))
		}
		return
	}
	for i, hit := range result.Hits {
		fmt.Fprintf(p.stdout, "%d. %s\n   %s\n", i+1, heading(hit), hit.URL)
		if hit.Snippet != "" {
			fmt.Fprintf(p.stdout, "   %s\n", plain(hit.Snippet))
		}
		for _, more := range hit.More {
			fmt.Fprintf(p.stdout, "   - %s  %s\n", cmp.Or(more.Heading, more.Title), more.URL)
		}
	}
	fmt.Fprintf(p.stdout, "\n%d of %d guides\n", len(result.Hits), result.Total)
}

func heading(hit search.Hit) string {
	if hit.Heading == "" || hit.Heading == hit.Title {
		return hit.Title
	}
	return hit.Title + " › " + hit.Heading
}

// plain turns a snippet into text for a terminal: marks become brackets.
func plain(snippet string) string {
	return html.UnescapeString(strings.NewReplacer("<mark>", "[", "</mark>", "]").Replace(snippet))
}

// printJSON prints the API's answer: GET /api/v1/search.
func (p program) printJSON(a asking, text string, result search.Result) error {
	return writeJSON(p.stdout, server.NewSearchAnswer(search.Query{Text: text, Lang: a.lang}, result))
}
