package generator

import (
	"bytes"
	"io/fs"
)

// settingsFile holds the site's settings.
const settingsFile = "site.yaml"

// lineOf finds the line of file on which text first stands, from 1; 0 if it
// stands nowhere. It is used for messages alone.
func (p *plan) lineOf(file, text string) int {
	return p.lineAfter(file, "", text)
}

// lineAfter is lineOf for a text that stands after another one.
func (p *plan) lineAfter(file, first, text string) int {
	body, err := fs.ReadFile(p.content, file)
	if err != nil {
		return 0
	}
	start := bytes.Index(body, []byte(first))
	if start < 0 {
		start = 0
	}
	at := bytes.Index(body[start:], []byte(text))
	if at < 0 {
		return 0
	}
	return 1 + bytes.Count(body[:start+at], []byte("\n"))
}
