package markdown

// words are what a page says beside the author's text.
type words struct {
	alerts    map[string]string // title by kind
	labels    map[string]string // what a screen reader says
	colon     string            // between a label and what it names
	semicolon string            // between the cells of a row
}

// isAlert tells GitHub's five kinds of alert.
func isAlert(kind string) bool {
	switch kind {
	case "note", "tip", "important", "warning", "caution":
		return true
	}
	return false
}

func chinese() words {
	return words{
		alerts: map[string]string{"note": "说明", "tip": "提示", "important": "重要", "warning": "警告", "caution": "当心"},
		labels: map[string]string{"table": "表格", "footnotes": "注释", "footnote": "注释", "back": "返回正文"},
		colon:  "：", semicolon: "；",
	}
}

func english() words {
	return words{
		alerts: map[string]string{"note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning", "caution": "Caution"},
		labels: map[string]string{"table": "Table", "footnotes": "Notes", "footnote": "Note", "back": "Back to the text"},
		colon:  ": ", semicolon: "; ",
	}
}

// alert gives the title of an alert of this kind.
func (p *page) alert(kind string) string {
	if t, ok := p.ctx.Alerts[kind]; ok {
		return t
	}
	return p.words.alerts[kind]
}

// label gives the word of a label.
func (p *page) label(key string) string {
	if t, ok := p.ctx.Labels[key]; ok {
		return t
	}
	return p.words.labels[key]
}
