package server

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// openToOthers lets scripts on pages of other sites read an answer, and an
// error in its place (CORS, https://fetch.spec.whatwg.org/). Only what anybody
// may read without a key is open: what is posted for a lookup is not.
func (s *Server) openToOthers(c echo.Context) {
	h := c.Response().Header()
	for _, f := range s.openFields() {
		h[f.name] = f.value
	}
}

func (s *Server) openFields() [3]field {
	return [...]field{
		{name: "Access-Control-Allow-Origin", value: s.headers.anyOrigin},
		{name: "Access-Control-Expose-Headers", value: s.headers.exposed},
		{name: "Cross-Origin-Resource-Policy", value: s.headers.crossOrigin},
	}
}

// isOpen tells which addresses that is, before there is a route: those of the
// routes that are open.
func isOpen(path string) bool {
	switch path {
	case "/api/v1/search", "/api/v1/suggest", guidesPath, "/api/openapi.json":
		return true
	}
	return strings.HasPrefix(path, guidesPath+"/") || strings.HasPrefix(path, "/api/schema/")
}

// preflight answers a browser that asks before it sends what is no simple
// request, such as one with If-None-Match.
func (s *Server) preflight(c echo.Context) {
	if c.Request().Header.Get("Access-Control-Request-Method") == "" {
		return
	}
	h := c.Response().Header()
	h.Set("Access-Control-Allow-Methods", http.MethodGet+", "+http.MethodHead)
	h.Set("Access-Control-Allow-Headers", "If-None-Match")
	h.Set("Access-Control-Max-Age", "86400")
}
