package server

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
)

// formatETag makes a strong ETag of a SHA-256.
func formatETag(hash []byte) string {
	return `"` + base64.RawURLEncoding.EncodeToString(hash[:15]) + `"`
}

// unchanged tells whether the client has these very bytes already.
func unchanged(r *http.Request, etag string) bool {
	header := r.Header["If-None-Match"]
	return header != nil && matches(header, etag, true)
}

// matches tells whether an If-Match or If-None-Match header names etag. Weak
// tags count only where weak is set (RFC 9110, 13.1.1 and 13.1.2).
func matches(header []string, etag string, weak bool) bool {
	for _, line := range header {
		for line != "" {
			var tag string
			tag, line, _ = strings.Cut(line, ",")
			tag = strings.TrimSpace(tag)
			if weak {
				tag = strings.TrimPrefix(tag, "W/")
			}
			if tag == etag || tag == "*" {
				return true
			}
		}
	}
	return false
}

// What a Range header means for a file.
const (
	rangeIgnored = iota // none, several, or no range that HTTP knows: all is sent
	rangeInside
	rangeOutside // nothing of the file is in it: 416
)

// rangeKind judges a Range header (RFC 9110, 14.2) for a file of size bytes.
// A server may ignore any Range; several ranges at once serve nobody here.
func rangeKind(header string, size int64) int {
	spec, ok := strings.CutPrefix(header, "bytes=")
	if !ok || size == 0 {
		return rangeIgnored
	}
	first, last, ok := strings.Cut(strings.TrimSpace(spec), "-")
	if !ok || first == "" && last == "" || !isDigits(first) || !isDigits(last) {
		return rangeIgnored
	}
	from, errFrom := strconv.ParseInt(first, 10, 64)
	to, errTo := strconv.ParseInt(last, 10, 64)
	switch {
	case first == "":
		if errTo == nil && to == 0 {
			return rangeOutside // the last zero bytes
		}
		if errTo != nil {
			return rangeIgnored
		}
		return rangeInside
	case errFrom != nil, from >= size:
		return rangeOutside
	case last != "" && (errTo != nil || to < from):
		return rangeIgnored
	}
	return rangeInside
}

func isDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}
