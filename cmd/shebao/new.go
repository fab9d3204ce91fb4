package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/spf13/cobra"

	"shebao/cmd/shebao/settings"
	"shebao/cmd/shebao/site"
	"shebao/generator/guide"
	"shebao/generator/scaffold"
)

func (p program) newCommand() *cobra.Command {
	var content, title, zh, en string
	cmd := &cobra.Command{
		Use:   "new SECTION/SLUG --title TITLE",
		Short: "Begin a guide in every language",
		Long: "new writes a draft of a guide in every language of site.yaml, with every key of the\n" +
			"front matter, the same headings and a stub of a source. Nothing is written where one\n" +
			"of the files is there already.",
		Example: "  shebao new articles/lost-abroad --title \"The card was lost abroad\" --title-zh 在国外丢了卡",
		Args:    positional(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			content = cmp.Or(content, localContent)
			titles := map[string]string{"": title}
			for lang, t := range map[string]string{"zh": zh, "en": en} {
				if t != "" {
					titles[lang] = t
				}
			}
			files, err := scaffold.Write(content, scaffold.Page{Path: args[0], Titles: titles})
			faults, inContent := errors.AsType[guide.Faults](err)
			switch {
			case errors.Is(err, scaffold.ErrTitle) && title == "":
				return settings.NewUsageError(cmd, fmt.Errorf("%w; give one with --title, or one for each language with --title-zh and --title-en", err))
			case errors.Is(err, scaffold.ErrPath), errors.Is(err, scaffold.ErrTitle):
				return settings.NewUsageError(cmd, err)
			case inContent:
				return site.Place{Content: content}.Named(faults)
			case errors.Is(err, fs.ErrNotExist), isFile(content):
				return fmt.Errorf("%w; name the folder that holds site.yaml and the guides with --content", err)
			case err != nil:
				return err
			}
			for _, file := range files {
				fmt.Fprintf(p.stdout, "wrote %s\n", filepath.Join(content, filepath.FromSlash(file)))
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&content, "content", localContent, "folder of guides")
	flags.StringVar(&title, "title", "", "title of the guide")
	flags.StringVar(&zh, "title-zh", "", "its Chinese title (default: --title)")
	flags.StringVar(&en, "title-en", "", "its English title (default: --title)")
	return cmd
}
