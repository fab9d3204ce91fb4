package server

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"
)

// memoryShelf is a shelf that can be taken away.
type memoryShelf struct {
	mu    sync.Mutex
	files map[string][]byte
	away  bool
	puts  int
}

func (m *memoryShelf) Put(_ context.Context, files map[string][]byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.puts++; m.away {
		return errors.New("away")
	}
	if m.files == nil {
		m.files = map[string][]byte{}
	}
	maps.Copy(m.files, files)
	return nil
}

func (m *memoryShelf) Get(_ context.Context, name string) ([]byte, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	body, ok := m.files[name]
	return body, ok && !m.away
}

// During a rollout each replica answers for the style sheets of the other's
// build, whichever of the two it has itself.
func TestReplicasAnswerForEachOthersStyleSheets(t *testing.T) {
	shelf := &memoryShelf{}
	replicas := []*instance{start(t, func(c *Config) { c.Shelf = shelf }), start(t, func(c *Config) { c.Shelf = shelf })}
	style := func(n int) string { return fmt.Sprintf("/assets/page-%08x.css", n) }
	for n, i := range replicas {
		writeFile(t, i.dir, style(n)[1:], fmt.Sprintf("/* %d */", n))
		if err := i.Reload(); err != nil {
			t.Fatal(err)
		}
	}
	for _, i := range replicas {
		for n := range 2 {
			w := i.do("GET", style(n), "", "Accept-Encoding: identity")
			if w.Code != 200 || w.Body.String() != fmt.Sprintf("/* %d */", n) || w.Header().Get("Cache-Control") != forever ||
				!strings.HasPrefix(w.Header().Get("Content-Type"), "text/css") {
				t.Errorf("style %d is %d %v\n%s", n, w.Code, w.Header(), w.Body)
			}
		}
		for _, never := range []string{style(7), "/assets/page.css", "/zh/never/"} {
			if w := i.do("GET", never, ""); w.Code != 404 {
				t.Errorf("%s is %d", never, w.Code)
			}
		}
	}
	shelf.away = true
	if w := replicas[0].do("GET", style(1), ""); w.Code != 404 {
		t.Errorf("without the shelf the other's style is %d", w.Code)
	}
	if w := replicas[0].do("GET", style(0), ""); w.Code != 200 {
		t.Errorf("without the shelf its own style is %d", w.Code)
	}
}

// What is on the shelf stays there as long as somebody serves it, and comes
// there once the shelf is back.
func TestTheShelfIsFilledAgain(t *testing.T) {
	shelf := &memoryShelf{away: true}
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	i := start(t, func(c *Config) { c.Shelf, c.Now = shelf, func() time.Time { return now } })
	for _, tt := range []struct {
		after time.Duration
		back  bool
		puts  int
	}{{0, false, 1}, {time.Second, false, 1}, {shelfRetry, false, 2}, {shelfRetry, true, 3}, {10 * time.Second, true, 3}, {shelfRefresh, true, 4}} {
		now, shelf.away = now.Add(tt.after), !tt.back
		i.poll()
		if shelf.puts != tt.puts {
			t.Errorf("%s later it was put there %d times, want %d", tt.after, shelf.puts, tt.puts)
		}
	}
	if len(shelf.files) == 0 {
		t.Error("nothing came there")
	}
}
