package server

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"shebao/server/card"
)

// readyTimeout bounds how long the card store may take to say that it is there.
const readyTimeout = time.Second

// health answers GET /healthz: the process is alive.
func (s *Server) health(c echo.Context, b *build) error {
	return s.sendJSON(c, http.StatusOK, "application/json", struct {
		Status string `json:"status"`
	}{"ok"})
}

// ready answers GET /readyz: requests should be sent here. It is 503 once the
// server is told to stop, and while the card store cannot answer. Search may be
// out of order and cards not yet imported: pages are served without them.
//
// With for=pages the card store does not count. Replicas share one, and a load
// balancer that takes out whoever is not ready would take out all of them at
// once, which all could go on serving pages.
func (s *Server) ready(c echo.Context, b *build) error {
	p := readParameters(c.Request())
	purpose, given := p.value("for")
	if given && purpose != "pages" {
		p.fault("for", "unknown", "for must be pages, or left out.")
	}
	if err := p.failure(); err != nil {
		return err
	}
	if s.draining.Load() {
		return &failure{status: http.StatusServiceUnavailable, kind: "unavailable", retryAfter: 10 * time.Second,
			err: errors.New("the server is stopping")}
	}
	cards := s.config.Cards != nil
	if store, ok := s.config.Cards.(readier); ok {
		ctx, cancel := context.WithTimeout(untilAnswered(c), readyTimeout)
		defer cancel()
		err := store.Ready(ctx)
		cards = err == nil
		if !cards && !given && !errors.Is(err, card.ErrNoData) { // a site without cards is a whole site
			return &failure{status: http.StatusServiceUnavailable, kind: "unavailable", retryAfter: 10 * time.Second, err: err}
		}
	}
	return s.sendJSON(c, http.StatusOK, "application/json", struct {
		Status string `json:"status"`
		Build  string `json:"build"`
		Search bool   `json:"search"`
		Cards  bool   `json:"cards"`
	}{"ready", b.site.Build, b.index.Load() != nil, cards})
}
