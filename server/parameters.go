package server

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
)

// parameters reads the query of a URL and collects everything that is wrong
// with it, so that a client hears of it all at once. No value is ever repeated.
type parameters struct {
	values url.Values
	faults []fieldError
}

func readParameters(r *http.Request) *parameters {
	values, err := url.ParseQuery(r.URL.RawQuery)
	p := &parameters{values: values}
	if err != nil {
		p.fault("query", "syntax", "The query of the address is not properly escaped.")
	}
	return p
}

func (p *parameters) fault(field, reason, detail string) {
	p.faults = append(p.faults, fieldError{field, reason, detail})
}

// failure is what was wrong, or nil.
func (p *parameters) failure() error {
	if len(p.faults) == 0 {
		return nil
	}
	return parameterFailure(p.faults...)
}

func parameterFailure(faults ...fieldError) error {
	return &failure{status: http.StatusBadRequest, kind: "bad_parameter", fields: faults}
}

// value is a parameter without the space around it. given is false where it
// is left out or cannot be read.
func (p *parameters) value(name string) (value string, given bool) {
	values := p.values[name]
	switch {
	case len(values) == 0:
		return "", false
	case len(values) > 1:
		p.fault(name, "repeated", name+" may be given once.")
		return "", false
	case !utf8.ValidString(values[0]):
		p.fault(name, "encoding", name+" must be UTF-8.")
		return "", false
	}
	return strings.TrimSpace(values[0]), true
}

// text is a parameter that may be left out.
func (p *parameters) text(name string) string {
	value, _ := p.value(name)
	return value
}

// required is a parameter that may not.
func (p *parameters) required(name string) string {
	value, given := p.value(name)
	if value == "" && (given || len(p.values[name]) == 0) {
		p.fault(name, "missing", name+" is required.")
	}
	return value
}

// number is a parameter that is a whole number in a range.
func (p *parameters) number(name string, byDefault, low, high int) int {
	text, given := p.value(name)
	if !given {
		return byDefault
	}
	n, err := strconv.Atoi(text)
	switch {
	case errors.Is(err, strconv.ErrSyntax):
		p.fault(name, "not_a_number", name+" must be a whole number.")
		return byDefault
	case err != nil, n < low, n > high:
		p.fault(name, "out_of_range", fmt.Sprintf("%s must be from %d to %d.", name, low, high))
		return byDefault
	}
	return n
}

// lang is the language asked for, by parameter or else by Accept-Language.
func (p *parameters) lang(c echo.Context, b *build) string {
	lang, given := p.value("lang")
	if !given {
		return preferredLanguage(c, b)
	}
	if !b.hasLanguage(lang) {
		p.fault("lang", "unknown", "lang must be one of "+strings.Join(b.site.Languages, ", ")+".")
	}
	return lang
}
