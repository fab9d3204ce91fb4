package markdown

import (
	"slices"
	"strings"
)

// fact looks up the fact that a link names, [12333](fact:phone-12333).
func (p *page) fact(dest []byte) (f FactValue, name string, ok bool) {
	const scheme = "fact:"
	if p.ctx.Fact == nil || len(dest) < len(scheme) || string(dest[:len(scheme)]) != scheme {
		return FactValue{}, "", false
	}
	name = string(dest[len(scheme):])
	f, ok = p.ctx.Fact(name)
	return f, name, ok
}

// noFact is where a link leads whose words look like a fact and are none, as in
// [30 days](fact:): they are shown as they stand.
const noFact = "fact:"

// showFact renders a fact's value in place of the link's words, which stand
// there for other Markdown viewers only.
func (p *page) showFact(f FactValue, name string) {
	if _, again := p.facts[name]; !again {
		p.facts[name] = struct{}{}
		p.out.Facts = append(p.out.Facts, name)
	}
	from := len(p.text)
	p.text = append(p.text, f.Value...)
	if number := dialled(f.Value); f.Kind == "phone" && number != "" && !p.inLink {
		p.html = append(p.html, `<a class="tel" href="tel:`...)
		p.html = append(p.html, number...)
		p.html = append(p.html, `">`...)
		p.html = escape(p.html, []byte(f.Value))
		p.html = append(p.html, "</a>"...)
		return
	}
	p.say(from)
}

// dialled gives what is dialled of a number as written: "+86 21 12345" becomes
// +862112345, and of "12333 转 2" the 12333.
func dialled(number string) string {
	var b []byte
	for _, c := range []byte(strings.TrimSpace(number)) {
		switch {
		case c >= '0' && c <= '9', c == '+' && len(b) == 0:
			b = append(b, c)
		case slices.Contains([]byte(" -.()"), c):
		default:
			return string(b)
		}
	}
	return string(b)
}
