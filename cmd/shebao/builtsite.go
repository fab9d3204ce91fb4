package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"shebao/generator/archive"
	"shebao/generator/theme"
)

// readSite reads what the built site says about itself.
func (l place) readSite() (theme.Site, error) {
	var site theme.Site
	name := filepath.Join(l.public, "site.json")
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
func (l place) previous() string {
	public, err := filepath.EvalSymlinks(l.public)
	if err != nil {
		public = l.public
	}
	public, err = filepath.Abs(public)
	if err != nil {
		return ""
	}
	return filepath.Join(filepath.Dir(public), "."+filepath.Base(public)+".previous")
}

// pack writes the archive of the build that stands at a place.
func (l place) pack(file string) error {
	site, err := l.readSite()
	if err != nil {
		return err
	}
	return archive.Pack(file, archive.Build{Public: l.public, Index: l.index(site.Build), Name: site.Build})
}
