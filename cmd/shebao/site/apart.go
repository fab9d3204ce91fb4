package site

import (
	"fmt"
	"path/filepath"
	"strings"

	"shebao/generator/publish"
)

// Apart refuses to keep in the site what is nobody's business: every file in the
// public folder can be had by everybody. flag is what name was given by.
func (l Place) Apart(flag, name string) error {
	if name == "" || !isWithin(name, l.Public) {
		return nil
	}
	return fmt.Errorf("--%s %s: it is in the public folder %s, of which everybody can have every file, keys too; keep it elsewhere", flag, name, l.Public)
}

// Above is the folder of a built site that a folder is in or is, "" for none.
func Above(folder string) string {
	for dir := resolved(folder); ; dir = filepath.Dir(dir) {
		if publish.In(dir) != "" {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}

// isWithin tells whether a file or folder, which need not be there yet, is
// another one or in it.
func isWithin(inner, outer string) bool {
	in, err := filepath.Rel(resolved(outer), resolved(inner))
	return err == nil && in != ".." && !strings.HasPrefix(in, ".."+string(filepath.Separator))
}

// resolved is where a name leads, as far as it is there.
func resolved(name string) string {
	name, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	if real, err := filepath.EvalSymlinks(name); err == nil {
		return real
	}
	if above := filepath.Dir(name); above != name {
		return filepath.Join(resolved(above), filepath.Base(name))
	}
	return name
}
