package telemetry

import (
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// written takes what is written, a piece for each time.
type written struct {
	mu     sync.Mutex
	pieces []string
}

func (w *written) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pieces = append(w.pieces, string(p))
	return len(p), nil
}

func (w *written) soFar() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.pieces)
}

func TestLinesAboutRequestsWaitForOthersAndWarningsDoNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var to written
		log := NewLog(&to, "json")
		log.Info("one")
		log.With("n", 2).Info("two")
		if pieces := to.soFar(); len(pieces) > 0 {
			t.Errorf("written at once: %q", pieces)
		}
		time.Sleep(2 * gatherLines)
		synctest.Wait()
		if pieces := to.soFar(); len(pieces) != 1 || strings.Count(pieces[0], "\n") != 2 || !strings.Contains(pieces[0], `"n":2`) {
			t.Errorf("after a while: %q", pieces)
		}
		log.Info("three")
		log.WithGroup("g").Error("four")
		if pieces := to.soFar(); len(pieces) != 2 || !strings.Contains(pieces[1], "three") || !strings.Contains(pieces[1], "four") {
			t.Errorf("after an error: %q", pieces)
		}
		log.Info("five")
		log.Flush()
		log.Info(strings.Repeat("six", gatherBytes/3))
		if pieces := to.soFar(); len(pieces) != 4 || !strings.Contains(pieces[2], "five") {
			t.Errorf("%d pieces, %q", len(pieces), pieces)
		}
		log.Log(t.Context(), slog.LevelDebug, "not at all")
		time.Sleep(2 * gatherLines)
		synctest.Wait()
		if pieces := to.soFar(); len(pieces) != 4 {
			t.Errorf("%d pieces", len(pieces))
		}
	})
}
