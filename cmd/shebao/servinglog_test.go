package main

import (
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// written takes what is written, a piece for each time.
type written struct{ pieces []string }

func (w *written) Write(p []byte) (int, error) {
	w.pieces = append(w.pieces, string(p))
	return len(p), nil
}

func TestServingLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var to written
		log := newServingLog(&to, "json")
		log.Info("one")
		log.With("n", 2).Info("two")
		if len(to.pieces) > 0 {
			t.Errorf("written at once: %q", to.pieces)
		}
		time.Sleep(2 * gatherLines)
		synctest.Wait()
		if len(to.pieces) != 1 || strings.Count(to.pieces[0], "\n") != 2 || !strings.Contains(to.pieces[0], `"n":2`) {
			t.Errorf("after a while: %q", to.pieces)
		}
		log.Info("three")
		log.WithGroup("g").Error("four")
		if len(to.pieces) != 2 || !strings.Contains(to.pieces[1], "three") || !strings.Contains(to.pieces[1], "four") {
			t.Errorf("after an error: %q", to.pieces[1:])
		}
		log.Info("five")
		log.flush()
		log.Info(strings.Repeat("six", gatherBytes/3))
		if len(to.pieces) != 4 || !strings.Contains(to.pieces[2], "five") {
			t.Errorf("%d pieces, %q", len(to.pieces), to.pieces[2])
		}
		log.Log(t.Context(), slog.LevelDebug, "not at all")
		time.Sleep(2 * gatherLines)
		synctest.Wait()
		if len(to.pieces) != 4 {
			t.Errorf("%d pieces", len(to.pieces))
		}
	})
}
