package server

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
)

// routes lists every address that is answered. HEAD goes where GET goes,
// OPTIONS is answered everywhere; a path without methods does not exist.
func (s *Server) routes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{path: "/", methods: methods{get: s.chooseLanguage}},
		{path: "/:lang/search", methods: methods{get: s.completeSearch}},
		{path: "/:lang/search/", methods: methods{get: s.searchPage}},
		{path: "/:lang/status/", methods: methods{get: s.statusForm, post: s.statusAnswer}},
		{path: "/:lang/api/", methods: methods{get: s.referencePage}},
		{path: "/:lang/problems/:kind", methods: methods{get: s.problemPageIn}},
		{path: "/problems/:kind", methods: methods{get: s.problemPage}},

		{path: "/api/v1/search", methods: methods{get: s.searchAPI}, open: true},
		{path: "/api/v1/suggest", methods: methods{get: s.suggestAPI}, open: true},
		{path: "/api/v1/guides", methods: methods{get: s.guidesAPI}, open: true},
		{path: "/api/v1/guides/:lang/*", methods: methods{get: s.guideAPI}, open: true},
		{path: "/api/v1/card-status", methods: methods{post: s.statusAPI}},
		{path: "/api/v1/feedback", methods: methods{post: s.feedbackAPI}},
		{path: "/api/openapi.json", methods: methods{get: s.openapi}, open: true},
		{path: "/api/schema/:name", methods: methods{get: s.schema}, open: true},
		{path: "/api"},
		{path: "/api/*"},

		{path: "/healthz", methods: methods{get: s.health}},
		{path: "/readyz", methods: methods{get: s.ready}},

		{path: "/*", methods: methods{get: s.page}},
	}
}

// route is a path pattern and what it answers.
type route struct {
	path    string
	methods methods
	open    bool // to scripts on pages of other sites
}

type methods map[string]handler

// buildHeader says which build an answer comes from: behind a load balancer,
// different replicas may serve different ones for a moment.
const buildHeader = "X-Build"

// handler answers a request from one build, which is held until it returns.
type handler func(c echo.Context, b *build) error

// dispatch answers requests for a route by their method.
func (s *Server) dispatch(r route) echo.HandlerFunc {
	allow := r.methods.allow()
	return func(c echo.Context) error {
		method := c.Request().Method
		h := r.methods[method]
		if r.open {
			s.openToOthers(c)
		}
		switch {
		case h != nil:
		case len(r.methods) == 0:
			return errNotFound
		case method == http.MethodHead && r.methods[http.MethodGet] != nil:
			h = r.methods[http.MethodGet]
		case method == http.MethodOptions:
			c.Response().Header().Set("Allow", allow)
			if r.open {
				s.preflight(c)
			}
			return c.NoContent(http.StatusNoContent)
		default:
			c.Response().Header().Set("Allow", allow)
			return errMethod
		}
		b := s.acquire()
		if b == nil {
			return errClosed
		}
		defer b.leave()
		c.Response().Header()[buildHeader] = b.name
		return h(c, b)
	}
}

// allow is the value of the Allow header: "GET, HEAD, OPTIONS".
func (m methods) allow() string {
	names := []string{http.MethodOptions}
	for name := range m {
		names = append(names, name)
		if name == http.MethodGet {
			names = append(names, http.MethodHead)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
