package browser

// lineBegins gives what stands before and behind every mark that begins a line,
// where only one that opens something may.
const lineBegins = `(() => {
	const closing = "，。、：；？！）」》”";
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	const range = document.createRange();
	const found = [];
	let before = null; // the character that stands before this one
	while (texts.nextNode()) {
		const text = texts.currentNode;
		if (!text.parentElement.checkVisibility() || text.parentElement.closest(".visually-hidden")) continue;
		for (let i = 0; i < text.data.length; i++) {
			if (/\s/.test(text.data[i])) continue;
			range.setStart(text, i);
			range.setEnd(text, i + 1);
			const box = [...range.getClientRects()].at(-1);
			if (!box || box.width === 0) continue;
			if (before && closing.includes(text.data[i]) && box.top >= before.box.bottom - 2)
				found.push(before.text.slice(-8) + " | " + text.data.slice(i, i + 8));
			before = { box, text: text.data.slice(0, i + 1) };
		}
	}
	return found.join("; ");
})()`

// WantLines checks where the lines of an open page begin: none with a comma or
// another mark that closes something.
func (p *Tab) WantLines(name string) {
	p.t.Helper()
	if found := Value[string](p, lineBegins); found != "" {
		p.t.Errorf("%s: lines of Chinese begin with a mark: %s", name, found)
	}
}
