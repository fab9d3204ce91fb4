package theme

import (
	"fmt"
	"io/fs"
)

// TouchIcon is where the icon stands for home screens.
const TouchIcon = "apple-touch-icon.png"

// rootFiles are the icon in forms that are asked for at fixed addresses, without
// any page naming them: by old browsers, link previews and home screens. Both
// are drawn from icon.svg; the one for home screens fills its square, because
// these round the corners themselves.
var rootFiles = []struct{ name, source string }{
	{"favicon.ico", "styles/favicon.ico"}, // 16 and 32 pixels
	{TouchIcon, "styles/touch-icon.png"},  // 180 pixels
}

func readRootFiles(fsys fs.FS) ([]File, error) {
	var files []File
	for _, f := range rootFiles {
		body, err := fs.ReadFile(fsys, f.source)
		if err != nil {
			return nil, fmt.Errorf("icons: %w", err)
		}
		files = append(files, File{Path: f.name, Body: body})
	}
	return files, nil
}

// RootFiles are what a build writes at the site's root under names that never
// change.
func (th *Theme) RootFiles() []File { return th.root }
