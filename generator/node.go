package generator

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"shebao/generator/guide"
)

// node is one page made of content: a guide, a section's list or a language's
// first page. The lists need no file of their own.
type node struct {
	lang, section, slug string
	guide               *guide.Guide // nil for a list without index.md
	parent              *node        // the list that has it; nil for a first page
	members             []*node      // what a list has: sections, then guides
	standsIn            bool         // guide is another language's, see standin.go
	address             string       // what url says, once the node has its place in the plan
}

func (n *node) url() string {
	if n.address != "" {
		return n.address
	}
	return (&guide.Guide{Lang: n.lang, Section: n.section, Slug: n.slug}).URL()
}

// title is the guide's; a section without index.md is called after its folder.
func (n *node) title() string {
	if n.guide != nil {
		return n.guide.Title
	}
	return readable(path.Base(n.section))
}

func (n *node) summary() string {
	if n.guide != nil {
		return n.guide.Summary
	}
	return ""
}

// file is where the node stands in the content; "" for a list without index.md.
func (n *node) file() string {
	if n.guide != nil {
		return n.guide.File
	}
	return ""
}

// name is what messages call the node.
func (n *node) name() string {
	if n.guide != nil {
		return n.guide.File
	}
	return "the list of " + n.lang + "/" + n.section
}

// isGuide tells a guide from a list.
func (n *node) isGuide() bool { return n.slug != "" }

// readable turns "lost-cards" into "Lost cards".
func readable(slug string) string {
	first, n := utf8.DecodeRuneInString(slug)
	return string(unicode.ToUpper(first)) + strings.NewReplacer("-", " ", "_", " ").Replace(slug[n:])
}
