package theme

import (
	"bytes"
	"html/template"
	"strings"

	"shebao/generator/typeset"
)

// inIts is a text of a page in lang, whose Chinese is marked as such where lang is
// another language: names of things that are not called otherwise at a counter.
func inIts(lang string, text template.HTML) template.HTML {
	if lang == "zh" || !mayHaveChinese(string(text)) {
		return text
	}
	var marked strings.Builder
	rest := []byte(text)
	for len(rest) > 0 {
		words, tag := rest, []byte(nil)
		if at := bytes.IndexByte(rest, '<'); at >= 0 {
			words, tag = rest[:at], rest[at:]
			if end := bytes.IndexByte(tag, '>'); end >= 0 {
				tag = tag[:end+1]
			}
		}
		rest = rest[len(words)+len(tag):]
		for {
			from, to := typeset.Chinese(words)
			if to == 0 {
				break
			}
			marked.Write(words[:from])
			marked.WriteString(`<span lang="zh-Hans">`)
			marked.Write(words[from:to])
			marked.WriteString("</span>")
			words = words[to:]
		}
		marked.Write(words)
		marked.Write(tag)
	}
	return template.HTML(marked.String())
}

// mayHaveChinese tells quickly that most texts have none.
func mayHaveChinese(text string) bool {
	for i := range len(text) {
		if text[i] > 0xE2 { // with E2 begin dashes and quotation marks
			return true
		}
	}
	return false
}

func escaped(text string) template.HTML { return template.HTML(template.HTMLEscapeString(text)) }
