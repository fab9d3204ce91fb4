package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"shebao/server/limit"
)

// Votes counts what readers think of pages. It learns of no reader.
type Votes interface {
	Count(page string, useful bool)
}

// Questions takes what found nothing. asker tells one asker from another and is
// not to be kept.
type Questions interface {
	Note(lang, text, asker string)
}

// The fields of feedback, as form and API call them.
const (
	fieldPage   = "page"
	fieldUseful = "useful"
)

// thanksID is the place on a page to which its form returns.
const thanksID = "feedback-thanks"

const formType = "application/x-www-form-urlencoded"

// newFeedbackLimit lets an address speak about ten pages a minute.
func newFeedbackLimit(s *Server) *limit.Rate {
	return limit.NewRate(limit.RateOptions{PerMinute: 10, Burst: 10, Now: s.now})
}

// feedbackAPI answers POST /api/v1/feedback: one more in a count. A form is led
// back to the page that it names, which is one of this site or refused.
func (s *Server) feedbackAPI(c echo.Context, b *build) error {
	if s.config.Votes == nil {
		return errNotFound
	}
	if crossSite(c.Request(), false) {
		return &failure{status: http.StatusForbidden, kind: "cross_site"}
	}
	page, useful, isForm, err := readFeedback(c)
	if err != nil {
		return err
	}
	var faults []fieldError
	if f := b.files[page]; f == nil || !strings.HasSuffix(f.name, "/index.html") {
		faults = append(faults, fieldError{fieldPage, "unknown", "page must be the path of a page of this site, such as /en/guides/reissue/."})
	}
	if useful != "yes" && useful != "no" {
		faults = append(faults, fieldError{fieldUseful, "unknown", "useful must be yes or no."})
	}
	if len(faults) > 0 {
		return parameterFailure(faults...)
	}
	wait, err := s.feedback.Allow(untilAnswered(c), limit.Network(clientAddress(c)))
	if err != nil {
		s.log.Error("the limit of feedback cannot be asked", "error", err)
	}
	if wait > 0 {
		s.metrics.limited.WithLabelValues("feedback").Inc()
		return &failure{status: http.StatusTooManyRequests, kind: "limited", retryAfter: wait}
	}
	s.config.Votes.Count(page, useful == "yes")
	if isForm {
		return redirect(c, http.StatusSeeOther, page+"#"+thanksID)
	}
	return c.NoContent(http.StatusNoContent)
}

// readFeedback reads what is posted, by a form or as JSON.
func readFeedback(c echo.Context) (page, useful string, isForm bool, err error) {
	mediaType := "application/json"
	if got, _, err := mime.ParseMediaType(c.Request().Header.Get("Content-Type")); err == nil && got == formType {
		mediaType, isForm = formType, true
	}
	body, err := readBody(c, mediaType)
	if err != nil {
		if c.Response().Header().Get("Accept") != "" {
			c.Response().Header().Set("Accept", "application/json, "+formType)
		}
		return "", "", isForm, err
	}
	var fields map[string]string
	if isForm {
		fields, err = formFields(body)
	} else {
		fields, err = jsonFields(body)
	}
	return fields[fieldPage], fields[fieldUseful], isForm, err
}

// formFields reads the fields of feedback from a form. Others are ignored.
func formFields(body []byte) (map[string]string, error) {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, bodyFailure("body", "syntax", "The body is no proper form.")
	}
	fields := map[string]string{}
	for _, name := range []string{fieldPage, fieldUseful} {
		if len(values[name]) > 1 {
			return nil, bodyFailure(name, "repeated", name+" may be given once.")
		}
		fields[name] = values.Get(name)
		if !utf8.ValidString(fields[name]) {
			return nil, bodyFailure(name, "encoding", name+" must be UTF-8.")
		}
	}
	return fields, nil
}

// jsonFields reads them from one JSON object. Other members are ignored.
func jsonFields(body []byte) (map[string]string, error) {
	var members map[string]json.RawMessage
	d := json.NewDecoder(bytes.NewReader(body))
	err := d.Decode(&members)
	if _, more := d.Token(); err != nil || members == nil || !errors.Is(more, io.EOF) {
		return nil, bodyFailure("body", "syntax", "The body must be one JSON object.")
	}
	fields := map[string]string{}
	for _, name := range []string{fieldPage, fieldUseful} {
		var text string
		if raw, ok := members[name]; ok && (raw[0] != '"' || json.Unmarshal(raw, &text) != nil) {
			return nil, bodyFailure(name, "type", name+" must be a string.")
		}
		fields[name] = text
	}
	return fields, nil
}

// noteUnanswered counts a question that found nothing, for the editors.
func (s *Server) noteUnanswered(c echo.Context, found searched, err error) {
	if err != nil || found.number || found.result.Total > 0 || s.config.Unanswered == nil {
		return
	}
	s.config.Unanswered.Note(found.query.Lang, found.query.Text, limit.Network(clientAddress(c)))
}
