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
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
)

// maxBody is the most that a body may have, in bytes.
const maxBody = 4 << 10

// refusedBodyTimeout is how long the rest of a refused body is waited for.
const refusedBodyTimeout = 500 * time.Millisecond

// numbers are the two fields of a lookup, as typed.
type numbers struct{ id, card string }

// The fields, as form and API call them.
const (
	fieldID   = "id_number"
	fieldCard = "card_number"
)

// readBody reads a small body of the given media type. What can be refused by
// its header is refused before a client that waits for "100 Continue" is asked
// to send it.
func readBody(c echo.Context, mediaType string) (body []byte, err error) {
	defer func() {
		if err != nil {
			// net/http reads on behind a refusal, in order to keep the
			// connection. A client that is slow to send gets no long wait.
			_ = http.NewResponseController(c.Response()).SetReadDeadline(time.Now().Add(refusedBodyTimeout))
		}
	}()
	r := c.Request()
	if got, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || got != mediaType ||
		len(r.Header["Content-Type"]) != 1 || parameters["charset"] != "" && !strings.EqualFold(parameters["charset"], "utf-8") {
		c.Response().Header().Set("Accept", mediaType)
		return nil, &failure{status: http.StatusUnsupportedMediaType, kind: "media_type"}
	}
	if coding := r.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return nil, &failure{status: http.StatusUnsupportedMediaType, kind: "media_type"}
	}
	tooLarge := &failure{status: http.StatusRequestEntityTooLarge, kind: "too_large"}
	if r.ContentLength > maxBody {
		return nil, tooLarge
	}
	body, err = io.ReadAll(http.MaxBytesReader(c.Response(), r.Body, maxBody))
	var limit *http.MaxBytesError
	switch {
	case errors.As(err, &limit):
		return nil, tooLarge
	case err != nil && isTimeout(err):
		return nil, &failure{status: http.StatusRequestTimeout, kind: "timeout"}
	case err != nil:
		return nil, bodyFailure("body", "incomplete", "The body ends before its end.")
	case !utf8.Valid(body):
		return nil, bodyFailure("body", "encoding", "The body must be UTF-8.")
	}
	return body, nil
}

// bodyFailure says what is wrong with a body, never what is in it.
func bodyFailure(field, reason, detail string) error {
	return &failure{status: http.StatusBadRequest, kind: "bad_body", fields: []fieldError{{field, reason, detail}}}
}

// parseForm reads the two numbers from a form. Other fields are ignored.
func parseForm(body []byte) (numbers, error) {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return numbers{}, bodyFailure("body", "syntax", "The body is no proper form.")
	}
	for _, name := range []string{fieldID, fieldCard} {
		switch v := values[name]; {
		case len(v) > 1:
			return numbers{}, bodyFailure(name, "repeated", name+" may be given once.")
		case !utf8.ValidString(values.Get(name)):
			return numbers{}, bodyFailure(name, "encoding", name+" must be UTF-8.")
		}
	}
	return numbers{values.Get(fieldID), values.Get(fieldCard)}, nil
}

// parseJSON reads the two numbers from a JSON object (RFC 8259). Other members
// are ignored, whatever their value; a member given twice, a value of another
// type and anything behind the object are refused. The decoder's own errors
// quote what they met and are therefore dropped.
func parseJSON(body []byte) (numbers, error) {
	var n numbers
	notObject := func() error { return bodyFailure("body", "syntax", "The body must be one JSON object.") }
	d := json.NewDecoder(bytes.NewReader(body))
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return n, notObject()
	}
	seen := map[string]bool{}
	var faults []fieldError
	for d.More() {
		token, err := d.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			return n, notObject()
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return n, notObject()
		}
		var into *string
		switch name {
		case fieldID:
			into = &n.id
		case fieldCard:
			into = &n.card
		default:
			continue
		}
		switch {
		case seen[name]:
			return n, bodyFailure(name, "repeated", name+" may be given once.")
		case value[0] != '"' || json.Unmarshal(value, into) != nil:
			faults = append(faults, fieldError{Field: name, Reason: "type"}) // the words come with the language
		}
		seen[name] = true
	}
	if _, err := d.Token(); err != nil { // the closing brace
		return n, notObject()
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return n, notObject()
	}
	if faults != nil {
		return n, &failure{status: http.StatusUnprocessableEntity, kind: "bad_number", fields: faults}
	}
	return n, nil
}
