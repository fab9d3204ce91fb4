// Package content embeds the guides of the first site into the program, so that
// one binary is a whole site. Editors own everything else in this folder; how to
// write a guide stands in README.md.
package content

import "embed"

// FS is the content folder as it was when the program was built.
//
//go:embed *.yaml all:zh all:en
var FS embed.FS
