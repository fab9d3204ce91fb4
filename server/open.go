package server

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// openToOthers lets scripts on pages of other sites read an answer, and an
// error in its place (CORS, https://fetch.spec.whatwg.org/). Only what anybody
// may read without a key is open: what is posted for a lookup is not.
func (s *Server) openToOthers(c echo.Context) {
	h := c.Response().Header()
	h["Access-Control-Allow-Origin"] = s.headers.anyOrigin
	h["Access-Control-Expose-Headers"] = s.headers.exposed
	h["Cross-Origin-Resource-Policy"] = s.headers.crossOrigin
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
