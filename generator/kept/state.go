package kept

import (
	"shebao/generator/guide"
	"shebao/generator/publish"
)

// Format changes with anything that makes what an older program has left wrong.
const Format = 5

// State is what a build leaves for the next one. It holds no texts. The zero value
// is that of no build.
type State struct {
	Head
	Rest
	unread string // Rest as it stands in the file, until it is needed
}

// Head is what tells that nothing has changed. It stands first in the file.
type Head struct {
	Format      int
	Whole       Digest // of the options
	Fingerprint string // of the content
	Content     map[string]guide.CachedFile
	Site        publish.Left
	Result      Result
}

// Result is what the build came to.
type Result struct {
	Build, Content string
	Pages, Files   int
	Warnings       guide.Faults
}

// Rest is what is needed when something has changed.
type Rest struct {
	Key    Digest            // of all that every page depends on: program, theme, settings, frame
	Pages  map[string]string // each an encoded Made, by address
	Guides Guides

	Records   map[string]int // how many stand in each file of them
	Relatives Relatives
	Posters   map[string]Digest // of the words of a picture, by the name of its file
}

// Relatives are the guides that are about the same thing as others, found for
// those whose editor has named none.
type Relatives struct {
	Key   Digest              // of all that they were found from
	Found map[string][]string // addresses, by address
}
