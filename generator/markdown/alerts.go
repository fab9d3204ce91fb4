package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// alertAttribute marks a quote that begins with [!NOTE].
const alertAttribute = "alert"

// alertMarker finds quotes that are GitHub alerts:
//
//	> [!WARNING]
//	> Never tell anyone your password.
//
// It looks at a quote's first paragraph while that is still lines of text, so
// that no link or emphasis has been made of the brackets. The quote itself may
// still be open then; it only gets a mark, and quote draws it.
type alertMarker struct{}

// Transform implements parser.ParagraphTransformer.
func (alertMarker) Transform(n *ast.Paragraph, reader text.Reader, _ parser.Context) {
	quote, ok := n.Parent().(*ast.Blockquote)
	if !ok || n.PreviousSibling() != nil || n.Lines().Len() == 0 {
		return
	}
	segment := n.Lines().At(0)
	line := bytes.TrimSpace(segment.Value(reader.Source()))
	if len(line) < 4 || line[0] != '[' || line[1] != '!' || line[len(line)-1] != ']' {
		return
	}
	kind := strings.ToLower(string(line[2 : len(line)-1]))
	quote.SetAttributeString(alertAttribute, kind)
	if !isAlert(kind) {
		return // quote warns
	}
	if n.Lines().Len() == 1 {
		quote.RemoveChild(quote, n)
		return
	}
	n.Lines().SetSliced(1, n.Lines().Len())
}

// quote renders a quote or an alert.
func (p *page) quote(n *ast.Blockquote) {
	kind := ""
	if v, ok := n.AttributeString(alertAttribute); ok {
		kind, _ = v.(string)
	}
	if kind != "" && !isAlert(kind) {
		p.warn("unknown-alert", n.Pos(), "[!%s] is no kind of alert: there are NOTE, TIP, IMPORTANT, WARNING and CAUTION", excerpt([]byte(strings.ToUpper(kind)), 40))
		kind = ""
	}
	if kind == "" {
		p.html = append(p.html, "<blockquote>\n"...)
		p.blocks(n)
		p.html = append(p.html, "</blockquote>\n"...)
		return
	}
	p.html = append(p.html, `<div class="alert alert--`...)
	p.html = append(p.html, kind...)
	p.html = append(p.html, `" role="note">`+"\n"+`<p class="alert__title">`...)
	p.html = escape(p.html, []byte(p.alert(kind)))
	p.html = append(p.html, "</p>\n"...)
	p.blocks(n)
	p.html = append(p.html, "</div>\n"...)
}
