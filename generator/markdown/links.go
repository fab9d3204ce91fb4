package markdown

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// link renders a link, or a fact, or, where the address is at fault, the
// link's words alone.
func (p *page) link(n *ast.Link) {
	if f, name, ok := p.fact(n.Destination); ok {
		p.showFact(f, name)
		return
	}
	if string(n.Destination) == noFact {
		p.inlines(n)
		return
	}
	url, external, ok := p.resolve(n.Destination, n.Pos(), false)
	if p.wordless(n) {
		p.warn("empty-link", n.Pos(), "the link to %s has no words: say in the brackets where it leads", excerpt(n.Destination, 60))
	}
	if !ok {
		p.inlines(n)
		return
	}
	p.openLink(url, external, n.Title)
	p.inLink = true // nothing below is a link too
	p.inlines(n)
	p.inLink = false
	p.html = append(p.html, "</a>"...)
}

// wordless tells a link in which there is nothing to read: nothing to tap, and
// nothing for a screen reader to say. A picture's alternative text is words.
func (p *page) wordless(n *ast.Link) bool {
	p.tmp = p.plain(p.tmp[:0], n)
	return !bytes.ContainsFunc(p.tmp, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) })
}

// autoLink renders <https://example.org> and addresses in running text.
func (p *page) autoLink(n *ast.AutoLink) {
	label := n.Label(p.src)
	dest := n.URL(p.src)
	if n.AutoLinkType == ast.AutoLinkEmail && !bytes.HasPrefix(bytes.ToLower(dest), []byte("mailto:")) {
		dest = append([]byte("mailto:"), dest...)
	}
	if f, name, ok := p.fact(dest); ok {
		p.showFact(f, name)
		return
	}
	var url string
	var external, ok bool
	if !p.inLink {
		url, external, ok = p.resolve(dest, n.Pos(), false)
	}
	if ok {
		p.openLink(url, external, nil)
	}
	p.html = escape(p.html, label)
	p.text = append(p.text, label...)
	if ok {
		p.html = append(p.html, "</a>"...)
	}
}

func (p *page) openLink(url string, external bool, title []byte) {
	p.html = append(p.html, `<a href="`...)
	p.html = escapeAttr(p.html, []byte(url))
	if external {
		p.html = append(p.html, `" rel="noopener`...)
	}
	p.title(title)
	p.html = append(p.html, `">`...)
}

// title continues an open attribute with a title, if there is one.
func (p *page) title(title []byte) {
	if len(title) > 0 {
		p.html = append(p.html, `" title="`...)
		p.tmp = unescape(p.tmp[:0], title)
		p.html = escapeAttr(p.html, p.tmp)
	}
}

// image renders a picture. Its alternative text is part of the section's text.
func (p *page) image(n *ast.Image) {
	from := len(p.text)
	p.text = p.plain(p.text, n)
	alt := p.text[from:]
	if len(bytes.TrimSpace(alt)) == 0 {
		p.warn("missing-alt", n.Pos(), "the picture %s has no alternative text: say in the brackets what it shows", excerpt(n.Destination, 60))
	}
	url, _, ok := p.resolve(n.Destination, n.Pos(), true)
	if !ok {
		p.html = escape(p.html, alt)
		return
	}
	p.html = append(p.html, `<img src="`...)
	p.html = escapeAttr(p.html, []byte(url))
	p.html = append(p.html, `" alt="`...)
	p.html = escapeAttr(p.html, alt)
	p.title(n.Title)
	p.html = append(p.html, `" loading="lazy" decoding="async">`...)
}

