package generator

import (
	"reflect"

	"shebao/generator/guide"
)

// made is what a page was made of.
type made struct {
	Source  digest   // of the guide's file; zero for a list without index.md
	View    digest   // of what it is drawn from besides its text
	Answers []answer // what its text asked for

	Sum      digest // of the page for the index
	IDs      []string
	Anchors  []madeAnchor
	Pictures []string
	Warnings guide.Faults
	Files    []string
}

// madeAnchor is an anchorRef as it is kept.
type madeAnchor struct {
	File         string
	Line, Column int
	URL, ID      string
}

// made notes what a page was made of, for the next build. A page with faults is
// not published.
func (b *builder) made(n *node, view digest, r *rendered, answers []answer, files []string, w *worker) {
	if len(r.faults) > 0 {
		return
	}
	w.scratch = appendValue(w.scratch[:0], reflect.ValueOf(made{
		Source: sourceOf(n), View: view, Answers: answers,
		Sum: r.sum, IDs: r.ids, Anchors: saveAnchors(r.anchors), Pictures: r.pictures, Warnings: r.warnings,
		Files: files,
	}))
	b.note(n, string(w.scratch), 0)
}

// note remembers what a page was made of, and how many of its files were kept.
func (b *builder) note(n *node, made string, kept int) {
	b.reuse.mu.Lock()
	defer b.reuse.mu.Unlock()
	b.reuse.pages[n.url()] = made
	if kept > 0 {
		b.reuse.kept[n.url()] = true
		b.reuse.files += kept
	}
}

func sourceOf(n *node) digest {
	if n.guide == nil {
		return digest{}
	}
	return n.guide.Sum
}

// viewOf is the fingerprint of what a page and its record are drawn from
// besides the text. What the record has and the page has not are the questions
// of the front matter, which is part of the guide's file.
func (b *builder) viewOf(n *node, outline any, w *worker) digest {
	if !n.isGuide() || n.standsIn {
		return hashIn(&w.scratch, outline)
	}
	return hashIn(&w.scratch, outline, n.guide.Questions, n.guide.ReviewBy)
}

func saveAnchors(refs []anchorRef) []madeAnchor {
	var list []madeAnchor
	for _, r := range refs {
		list = append(list, madeAnchor{r.file, r.line, r.column, r.url, r.id})
	}
	return list
}

func loadAnchors(list []madeAnchor) []anchorRef {
	var refs []anchorRef
	for _, a := range list {
		refs = append(refs, anchorRef{a.File, a.Line, a.Column, a.URL, a.ID})
	}
	return refs
}
