package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"shebao/cmd/shebao/process"
	"shebao/cmd/shebao/settings"
	"shebao/cmd/shebao/site"
	"shebao/generator"
	"shebao/generator/guide"
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

// folderFault says what is wrong with a folder that a flag names: one that must be
// there, or that is written into.
func folderFault(name string, must, write bool) error {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Lstat(name); err == nil {
			return errors.New("it is a link to a place that is not there")
		}
		if must {
			return errors.New("there is no such folder")
		}
		if above := existing(name); write && !process.MayWrite(above) { // it is made
			return fmt.Errorf("this user may not make it in %s", above)
		}
	case err != nil:
		return guide.Cause(err)
	case !info.IsDir():
		return errors.New("it is no folder")
	case write && !process.MayWrite(name):
		return errors.New("this user may not write into it")
	}
	return nil
}

// existing is the innermost folder of a name that is there.
func existing(name string) string {
	for name = filepath.Clean(name); ; name = filepath.Dir(name) {
		if _, err := os.Stat(name); err == nil || name == filepath.Dir(name) {
			return name
		}
	}
}
