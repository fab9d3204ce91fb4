package server

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// statusAPI answers POST /api/v1/card-status.
func (s *Server) statusAPI(c echo.Context, b *build) error {
	delete(c.Response().Header(), requestIDHeader)
	n, err := readNumbers(c, "application/json", parseJSON)
	p := readParameters(c.Request())
	lang := p.lang(c, b)
	if wrong := p.failure(); wrong != nil {
		if err == nil || asFailure(err).kind == "bad_number" {
			return wrong // there are no words about a number in a language that is none
		}
		return err
	}
	if err != nil {
		return inLanguage(lang, s.everyNumberFault(lang, n, err))
	}
	v, err := s.lookUp(c, b, lang, n)
	if err != nil {
		return inLanguage(lang, err)
	}
	answer := statusResult{
		Status:    v.Status,
		Label:     v.Label,
		Meaning:   v.Meaning,
		ChangedAt: v.ChangedAt,
		Timeline:  make([]timelineResult, len(v.Timeline)),
		NextStep:  nextStep{v.NextText, v.NextURL},
		Ahead:     v.Ahead,
		Deadline:  v.Deadline,
		DataAsOf:  v.DataAsOf,
	}
	if v.BankURL != "" {
		answer.BankStep = &nextStep{v.BankText, v.BankURL}
	}
	for i, e := range v.Timeline {
		answer.Timeline[i] = timelineResult{e.Status, e.Label, e.ChangedAt}
	}
	return s.sendJSON(c, http.StatusOK, "application/json", answer)
}

// statusResult is the API's answer to a lookup.
type statusResult struct {
	Status    string           `json:"status"`
	Label     string           `json:"label"`
	Meaning   string           `json:"meaning"`
	ChangedAt string           `json:"changed_at"` // RFC 3339 or YYYY-MM-DD
	Timeline  []timelineResult `json:"timeline"`   // oldest first
	NextStep  nextStep         `json:"next_step"`
	BankStep  *nextStep        `json:"bank_step,omitempty"`
	Ahead     string           `json:"ahead,omitempty"`
	Deadline  string           `json:"deadline,omitempty"` // YYYY-MM-DD, the last day in time
	DataAsOf  string           `json:"data_as_of"`         // RFC 3339
}

type timelineResult struct {
	Status    string `json:"status"`
	Label     string `json:"label"`
	ChangedAt string `json:"changed_at"`
}

type nextStep struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}
