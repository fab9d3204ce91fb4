package server

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
)

// numbers are the two fields of a lookup, as typed, or in their place an answer
// that is to be told again.
type numbers struct{ id, card, told string }

// The fields, as form and API call them.
const (
	fieldID   = "id_number"
	fieldCard = "card_number"
)

// parseForm reads the two numbers from a form. Other fields are ignored.
func parseForm(body []byte) (numbers, error) {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return numbers{}, bodyFailure("body", "syntax", "The body is no proper form.")
	}
	for _, name := range []string{fieldID, fieldCard, fieldTold} {
		switch v := values[name]; {
		case len(v) > 1:
			return numbers{}, bodyFailure(name, "repeated", name+" may be given once.")
		case !utf8.ValidString(values.Get(name)):
			return numbers{}, bodyFailure(name, "encoding", name+" must be UTF-8.")
		}
	}
	return numbers{values.Get(fieldID), values.Get(fieldCard), values.Get(fieldTold)}, nil
}

// parseJSON reads the two numbers from a JSON object (RFC 8259). Other members
// are ignored, whatever their value; a member given twice, a value of another
// type and anything behind the object are refused. encoding/json's own errors
// quote what they met and are therefore dropped.
//
// encoding/json judges the text as a whole. Then its members are only to be
// parted, which is done here: a decoder would keep every part of it, which is
// more than all the rest of a lookup.
func parseJSON(body []byte) (numbers, error) {
	var n numbers
	rest := bytes.TrimLeft(body, jsonSpace)
	if !json.Valid(body) || rest[0] != '{' {
		return n, bodyFailure("body", "syntax", "The body must be one JSON object.")
	}
	var seenID, seenCard bool
	var faults []fieldError
	for rest = rest[1:]; ; {
		var name, value []byte
		if name, rest = nextJSON(rest); name == nil {
			break
		}
		value, rest = nextJSON(rest)
		field, into, seen := fieldID, &n.id, &seenID
		switch text, _ := jsonText(name); text {
		case fieldID:
		case fieldCard:
			field, into, seen = fieldCard, &n.card, &seenCard
		default:
			continue
		}
		if *seen {
			return n, bodyFailure(field, "repeated", field+" may be given once.")
		}
		*seen = true
		text, ok := jsonText(value)
		if !ok {
			faults = append(faults, fieldError{Field: field, Reason: "type"}) // the words come with the language
		}
		*into = text
	}
	if faults != nil {
		return n, &failure{status: http.StatusUnprocessableEntity, kind: "bad_number", fields: faults}
	}
	return n, nil
}

const jsonSpace = " \t\r\n"

// nextJSON takes the next name or value off the inside of a JSON object, which
// has to be valid. At its end the value is nil.
func nextJSON(text []byte) (value, rest []byte) {
	text = bytes.TrimLeft(text, jsonSpace+",:")
	depth, end := 0, 0
	for ; end < len(text); end++ {
		switch text[end] {
		case '"':
			for end++; text[end] != '"'; end++ {
				if text[end] == '\\' {
					end++
				}
			}
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ',', ':', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return text[:end], text[end:]
			}
		}
		if depth < 0 {
			break
		}
	}
	if end == 0 {
		return nil, text
	}
	return text[:end], text[end:]
}

// jsonText is the value of a JSON string; false where the value is none.
func jsonText(value []byte) (string, bool) {
	if value[0] != '"' {
		return "", false
	}
	if inside := value[1 : len(value)-1]; bytes.IndexByte(inside, '\\') < 0 && utf8.Valid(inside) {
		return string(inside), true
	}
	var text string
	err := json.Unmarshal(value, &text)
	return text, err == nil
}

// readNumbers reads what is posted for a lookup.
func readNumbers(c echo.Context, mediaType string, parse func([]byte) (numbers, error)) (numbers, error) {
	r := c.Request()
	switch {
	case hasNumbers(r.URL):
		return numbers{}, &failure{status: http.StatusBadRequest, kind: "number_in_url"}
	case crossSite(r, true): // the status page is one without referrers
		// Another site must not let its visitors use up a family's tries.
		return numbers{}, &failure{status: http.StatusForbidden, kind: "cross_site"}
	}
	body, err := readBody(c, mediaType)
	if err != nil {
		return numbers{}, err
	}
	return parse(body)
}

// hasNumbers tells whether an address has the parameters of a lookup.
func hasNumbers(u *url.URL) bool {
	if u.RawQuery == "" {
		return false
	}
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return strings.Contains(u.RawQuery, "_number")
	}
	for name := range values {
		if name = strings.ToLower(strings.TrimSpace(name)); name == fieldID || name == fieldCard {
			return true
		}
	}
	return false
}
