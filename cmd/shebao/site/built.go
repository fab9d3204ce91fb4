package site

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"shebao/generator/archive"
	"shebao/generator/theme"
)

// ReadSite reads what the built site says about itself.
func (l Place) ReadSite() (theme.Site, error) {
	var site theme.Site
	name := filepath.Join(l.Public, "site.json")
	text, err := os.ReadFile(name)
	if err != nil {
		return site, fmt.Errorf("read the built site: %w", err)
	}
	if err := json.Unmarshal(text, &site); err != nil {
		return site, fmt.Errorf("read %s: %w; delete the file to build the site anew", name, err)
	}
	return site, nil
}

// previous is where publish keeps the build before the current one.
func (l Place) previous() string {
	public, err := filepath.EvalSymlinks(l.Public)
	if err != nil {
		public = l.Public
	}
	public, err = filepath.Abs(public)
	if err != nil {
		return ""
	}
	return filepath.Join(filepath.Dir(public), "."+filepath.Base(public)+".previous")
}

// Pack writes the archive of the build that stands at a place.
func (l Place) Pack(file string) error {
	site, err := l.ReadSite()
	if err != nil {
		return err
	}
	return archive.Pack(file, archive.Build{Public: l.Public, Index: l.Index(site.Build), Name: site.Build})
}
