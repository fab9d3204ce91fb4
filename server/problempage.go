package server

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"shebao/generator/theme"
)

// problemType is the address of the page about a kind of problem, and its type
// in a problem document.
func problemType(kind string) string {
	return "/problems/" + strings.ReplaceAll(kind, "_", "-")
}

// problemPage answers GET /problems/<kind> in the language that the reader
// prefers.
func (s *Server) problemPage(c echo.Context, b *build) error {
	kind, known := problemKind(c.Param("kind"))
	if !known {
		return s.page(c, b)
	}
	return s.sendProblemPage(c, b, kind, preferredLanguage(c, b))
}

// problemPageIn answers GET /<lang>/problems/<kind>.
func (s *Server) problemPageIn(c echo.Context, b *build) error {
	kind, known := problemKind(c.Param("kind"))
	if lang := c.Param("lang"); known && b.hasLanguage(lang) {
		return s.sendProblemPage(c, b, kind, lang)
	}
	return s.page(c, b)
}

func problemKind(name string) (kind string, known bool) {
	kind = strings.ReplaceAll(name, "-", "_")
	_, known = problems[kind]
	return kind, known && problemType(kind) == "/problems/"+name
}

func (s *Server) sendProblemPage(c echo.Context, b *build, kind, lang string) error {
	page := theme.ProblemPage{Page: s.frame(b, lang, "/"+lang+problemType(kind)), Kind: kind, Name: problems[kind].title, Type: problemType(kind)}
	page.NoIndex, page.Alternates = false, b.alternates(problemType(kind))
	c.Response().Header().Set("Cache-Control", everyTime)
	return s.sendPage(c, b, http.StatusOK, page)
}
