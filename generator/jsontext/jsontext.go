// Package jsontext writes JSON piece by piece into bytes, as encoding/json would
// write it: for what there is one of for every page, where looking at each type
// anew takes longer than all the rest.
//
//	b = append(b, `{"title":`...)
//	b = append(jsontext.AppendString(b, title), '}')
package jsontext

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// AppendString appends a text as encoding/json writes it with SetEscapeHTML(false).
// Most of a record is text in which few characters need anything done; looking
// for those is several times faster than encoding one by one.
func AppendString(b []byte, s string) []byte { return appendQuoted(b, s, &jsonSpecial) }

// AppendScriptString is AppendString for JSON that stands in a page: <, > and & are
// escaped, so that the text cannot end the script element it stands in.
func AppendScriptString(b []byte, s string) []byte { return appendQuoted(b, s, &scriptSpecial) }

var jsonSpecial, scriptSpecial = special(""), special("<>&")

// special marks the bytes at which a text is not copied as it is: what JSON
// escapes, and the first byte of U+2028 and U+2029, which end a line in scripts.
func special(others string) (table [256]bool) {
	for c := range 0x20 {
		table[c] = true
	}
	for _, c := range []byte("\"\\\xe2" + others) {
		table[c] = true
	}
	return table
}

func appendQuoted(b []byte, s string, special *[256]bool) []byte {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\ufffd") // of bad bytes in a row, one mark stays
	}
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !special[c] {
			continue
		}
		var escape string
		switch {
		case c == 0xe2:
			if rest := s[i:]; strings.HasPrefix(rest, "\u2028") {
				escape = `\u2028`
			} else if strings.HasPrefix(rest, "\u2029") {
				escape = `\u2029`
			} else {
				continue
			}
		case c == '"':
			escape = `\"`
		case c == '\\':
			escape = `\\`
		case c == '\n':
			escape = `\n`
		default:
			b = append(b, s[start:i]...)
			quoted, _ := json.Marshal(s[i : i+1]) // a text cannot fail
			b = append(b, quoted[1:len(quoted)-1]...)
			start = i + 1
			continue
		}
		b = append(b, s[start:i]...)
		b = append(b, escape...)
		start = i + 1
		if c == 0xe2 {
			start = i + 3
		}
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}

// AppendList appends a list by what appends one of it.
func AppendList[T any](b []byte, list []T, one func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = one(b, v)
	}
	return append(b, ']')
}
