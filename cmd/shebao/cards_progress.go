package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"shebao/server/card"
)

// importProgress shows how far an import is: a bar on a terminal, a plain line
// every few seconds elsewhere.
type importProgress struct {
	stderr io.Writer
	bar    *progressbar.ProgressBar // nil where there is no terminal
	next   time.Time
}

const progressEvery = 5 * time.Second

func (p program) newProgress(size int64) *importProgress {
	progress := &importProgress{stderr: p.stderr, next: time.Now().Add(progressEvery)}
	if f, ok := p.stderr.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		progress.bar = progressbar.NewOptions64(size, progressbar.OptionSetWriter(f), progressbar.OptionShowBytes(true),
			progressbar.OptionSetDescription("reading"), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	return progress
}

func (i *importProgress) show(now card.Progress) {
	if i.bar != nil {
		if now.Stored > 0 {
			i.bar.Describe(fmt.Sprintf("storing %d of %d rows", now.Stored, now.Rows))
		}
		_ = i.bar.Set64(now.Bytes) // a bar that cannot be drawn is no reason to stop
		return
	}
	if time.Now().Before(i.next) {
		return
	}
	i.next = time.Now().Add(progressEvery)
	fmt.Fprintf(i.stderr, "read %d rows, stored %d\n", now.Rows, now.Stored)
}

func (i *importProgress) finish() {
	if i.bar != nil {
		_ = i.bar.Finish()
	}
}
