package main

import (
	"errors"
	"io/fs"
	"log/slog"

	"shebao/generator/archive"
)

// pack writes the archive of the build that stands at a place.
func (l place) pack(file string) error {
	site, err := l.readSite()
	if err != nil {
		return err
	}
	return archive.Pack(file, archive.Build{Public: l.public, Index: l.index(site.Build), Name: site.Build})
}

// unpackedAt is where the build of an archive stands.
func unpackedAt(a *archive.Served) place { return place{public: a.Public(), data: a.Dir()} }

// unpackToServe makes the archive's build the current one. A server that starts
// serves what was unpacked last where the disk takes no more. What is wrong with
// the archive itself is not passed over.
func unpackToServe(a *archive.Served, log *slog.Logger) error {
	err := a.Unpack()
	if _, disk := errors.AsType[*fs.PathError](err); !disk {
		return err
	}
	earlier, siteErr := unpackedAt(a).readSite()
	if siteErr != nil {
		return err
	}
	log.Error("the archive cannot be unpacked, the earlier build is served", "build", earlier.Build, "error", err)
	return nil
}
