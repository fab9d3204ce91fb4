package telemetry

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"
)

const (
	gatherLines = 100 * time.Millisecond // how long a line about a request waits for others
	gatherBytes = 32 << 10
)

// Log is the log of a server. Lines about requests are written together,
// ten times a second: a write for each costs as much as finding the page.
// Whatever is worse than information is written at once, with all before it.
type Log struct {
	*slog.Logger
	lines *gatheredLines
}

// NewLog logs in the format that was asked for: json, or else text.
func NewLog(to io.Writer, format string) Log {
	lines := &gatheredLines{to: to}
	var handler slog.Handler = slog.NewTextHandler(lines, nil)
	if format == "json" {
		handler = slog.NewJSONHandler(lines, nil)
	}
	return Log{slog.New(flushing{handler, lines}), lines}
}

// Flush writes what is still waiting.
func (l Log) Flush() { _ = l.lines.flush() } // there is nowhere left to say that it failed

// flushing is a handler that lets nothing wait that is worse than information.
type flushing struct {
	slog.Handler
	lines *gatheredLines
}

func (f flushing) Handle(ctx context.Context, r slog.Record) error {
	err := f.Handler.Handle(ctx, r)
	if r.Level > slog.LevelInfo {
		err = f.lines.flush()
	}
	return err
}

func (f flushing) WithAttrs(attrs []slog.Attr) slog.Handler {
	return flushing{f.Handler.WithAttrs(attrs), f.lines}
}

func (f flushing) WithGroup(name string) slog.Handler {
	return flushing{f.Handler.WithGroup(name), f.lines}
}

// gatheredLines writes lines together. It is safe for concurrent use.
type gatheredLines struct {
	to io.Writer

	mu      sync.Mutex
	waiting []byte
	timed   bool // they will be written by themselves
}

func (g *gatheredLines) Write(line []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, line...)
	if len(g.waiting) >= gatherBytes {
		return len(line), g.write()
	}
	if !g.timed {
		g.timed = true
		time.AfterFunc(gatherLines, func() { _ = g.flush() }) // as when slog itself cannot write
	}
	return len(line), nil
}

func (g *gatheredLines) flush() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.timed = false
	return g.write()
}

func (g *gatheredLines) write() error {
	if len(g.waiting) == 0 {
		return nil
	}
	_, err := g.to.Write(g.waiting)
	g.waiting = g.waiting[:0]
	return err
}
