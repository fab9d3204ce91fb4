package check

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"regexp"

	"shebao/generator/guide"
	"shebao/generator/markdown"
)

// Parts of a page that are no headings. Ids begin with a small letter.
const (
	frontPart   = "Front-matter" // title, summary, questions, sources
	openingPart = "Opening"      // the text before the first heading
)

// part is one piece of a page and the fingerprint of its text.
type part struct{ name, sum string }

// parts takes the fingerprints of a guide's front matter and sections. What a
// routine review changes, its dates, does not count.
func parts(g *guide.Guide, headings []markdown.Heading) []part {
	list := []part{{frontPart, fingerprint(frontText(g.Front))}}
	var top []markdown.Heading // a section includes those below it of level 3 and deeper
	for _, h := range headings {
		if h.Level <= 2 || len(top) == 0 {
			top = append(top, h)
		}
	}
	for i, piece := range bodyLines(g.Body, top) {
		name := openingPart
		if i > 0 && i <= len(top) {
			name = top[i-1].ID
		}
		if len(bytes.TrimSpace(piece)) > 0 {
			list = append(list, part{name, fingerprint(piece)})
		}
	}
	return list
}

var accessed = regexp.MustCompile(`accessed:\s*\S+`)

// frontText is what the front matter says to readers.
func frontText(front []byte) []byte {
	var b bytes.Buffer
	keep := false
	for line := range bytes.Lines(front) {
		if len(line) > 0 && line[0] != ' ' && line[0] != '-' && line[0] != '\t' {
			key, _, _ := bytes.Cut(line, []byte(":"))
			switch string(key) {
			case "title", "summary", "questions", "sources", "related":
				keep = true
			default:
				keep = false
			}
		}
		if keep {
			b.Write(accessed.ReplaceAll(line, nil))
		}
	}
	return b.Bytes()
}

// fingerprint names a text. Spaces at the ends of lines and empty lines around
// it make no difference. 48 bits are enough to notice a change.
func fingerprint(text []byte) string {
	h := sha256.New()
	for line := range bytes.Lines(bytes.TrimSpace(text)) {
		h.Write(bytes.TrimRight(line, " \t\n"))
		h.Write([]byte{'\n'})
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// bodyLines cuts a guide's text at the lines on which its headings stand.
func bodyLines(body []byte, headings []markdown.Heading) [][]byte {
	var pieces [][]byte
	from, line := 0, 1
	next := 0
	for at := 0; at < len(body) && next < len(headings); line++ {
		if line == headings[next].Line {
			pieces = append(pieces, body[from:at])
			from = at
			for next < len(headings) && headings[next].Line == line {
				next++
			}
		}
		end := bytes.IndexByte(body[at:], '\n')
		if end < 0 {
			break
		}
		at += end + 1
	}
	return append(pieces, body[from:])
}

// called is what an editor calls a part.
func called(name string) string {
	switch name {
	case frontPart:
		return "the front matter"
	case openingPart:
		return "the opening"
	}
	return "#" + name
}
