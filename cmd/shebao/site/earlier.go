package site

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"shebao/generator/guide"
	"shebao/generator/publish"
)

// Back puts the build before the current one in its place and returns its name.
// Its index stands beside the current one's. wait is how long a build that is
// under way may take to end.
func (l Place) Back(ctx context.Context, wait time.Duration) (build string, err error) {
	if last, ok := l.recall(); ok && l.Content == "" {
		if _, err := os.Stat(last.Content); err == nil {
			l.Content = last.Content
		}
	}
	if err := publish.Back(ctx, l.Public, wait); err != nil {
		return "", err
	}
	about, err := l.ReadSite()
	if err != nil {
		return "", err
	}
	return about.Build, l.hold(about.Build)
}

// hold remembers that a build was put in place by hand: serve leaves it there
// until the content changes.
func (l Place) hold(build string) error {
	content, closeContent, err := l.OpenContent()
	if err != nil {
		return err
	}
	defer func() { _ = closeContent() }()
	guides, err := guide.Fingerprint(content)
	if err != nil {
		return err
	}
	return l.write(record{Build: build, Held: guides})
}

// Standing is the build that stands in the public folder, if it was made of the
// content that is meant: what can be served while a new one cannot be made.
func (l Place) Standing() (build string, ok bool) {
	last, ok := l.recall()
	if !ok {
		return "", false
	}
	if l.Content != "" {
		if name, err := filepath.Abs(l.Content); err != nil || name != last.Content {
			return "", false
		}
	}
	about, err := l.ReadSite()
	return about.Build, err == nil && about.Build == last.Build
}
