package markdown

import "shebao/generator/typeset"

// say appends what has been added to the text since a place in it to the HTML.
func (p *page) say(from int) { p.inItsLanguage(from, p.sayOwn) }

// sayCode is say for code, which is shown as it is.
func (p *page) sayCode(from int) {
	p.inItsLanguage(from, func(from, to int) { p.html = escape(p.html, p.text[from:to]) })
}

// inItsLanguage has the text be said from a place on, in parts: in a page of another
// language Chinese is marked as such.
func (p *page) inItsLanguage(from int, say func(from, to int)) {
	for p.ctx.Lang != "zh" {
		start, end := typeset.Chinese(p.text[from:])
		if end == 0 {
			break
		}
		say(from, from+start)
		p.html = append(p.html, `<span lang="zh-Hans">`...)
		say(from+start, from+end)
		p.html = append(p.html, "</span>"...)
		from += end
	}
	say(from, len(p.text))
}

// sayOwn appends a part of the text, in one language, to the HTML with what lines
// had better not part: numbers and what they count, and the numbers of articles of
// law.
func (p *page) sayOwn(from, to int) {
	text := p.text[:to]
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
			p.html = append(p.html, typeset.MayBreak...)
		}
		p.html = escape(p.html, []byte(typeset.Hold(phrase)))
	}
}
