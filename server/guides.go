package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
)

// guidesPath is where the API has the guides, each at its page's own address
// below.
const guidesPath = "/api/v1/guides"

// guideFile is the name of the record of a guide, beside its page: what the API
// answers.
const guideFile = "index.json"

// maxGuides is the most that a list of them may leave out.
const maxGuides = 1_000_000

// guideList is the API's list of guides.
type guideList struct {
	Build  string       `json:"build"`
	Total  int          `json:"total"`
	Guides []guideEntry `json:"guides"`
}

type guideEntry struct {
	Lang     string `json:"lang"`
	Section  string `json:"section"` // "" directly below the language
	Slug     string `json:"slug"`
	URL      string `json:"url"`
	Title    string `json:"title"`
	Summary  string `json:"summary"`
	Reviewed string `json:"reviewed,omitempty"`
	API      string `json:"api"`
}

// guidesAPI answers GET /api/v1/guides?lang=&limit=&offset=.
func (s *Server) guidesAPI(c echo.Context, b *build) error {
	p := readParameters(c.Request())
	lang := p.text("lang")
	if lang != "" && !b.hasLanguage(lang) {
		p.fault("lang", "unknown", "lang must be one of "+strings.Join(b.site.Languages, ", ")+".")
	}
	limit := p.number("limit", maxLimit, 1, maxLimit)
	offset := p.number("offset", 0, 0, maxGuides)
	if err := p.failure(); err != nil {
		return err
	}
	answer := guideList{Build: b.site.Build, Guides: []guideEntry{}}
	for _, g := range b.site.Guides {
		if lang != "" && g.Lang != lang || b.files[g.URL+guideFile] == nil {
			continue
		}
		if answer.Total >= offset && len(answer.Guides) < limit {
			answer.Guides = append(answer.Guides, guideEntry{
				Lang: g.Lang, Section: g.Section, Slug: g.Slug, URL: g.URL, Title: g.Title, Summary: g.Summary,
				Reviewed: g.Reviewed, API: guidesPath + strings.TrimSuffix(g.URL, "/"),
			})
		}
		answer.Total++
	}
	values := url.Values{}
	if lang != "" {
		values.Set("lang", lang)
	}
	linkPages(c, guidesPath, values, limit, offset, answer.Total)
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(answer); err != nil {
		return err
	}
	return s.sendTagged(c, "application/json", body.Bytes())
}

// guideAPI answers GET /api/v1/guides/<lang>/<section>/<slug>, and without a
// section for a page directly below its language: with the record that the build
// has made of it.
func (s *Server) guideAPI(c echo.Context, b *build) error {
	address, ok := addressOf(c.Request().URL)
	if !ok {
		return errNotFound
	}
	page := strings.TrimPrefix(address, guidesPath) + "/"
	return s.fromBuild(c, b, func(b *build) error {
		f := b.files[page+guideFile]
		if _, isGuide := b.guides[page]; !isGuide || f == nil {
			return errNotFound
		}
		return s.sendFile(c, b, f, http.StatusOK)
	})
}

// sendTagged answers with bytes that a client may keep and ask about again. The
// tag is weak, since the bytes differ by encoding.
func (s *Server) sendTagged(c echo.Context, contentType string, body []byte) error {
	hash := sha256.Sum256(body)
	etag := formatETag(hash[:])
	h := c.Response().Header()
	h.Set("Cache-Control", everyTime)
	if unchanged(c.Request(), etag) {
		return notModified(c, []string{"W/" + etag})
	}
	h["Etag"] = []string{"W/" + etag}
	return s.send(c, http.StatusOK, contentType, body)
}

// linkPages names the next and the previous page of a list (RFC 8288), which
// behind the end is the last that has something. values are the parameters that
// stay the same.
func linkPages(c echo.Context, path string, values url.Values, limit, offset, total int) {
	var links []string
	link := func(relation string, offset int) {
		values.Set("limit", strconv.Itoa(limit))
		values.Set("offset", strconv.Itoa(offset))
		links = append(links, fmt.Sprintf(`<%s?%s>; rel="%s"`, path, values.Encode(), relation))
	}
	if offset > 0 {
		link("prev", max(0, min(offset-limit, (total-1)/limit*limit)))
	}
	if offset+limit < total {
		link("next", offset+limit)
	}
	if links != nil {
		c.Response().Header().Set("Link", strings.Join(links, ", "))
	}
}
