package guide

import (
	"bytes"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// plainFrontMatter reads front matter that uses the plainest of YAML, as most of
// it does: one key a line, texts that need no quotes or stand in quotes without
// escapes, lists of such texts. ok is false for everything else, right or wrong,
// which the YAML parser reads then; what is read here comes out as it would from
// there, without a fault or a warning. The parser takes fifty times as long.
func plainFrontMatter(src []byte) (fm FrontMatter, ok bool) {
	p := plainReader{rest: src}
	if !p.isPlain() {
		return fm, false
	}
	seen := map[string]bool{}
	for len(p.rest) > 0 {
		key, value, found := strings.Cut(p.line(), ":")
		if !found || seen[key] {
			return fm, false
		}
		seen[key] = true
		value, ok := spaced(value)
		if !ok || !p.entry(&fm, key, value) {
			return fm, false
		}
	}
	return fm, fm.Title != ""
}

// plainReader reads lines.
type plainReader struct{ rest []byte }

func (p *plainReader) line() string {
	line, rest, _ := bytes.Cut(p.rest, []byte("\n"))
	p.rest = rest
	return string(line)
}

// isPlain tells whether the text has neither characters that YAML or package
// guide treats in its own way nor facts.
func (p *plainReader) isPlain() bool {
	if bytes.Contains(p.rest, []byte("fact:")) || !utf8.Valid(p.rest) {
		return false
	}
	for i, c := range p.rest {
		switch {
		case c < ' ' && c != '\n', c == 0x7f, c == '\\':
			return false
		case c == 0xc2 && p.rest[i+1] <= 0xa0: // control characters, the space that does not break
			return false
		case c == 0xe1: // among others, rare spaces
			return false
		case c == 0xe2 || c == 0xe3:
			if r, _ := utf8.DecodeRune(p.rest[i:]); unicode.IsSpace(r) {
				return false
			}
		case c == 0xef && p.rest[i+1] == 0xbb, c == 0xef && p.rest[i+1] == 0xbf: // the byte order mark, specials
			return false
		}
	}
	return true
}

// entry reads the value of a key, of which the first line stands behind it.
func (p *plainReader) entry(fm *FrontMatter, key, value string) (ok bool) {
	switch key {
	case "title":
		fm.Title, ok = scalar(value, "")
	case "summary":
		fm.Summary, ok = scalar(value, "")
	case "questions":
		fm.Questions, ok = p.list(value)
	case "related":
		fm.Related, ok = p.list(value)
	case "reviewed":
		fm.Reviewed, ok = plainDate(value)
	case "review_by":
		fm.ReviewBy, ok = plainDate(value)
	case "order":
		fm.Order, ok = plainInteger(value)
	case "draft":
		fm.Draft, ok = value == "true", value == "true" || value == "false"
	}
	return ok
}

// list reads [a, b] or, below the key, lines that begin with a hyphen.
func (p *plainReader) list(value string) (all []string, ok bool) {
	if value != "" {
		inner, opened := strings.CutPrefix(value, "[")
		inner, closed := strings.CutSuffix(inner, "]")
		if !opened || !closed {
			return nil, false
		}
		for item := range strings.SplitSeq(inner, ",") {
			text, ok := scalar(strings.Trim(item, " "), "[]{}")
			if !ok || strings.ContainsAny(item, `"'`) { // a comma may stand in quotes
				return nil, false
			}
			all = append(all, text)
		}
		return all, true
	}
	indent := ""
	for _, with := range []string{"- ", "  - "} {
		if bytes.HasPrefix(p.rest, []byte(with)) {
			indent = with
		}
	}
	if indent == "" {
		return nil, false
	}
	for bytes.HasPrefix(p.rest, []byte(indent)) {
		text, ok := scalar(strings.Trim(p.line()[len(indent):], " "), "")
		if !ok {
			return nil, false
		}
		all = append(all, text)
	}
	return all, true
}

// spaced takes the space off that has to stand between a key and its value.
func spaced(value string) (string, bool) {
	return strings.Trim(value, " "), value == "" || value[0] == ' '
}

// scalar reads a text on one line. Those that YAML would take for something else
// are left to it: numbers, true and null, texts that begin with a mark.
func scalar(s, forbidden string) (string, bool) {
	if s == "" {
		return "", false
	}
	if q := s[0]; q == '"' || q == '\'' {
		inner, closed := strings.CutSuffix(s[1:], string(q))
		if !closed || strings.IndexByte(inner, q) >= 0 || strings.Trim(inner, " ") == "" {
			return "", false
		}
		return strings.Trim(inner, " "), true
	}
	if c := s[0]; !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0xc3) {
		return "", false
	}
	if strings.Contains(s, ": ") || strings.Contains(s, " #") || strings.HasSuffix(s, ":") || strings.ContainsAny(s, forbidden) {
		return "", false
	}
	switch strings.ToLower(s) {
	case "null", "true", "false", "yes", "no", "on", "off", "y", "n":
		return "", false
	}
	return s, true
}

func plainDate(s string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, s)
	return t, err == nil && t.Year() >= 1
}

func plainInteger(s string) (int, bool) {
	n, err := strconv.ParseInt(s, 10, 32)
	return int(n), err == nil && s == strconv.FormatInt(n, 10) && n >= 0
}
