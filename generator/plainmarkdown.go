package generator

import (
	"bytes"
	"strings"

	"shebao/generator/markdown"
	"shebao/generator/theme"
)

// fenceOf is the mark with which a line begins or ends a block of code, "" for
// any other line.
func fenceOf(line string) string {
	text := strings.TrimLeft(line, " ")
	if text == "" || text[0] != '`' && text[0] != '~' || len(line)-len(text) > 3 {
		return ""
	}
	for _, mark := range []string{"```", "~~~"} {
		if strings.HasPrefix(text, mark) {
			return mark
		}
	}
	return ""
}

// appendMarkdown appends a guide as Markdown that stands for itself: with title and
// summary, facts replaced by their values, ids of headings left out, and links
// to other pages as addresses of the site. Blocks of code stay as they are.
func (p *plan) appendMarkdown(out []byte, n *node, body string, text markdown.Rendered) []byte {
	addresses := map[string]string{} // by destination as written
	for _, l := range text.Links {
		if strings.HasPrefix(l.Dest, "#") { // ids are left out: the place is on the page
			l.URL = n.url() + l.Dest
		}
		if l.Dest != "" && l.Dest != l.URL {
			addresses[l.Dest] = theme.Page{Site: p.frame}.Absolute(l.URL)
		}
	}
	value := func(name string) (string, bool) {
		f, ok := p.site.Facts[name]
		return f.Value.In(n.lang), ok
	}
	out = append(append(append(out, "# "...), n.guide.Title...), "\n\n"...)
	if n.guide.Summary != "" {
		out = append(append(out, n.guide.Summary...), "\n\n"...)
	}
	code := ""
	for line := range strings.Lines(strings.TrimLeft(body, "\n")) {
		if f := fenceOf(line); f != "" && (code == "" || code == f) {
			if code == "" {
				code = f
			} else {
				code = ""
			}
		} else if code == "" {
			line = withoutID(line)
			if strings.Contains(line, "]") { // seldom
				line = fillIn(line, value)
				line = redirect(line, addresses)
			}
		}
		out = append(out, line...)
	}
	return append(bytes.TrimRight(out, "\n"), '\n')
}

// withoutID takes the id from the end of a heading: "## Fee {#fee}".
func withoutID(line string) string {
	level := len(line) - len(strings.TrimLeft(line, "#"))
	if level < 1 || level > 6 || !strings.HasPrefix(line[level:], " ") {
		return line
	}
	text, closed := strings.CutSuffix(strings.TrimRight(line, " \t\r\n\f"), "}")
	open := strings.LastIndexAny(text, "{}")
	if !closed || open <= level || text[open] == '}' {
		return line
	}
	return line[:max(level+1, len(strings.TrimRight(text[:open], " \t\r\n\f")))] + "\n"
}

// fillIn puts the values of facts in place of [text](fact:name).
func fillIn(line string, value func(name string) (string, bool)) string {
	const mark = "](fact:"
	for from := 0; ; {
		i := strings.Index(line[from:], mark)
		if i < 0 {
			return line
		}
		i += from
		from = i + len(mark)
		open := strings.LastIndexAny(line[:i], "[]")
		length := strings.IndexAny(line[from:], "() \t\n\f\r")
		if open < 0 || line[open] != '[' || length < 0 || line[from+length] != ')' {
			continue
		}
		v, ok := value(line[from : from+length])
		if length == 0 { // the words are no fact
			v, ok = line[open+1:i], true
		}
		if ok {
			rest := line[from+length+1:]
			line = line[:open] + v + rest
			from = len(line) - len(rest)
		}
	}
}

// redirect replaces the destinations of links: [text](dest), [text](dest "title"),
// [text](<dest>) and [text]: dest.
func redirect(line string, addresses map[string]string) string {
	if len(addresses) == 0 {
		return line
	}
	for from := 0; ; {
		i := strings.IndexByte(line[from:], ']')
		if i < 0 {
			return line
		}
		from += i + 1
		rest := line[from:]
		ends := ""
		switch {
		case strings.HasPrefix(rest, "(<"):
			from, ends = from+2, ">"
		case strings.HasPrefix(rest, "("):
			from, ends = from+1, ") "
		case strings.HasPrefix(rest, ": "):
			from, ends = from+2, "\n"
		default:
			continue
		}
		// A destination may hold brackets itself, though few do.
		for end, tries := from, 0; tries < 4; tries++ {
			next := strings.IndexAny(line[end:], ends)
			if next < 0 {
				break
			}
			end += next
			if address, ok := addresses[line[from:end]]; ok {
				line = line[:from] + address + line[end:]
				from += len(address)
				break
			}
			end++
		}
	}
}
