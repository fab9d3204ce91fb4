package publish

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// ErrForeign says that the folder to publish into holds something else than a
// site made by this package. Nothing in it has been touched.
var ErrForeign = errors.New("this folder holds something that is not a generated site")

// SiteFile is what tells a folder of ours from any other, and names its build.
const SiteFile = "site.json"

// Target is the folder that a build is published into, locked for this build,
// and the places beside it. For a folder public they are
//
//	.public.new       the build in progress
//	.public.changed   its changed files, where it keeps most of the current one
//	.public.previous  the build before the current one
//	.public.away      the current one while it is replaced, on a file system that cannot exchange two folders
//	.public.lock      held while a build runs
//
// Where the folder around public cannot be written, the build in progress and
// the lock stand inside public, and no previous build is kept.
type Target struct {
	disk   Disk
	public string // absolute, with links resolved
	stage  string
	inside bool // stage stands inside public
	unlock func() error

	renewal *renewal // the previous build, where it is brought up to date
	stages  []*Stage
}

const (
	insideStage = ".shebao.new"
	insideLock  = ".shebao.lock"
)

// beside names a place next to public.
func (t *Target) beside(what string) string {
	return filepath.Join(filepath.Dir(t.public), "."+filepath.Base(t.public)+"."+what)
}

// Open locks the folder, clears away what an interrupted build left and
// makes an empty stage.
func Open(ctx context.Context, d Disk, public string, wait time.Duration) (*Target, error) {
	public, err := resolve(public)
	if err != nil {
		return nil, err
	}
	t := &Target{disk: d, public: public}
	if err := t.lock(ctx, wait); err != nil {
		return nil, err
	}
	if err := t.prepare(); err != nil {
		return nil, errors.Join(err, t.unlock())
	}
	return t, nil
}

// resolve makes the path absolute and follows links, so that a link to the
// published folder stays a link.
func resolve(public string) (string, error) {
	abs, err := filepath.Abs(public)
	if err != nil {
		return "", fmt.Errorf("publish into %s: %w", public, err)
	}
	if filepath.Dir(abs) == abs {
		return "", fmt.Errorf("publish into %s: %w: choose a folder below it", abs, ErrForeign)
	}
	if _, err := os.Lstat(abs); errors.Is(err, fs.ErrNotExist) {
		return abs, nil
	}
	real, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return "", fmt.Errorf("publish into %s: %w", public, err)
	}
	info, err := os.Stat(real)
	if err != nil {
		return "", fmt.Errorf("publish into %s: %w", public, err)
	}
	if !info.IsDir() {
		return "", fmt.Errorf("publish into %s: %w", public, syscall.ENOTDIR)
	}
	return real, nil
}

// lock takes the lock beside public or, where that folder cannot be written,
// inside it.
func (t *Target) lock(ctx context.Context, wait time.Duration) (err error) {
	if err := t.disk.mkdirAll(filepath.Dir(t.public)); err != nil {
		return fmt.Errorf("make the folder for %s: %w", t.public, err)
	}
	path := t.beside("lock")
	if err = t.disk.allow("lock", path); err == nil {
		t.unlock, err = lock(ctx, path, wait)
	}
	if cannotWrite(err) && exists(t.public) {
		t.inside = true
		path = filepath.Join(t.public, insideLock)
		if err = t.disk.allow("lock", path); err == nil {
			t.unlock, err = lock(ctx, path, wait)
		}
	}
	if err != nil {
		return fmt.Errorf("publish into %s: take its lock: %w", t.public, err)
	}
	return nil
}

func (t *Target) prepare() error {
	if away := t.beside("away"); !t.inside && exists(away) {
		// A build was interrupted between taking the old site away and putting
		// the new one in its place.
		var err error
		if exists(t.public) {
			err = t.disk.removeAll(away)
		} else {
			err = t.disk.rename(away, t.public)
		}
		if err != nil {
			return fmt.Errorf("put back what an interrupted build left: %w", err)
		}
	}
	if err := t.checkOurs(); err != nil {
		return err
	}
	if err := t.removeStages(); err != nil {
		return fmt.Errorf("remove what an interrupted build left: %w", err)
	}
	t.stage = t.beside("new")
	if t.inside {
		t.stage = filepath.Join(t.public, insideStage)
	}
	if err := t.disk.mkdir(t.stage); err != nil {
		return fmt.Errorf("publish into %s: %w", t.public, err)
	}
	return nil
}

// checkOurs refuses a folder that holds files but no site. Files whose names
// begin with a dot (.gitignore, .git) are their owner's and stay.
func (t *Target) checkOurs() error {
	entries, err := os.ReadDir(t.public)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("publish into %s: %w", t.public, err)
	}
	empty := true
	for _, e := range entries {
		empty = empty && strings.HasPrefix(e.Name(), ".")
	}
	if empty || isSite(t.public) {
		return nil
	}
	return fmt.Errorf("publish into %s: %w: choose an empty folder, or empty this one first", t.public, ErrForeign)
}

// isSite tells whether dir holds a site of ours: a site.json that names a
// build. A site.json that is not whole JSON is taken for a damaged one of ours.
func isSite(dir string) bool {
	if In(dir) != "" {
		return true
	}
	path := filepath.Join(dir, SiteFile)
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return false
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return false
	}
	var site struct {
		Build string `json:"build"`
	}
	if err := json.Unmarshal(text, &site); err != nil {
		return !json.Valid(text)
	}
	return site.Build != ""
}

// In names the build whose site stands in a folder, "" where none does. A
// site.json of ours begins with it: of a large one nothing else is read.
func In(folder string) string {
	path := filepath.Join(folder, SiteFile)
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	build := firstBuild(f)
	if err := f.Close(); err != nil || !filepath.IsLocal(build) {
		return ""
	}
	return build
}

// firstBuild is the build that a JSON text begins with, "" if there is none.
func firstBuild(r io.Reader) string {
	text := json.NewDecoder(r)
	for _, want := range []json.Token{json.Delim('{'), "build"} {
		if got, err := text.Token(); err != nil || got != want {
			return ""
		}
	}
	name, err := text.Token()
	build, ok := name.(string)
	if err != nil || !ok {
		return ""
	}
	return build
}

// Public is the folder that is published into.
func (t *Target) Public() string { return t.public }

// Stage is the folder in which the new site grows.
func (t *Target) Stage() *Stage {
	s := newStage(t.disk, t.stage)
	s.public = t.public
	t.stages = append(t.stages, s)
	return s
}

// Close gives the folder back. What is left of the stage goes.
func (t *Target) Close() error {
	if t.renewal != nil {
		_ = t.renewal.free() // a lock ends with its file, whatever closing it says
	}
	err := t.removeStages()
	for _, s := range t.stages {
		_ = s.early.wait() // what is gone need not reach the disk: there is less to wait for
	}
	return errors.Join(err, t.unlock())
}

// removeStages removes what may stand at the places of a stage. One beside
// public is brought inside where it cannot be exchanged.
func (t *Target) removeStages() error {
	places := []string{filepath.Join(t.public, insideStage)}
	if !t.inside {
		places = append(places, t.beside("new"), t.beside("changed"))
	}
	var errs []error
	for _, path := range places {
		if exists(path) {
			errs = append(errs, t.disk.removeAll(path))
		}
	}
	return errors.Join(errs...)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// cannotWrite tells whether err means that a folder may be read but not changed.
func cannotWrite(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}
