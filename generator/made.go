package generator

import "shebao/generator/kept"

// made notes what a page was made of, for the next build. A page with faults is
// not published.
func (b *builder) made(n *node, view digest, r *rendered, answers []kept.Answer, files []string, w *worker) {
	if len(r.faults) > 0 {
		return
	}
	w.scratch = kept.AppendMade(w.scratch[:0], kept.Made{
		Source: sourceOf(n), View: view, Answers: answers,
		Sum: r.sum, IDs: r.ids, Anchors: r.anchors, Pictures: r.pictures, Warnings: r.warnings,
		Files: files,
	})
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
		return kept.HashIn(&w.scratch, outline)
	}
	return kept.HashIn(&w.scratch, outline, n.guide.Questions, n.guide.ReviewBy)
}