// resolve makes the address for the page of a destination as written and notes
// it. A destination that leads nowhere, or that could run something, is a fault.
func (p *page) resolve(written []byte, pos int, image bool) (address string, external, ok bool) {
	dest := strings.TrimSpace(string(unescape(p.tmp[:0], written)))
	scheme, problem := checkAddress(dest, image)
	if problem != "" {
		rule := "bad-address"
		if scheme == "fact" && !image {
			rule = "unknown-fact"
		}
		p.fault(rule, pos, "%s", problem)
		return "", false, false
	}
	switch {
	case scheme != "":
		address = dest
		external = scheme == "http" || scheme == "https"
	case dest[0] == '#':
		if problem := p.checkAnchor(dest); problem != "" {
			p.fault("dead-anchor", pos, "%s", problem)
			return "", false, false
		}
		address = dest
	case p.ctx.Resolve == nil:
		address = dest
	default:
		if address, ok = p.ctx.Resolve(dest); !ok {
			p.fault("dead-link", pos, "%s leads to nothing on this site: correct the link or take it out", excerpt([]byte(dest), 100))
			return "", false, false
		}
	}
	if image && scheme == "" && dest[0] != '/' && dest[0] != '#' {
		p.out.Images = append(p.out.Images, dest)
	}
	address = encode(address)
	line := p.line(pos)
	p.out.Links = append(p.out.Links, Link{Dest: dest, URL: address, Line: line, Column: p.column(line, pos), Image: image})
	return address, external, true
}

// checkAddress tells the scheme of an address, in small letters, and what is
// wrong with it. The browser's own leniency is the measure: it drops control
// characters, takes a backslash for a slash, and reads //host as another site.
func checkAddress(dest string, image bool) (scheme, problem string) {
	shown := excerpt([]byte(dest), 100)
	if dest == "" {
		return "", "a link without an address: write it in the parentheses"
	}
	if !utf8.ValidString(dest) {
		return "", fmt.Sprintf("%q is not UTF-8", shown)
	}
	for _, r := range dest {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' {
			return "", fmt.Sprintf("the address %q holds a control character", shown)
		}
	}
	if len(dest) > 1 && strings.ContainsRune(`/\`, rune(dest[0])) && strings.ContainsRune(`/\`, rune(dest[1])) {
		return "", fmt.Sprintf("%s leads to another site: write https: before it", shown)
	}
	colon := strings.IndexByte(dest, ':')
	if end := strings.IndexAny(dest, `/\?#`); colon < 0 || end >= 0 && end < colon {
		return "", ""
	}
	scheme = strings.ToLower(dest[:colon])
	switch scheme {
	case "http", "https":
		if u, err := url.Parse(dest); err != nil || u.Host == "" {
			return scheme, fmt.Sprintf("%s is no valid web address", shown)
		}
	case "mailto", "tel":
		if image {
			return scheme, fmt.Sprintf("%s is no picture", shown)
		}
	case "fact":
		if image {
			return scheme, fmt.Sprintf("%s is no picture", shown)
		}
		return scheme, fmt.Sprintf("there is no fact %q in facts.yaml", strings.TrimPrefix(shown, "fact:"))
	default:
		return scheme, fmt.Sprintf("%s: only http, https, mailto, tel and fact may stand before the colon of an address", shown)
	}
	return scheme, ""
}

// checkAnchor looks a link inside the page up among the page's own ids.
func (p *page) checkAnchor(dest string) (problem string) {
	id := dest[1:]
	if decoded, err := url.PathUnescape(id); err == nil {
		id = decoded
	}
	if _, known := p.ids[id]; known || id == "" || id == "top" || reserved(id) {
		return ""
	}
	return fmt.Sprintf("%s leads to no heading of this page: write {%[1]s} behind the heading", excerpt([]byte(dest), 100))
}

// encode percent-encodes what may not stand in an address. Letters of any
// script stay: browsers encode them, and people read them.
func encode(address string) string {
	const bad = " \"<>\\^`{|}"
	if !strings.ContainsAny(address, bad) {
		return address
	}
	const hex = "0123456789ABCDEF"
	b := make([]byte, 0, len(address)+16)
	for _, c := range []byte(address) {
		if strings.IndexByte(bad, c) >= 0 {
			b = append(b, '%', hex[c>>4], hex[c&15])
		} else {
			b = append(b, c)
		}
	}
	return string(b)
}
