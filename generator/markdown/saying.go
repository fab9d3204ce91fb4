package markdown

import "shebao/generator/typeset"

// say appends what has been added to the text since a place in it to the HTML,
// with what lines had better not part: numbers and what they count, and the
// numbers of articles of law.
func (p *page) say(from int) {
	text := p.text
	for at := from; at < len(text); at++ {
		switch c := text[at]; {
		case c == ' ' && typeset.Holds(text, at):
			p.html = append(escape(p.html, text[from:at]), "\u00a0"...)
			from = at + 1
		case c == "第"[0]:
			if n := typeset.Article(text[at:]); n > 0 && !p.inHeading { // a heading's words are whole anyway
				p.html = append(escape(p.html, text[from:at]), `<span class="whole">`...)
				p.html = append(append(p.html, text[at:at+n]...), "</span>"...)
				from = at + n
				at = from - 1
			}
		}
	}
	p.html = escape(p.html, text[from:])
}

// sayPhrases is say for a heading in Chinese, with the places where its lines may
// break; a style sheet keeps it whole elsewhere.
func (p *page) sayPhrases(from int) {
	for i, phrase := range typeset.Phrases(string(p.text[from:])) {
		if i > 0 {
			p.html = append(p.html, "<wbr>"...)
		}
		p.html = escape(p.html, []byte(typeset.Hold(phrase)))
	}
}
