package main

import (
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"shebao/cmd/shebao/settings"
	"shebao/cmd/shebao/site"
	"shebao/generator"
)

// contentFlags are those of commands that read the guides.
func contentFlags(cmd *cobra.Command, l *site.Place) {
	f := cmd.Flags()
	f.StringVar(&l.Content, "content", "", "folder of guides (default: the guides inside the program)")
	f.BoolVar(&l.Drafts, "drafts", false, "build guides marked as drafts too")
	baseURLFlag(cmd, l)
}

// siteFlags are those of commands that build or serve a site.
func siteFlags(cmd *cobra.Command, l *site.Place) {
	f := cmd.Flags()
	l.Public = "public"
	f.Var(settings.Checked(&l.Public, settings.Folder()), "public", "folder of the built site; --out is the same")
	f.StringVar(&l.Data, "data", "data", "folder for the index, the cards and their keys")
}

func baseURLFlag(cmd *cobra.Command, l *site.Place) {
	cmd.Flags().Var(settings.Checked(&l.BaseURL, baseURL), "base-url", "address of the finished site, such as https://example.org (default: from site.yaml)")
}

// baseURL refuses what is no address of a site.
func baseURL(text string) error {
	if text == "" {
		return nil
	}
	return generator.CheckBaseURL(text)
}

// isFile tells whether a name that should be a folder's is a file's.
func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}

// cause is the reason inside a path error, whose own text would name the path
// a second time.
func cause(err error) error {
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return pathErr.Err
	}
	return err
}
