package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestAnErrorOfTheFileSystemSaysWhatToDo(t *testing.T) {
	folder := t.TempDir()
	file, link := filepath.Join(folder, "file"), filepath.Join(folder, "link")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("nowhere", link); err != nil {
		t.Fatal(err)
	}
	denied := &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}
	for name, tt := range map[string]struct {
		data string
		err  error
		want string // "" for no word
	}{
		"a file stands for a folder":            {file, fmt.Errorf("open: %w", syscall.ENOTDIR), "--data " + file + ": it is no folder; name another"},
		"so does something below a file":        {filepath.Join(file, "below"), fmt.Errorf("open: %w", syscall.ENOTDIR), "not a directory; name another"},
		"a link leads nowhere":                  {link, &fs.PathError{Op: "mkdir", Path: link, Err: syscall.EEXIST}, "--data " + link + ": it is a link to a place that is not there"},
		"the folders are right, the file not":   {folder, fmt.Errorf("read: %w", denied), "run it as the user"},
		"the error has said what is to be done": {file, fmt.Errorf("name another with --data: %w", syscall.ENOTDIR), ""},
		"it is no error of a file":              {file, errors.New("listen"), ""},
		"nor is that of a port":                 {folder, fmt.Errorf("listen: %w", syscall.EACCES), ""},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := program{}.rootCommand()
			stats, _, err := cmd.Find([]string{"cards", "stats"})
			if err != nil {
				t.Fatal(err)
			}
			if err := stats.Flags().Set("data", tt.data); err != nil {
				t.Fatal(err)
			}
			got := wayOut(stats, tt.err)
			if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
