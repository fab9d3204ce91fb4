package server

import (
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

// text is a parameter given at most once, without the space around it.
func (p *parameters) text(name string) string {
	values := p.values[name]
	switch {
	case len(values) == 0:
		return ""
	case len(values) > 1:
		p.fault(name, "repeated", name+" may be given once.")
		return ""
	case !utf8.ValidString(values[0]):
		p.fault(name, "encoding", name+" must be UTF-8.")
		return ""
	}
	return strings.TrimSpace(values[0])
}

// require reports an empty parameter, unless something else is wrong with it.
func (p *parameters) require(name, value string) {
	for _, f := range p.faults {
		if f.Field == name {
			return
		}
	}
	if value == "" {
		p.fault(name, "missing", name+" is required.")
	}
}

// number is a parameter that is a whole number in a range.
func (p *parameters) number(name string, byDefault, low, high int) int {
	text := p.text(name)
	if _, given := p.values[name]; !given || text == "" && len(p.faults) > 0 && p.faults[len(p.faults)-1].Field == name {
		return byDefault
	}
	n, err := strconv.Atoi(text)
	switch {
	case err != nil && !(isDigits(strings.TrimPrefix(text, "-")) && text != "" && text != "-"):
		p.fault(name, "not_a_number", name+" must be a whole number.")
	case err != nil, n < low, n > high:
		p.fault(name, "out_of_range", fmt.Sprintf("%s must be from %d to %d.", name, low, high))
	default:
		return n
	}
	return byDefault
}

// lang is the language asked for, by parameter or else by Accept-Language.
func (p *parameters) lang(c echo.Context, b *build) string {
	if _, given := p.values["lang"]; !given {
		return preferredLanguage(c, b)
	}
	lang := p.text("lang")
	if len(p.values["lang"]) == 1 && !b.hasLanguage(lang) {
		p.fault("lang", "unknown", "lang must be one of "+strings.Join(b.site.Languages, ", ")+".")
	}
	return lang
}
