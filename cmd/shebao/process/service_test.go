package process

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"
)

func TestTheWatchdogAsksTheHandler(t *testing.T) {
	hang := make(chan struct{})
	defer close(hang)
	for name, tt := range map[string]struct {
		handler http.HandlerFunc
		alive   bool
	}{
		"an answer":      {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") }, true},
		"an error":       {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }, false},
		"a panic":        {func(http.ResponseWriter, *http.Request) { panic("x") }, false},
		"no answer":      {func(http.ResponseWriter, *http.Request) {}, false},
		"one that hangs": {func(http.ResponseWriter, *http.Request) { <-hang }, false},
		"the address asked": {func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(map[bool]int{true: 200, false: 404}[r.URL.Path == "/healthz"])
		}, true},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		if err := (Service{Handler: tt.handler}).alive(ctx); (err == nil) != tt.alive {
			t.Errorf("%s: %v", name, err)
		}
		cancel()
	}
}
