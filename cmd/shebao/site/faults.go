package site

import (
	"path"
	"path/filepath"
	"slices"

	"shebao/generator/guide"
)

// Named gives the faults of a build as they are found from where the program
// runs: each file with the content folder before it. Of the guides inside the
// program there is no folder.
func (l Place) Named(faults guide.Faults) guide.Faults {
	if l.Content == "" {
		return faults
	}
	list := slices.Clone(faults)
	for i, f := range list {
		list[i].File = path.Join(filepath.ToSlash(l.Content), f.File)
	}
	return list
}

// NamedError is Named for an error that may be faults; any other stays as it is.
func (l Place) NamedError(err error) error {
	if faults, ok := err.(guide.Faults); ok {
		return l.Named(faults)
	}
	return err
}
