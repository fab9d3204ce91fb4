package generator

import (
	"bytes"
	"strconv"

	"shebao/generator/kept"
	"shebao/generator/markdown"
)

// ask asks again what the text of a guide asked when it was rendered.
func (b *builder) ask(n *node, earlier []kept.Answer) []kept.Answer {
	if len(earlier) == 0 {
		return nil
	}
	links := newResolver(b.plan, b.plan.original(n))
	resolve := b.plan.resolveIn(n, links)
	now := make([]kept.Answer, len(earlier))
	for i, a := range earlier {
		if a.Link {
			now[i] = linkAnswer(links, resolve, a.Name)
		} else {
			now[i] = b.plan.factAnswer(n.textLang(), a.Name)
		}
	}
	return now
}

func linkAnswer(links *resolver, resolve func(string) (string, bool), dest string) kept.Answer {
	address, ok := resolve(dest)
	return kept.Answer{Link: true, Name: dest, Said: said(ok, address, links.dead[dest], links.pictures[dest])}
}

func (p *plan) factAnswer(lang, name string) kept.Answer {
	f, ok := p.site.Facts[name]
	return kept.Answer{Link: false, Name: name, Said: said(ok, f.Kind, f.Value.In(lang), f.Source.In(lang), day(f.Checked))}
}

// said joins what an answer says so that no other answer says the same.
func said(ok bool, texts ...string) string {
	b := strconv.AppendBool(make([]byte, 0, 128), ok)
	for _, text := range texts {
		b = strconv.AppendInt(append(b, ' '), int64(len(text)), 10)
		b = append(append(b, ' '), text...)
	}
	return string(b)
}

// questions gathers what the text of one guide asks for.
type questions struct {
	answers []kept.Answer
	seen    map[kept.Answer]bool
}

func (q *questions) add(a kept.Answer) {
	if q.seen == nil {
		q.seen = map[kept.Answer]bool{}
	}
	if !q.seen[a] {
		q.seen[a] = true
		q.answers = append(q.answers, a)
	}
}

// listen notes what is asked through a rendering's context, and every fact that
// the text names: its record fills in those too that stand in no link.
func (q *questions) listen(p *plan, n *node, links *resolver, body []byte, c *markdown.Context) {
	resolve, fact := c.Resolve, c.Fact
	c.Resolve = func(dest string) (string, bool) {
		address, ok := resolve(dest)
		q.add(linkAnswer(links, func(string) (string, bool) { return address, ok }, dest))
		return address, ok
	}
	c.Fact = func(name string) (markdown.FactValue, bool) {
		q.add(p.factAnswer(n.textLang(), name))
		return fact(name)
	}
	for {
		_, rest, found := bytes.Cut(body, []byte("](fact:"))
		if !found {
			return
		}
		name, _, _ := bytes.Cut(rest, []byte(")"))
		if len(name) < 100 {
			q.add(p.factAnswer(n.textLang(), string(name)))
		}
		body = rest
	}
}
