package generator

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"shebao/generator/publish"
	"shebao/generator/theme"
)

// writeFixed writes the pages that no content stands for, and notes their ids.
func (b *builder) writeFixed(ids map[string][]string) error {
	var buf bytes.Buffer
	for _, f := range b.plan.fixedPages() {
		buf.Reset()
		if err := b.Theme.Render(&buf, f.page); err != nil {
			return err
		}
		ids["/"+strings.TrimSuffix(f.name, "index.html")] = scanIDs(buf.Bytes())
		if err := b.stage.Write(f.name, buf.Bytes()); err != nil {
			return err
		}
		b.pages++
	}
	stubs, err := b.plan.stubs()
	if err != nil {
		return err
	}
	return b.writeAll(stubs)
}

// writePictures copies the pictures that guides show.
func (b *builder) writePictures(names []string) error {
	for _, name := range names {
		if b.carried != nil && b.carried.pictures[name] {
			continue
		}
		if !b.plan.pictured[name] && !b.plan.claim(name, name, name, 0) {
			continue
		}
		b.plan.pictured[name] = true
		body, err := b.plan.readPicture(name)
		if err != nil {
			b.plan.fault("dead-image", name, 0, "%v", err)
			continue
		}
		if err := b.stage.Write(name, body); err != nil {
			return err
		}
	}
	return nil
}

// writeFeeds writes what machines read, and the theme's files.
func (b *builder) writeFeeds() error {
	if b.carried != nil {
		return b.keepFeeds()
	}
	var files []theme.File
	kept, err := b.keepLists()
	if err == nil && !kept {
		files, err = b.plan.lists()
	}
	if err != nil {
		return err
	}
	if err := b.writeAll(slices.Concat(files, b.plan.theme.Files(), b.plan.theme.RootFiles())); err != nil {
		return err
	}
	return b.writeOffline()
}

// writeSite writes the service worker, and site.json, which names the build. The
// name is made of all bytes written, those of site.json without the name
// included.
func (b *builder) writeSite(fingerprint string, pages []digest) error {
	site := b.plan.published
	site.Content, site.Build = fingerprint, ""
	if err := b.writeWorker(pages); err != nil {
		return err
	}
	nameless, err := b.nameless(site)
	if err != nil {
		return fmt.Errorf("write %s: %w", publish.SiteFile, err)
	}
	site.Build = b.stage.Name(append(pages, sha256.Sum256(nameless)))
	before, after, ok := bytes.Cut(nameless, []byte(`{"build":""`)) // the first field; all of it is large
	if !ok || len(before) > 0 {
		return fmt.Errorf("write %s: it does not begin with the build", publish.SiteFile)
	}
	return b.stage.Write(publish.SiteFile, slices.Concat([]byte(`{"build":"`+site.Build+`"`), after))
}

func (b *builder) writeAll(files []theme.File) error {
	for _, f := range files {
		if err := b.stage.Write(f.Path, f.Body); err != nil {
			return err
		}
	}
	return nil
}
