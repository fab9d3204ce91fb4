package generator

import (
	"fmt"
	"slices"
	"strings"

	"shebao/generator/guide"
)

// markdownFile stands beside the index.html of a guide: the same guide as
// Markdown, for language models and for whoever keeps notes.
const markdownFile = "index.md"

func markdownPath(n *node) string { return strings.TrimPrefix(n.url(), "/") + markdownFile }

// appendPage appends a guide as a Markdown file that stands for itself: below the
// title what the front matter says to readers, at the end the sources. r is its
// record, which has the text.
func (p *plan) appendPage(b []byte, n *node, r *Record) []byte {
	words := p.theme.Words(n.lang)
	title, text, _ := strings.Cut(r.Markdown, "\n\n")
	write := func(texts ...string) {
		for _, text := range texts {
			b = append(b, text...)
		}
	}
	write(title, "\n\n")
	address := p.published.BaseURL + guide.EscapePath(n.url())
	write("- ", words.Text("markdown.page", "["+address+"]("+address+")"), "\n")
	if r.Reviewed != "" {
		write("- ", words.Text("guide.reviewed", words.Day(r.Reviewed)), "\n")
	}
	for _, notice := range []struct {
		is  bool
		key string
	}{{r.Draft, "guide.draft"}, {r.Overdue, "guide.overdue"}} {
		if notice.is {
			write("- ", words.Text("markdown.notice", words.Text(notice.key+".title"), words.Text(notice.key+".text")), "\n")
		}
	}
	write("\n", text)
	if len(r.Sources) > 0 {
		write("\n## ", words.Text("guide.sources"), "\n\n")
		for _, s := range r.Sources {
			line := escapeMarkdown(s.Title)
			if s.URL != "" {
				address := s.URL
				if strings.ContainsAny(address, "<>\n") { // hardly ever
					address = strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "").Replace(address)
				}
				line = "[" + line + "](<" + address + ">)"
			}
			if s.Accessed != "" {
				line += words.Text("markdown.accessed", words.Day(s.Accessed))
			}
			write("- ", line, "\n")
		}
	}
	return b
}

// escapeMarkdown keeps words from being taken for notation.
func escapeMarkdown(s string) string {
	if !strings.ContainsAny(s, "\\[]*_`<\n") { // nearly always
		return s
	}
	return strings.NewReplacer("\\", "\\\\", "[", "\\[", "]", "\\]", "*", "\\*", "_", "\\_", "`", "\\`", "<", "\\<", "\n", " ").Replace(s)
}

// llms tells language models what the site has, as https://llmstxt.org
// proposes: what it is about, and every guide as Markdown, by language and
// section.
func (p *plan) llms() []byte {
	var b strings.Builder
	b.WriteString("# " + p.inEveryLanguage(p.published.Title, " · ") + "\n")
	if text := p.inEveryLanguage(p.published.Description, " "); text != "" {
		b.WriteString("\n> " + text + "\n")
	}
	for _, lang := range p.langs {
		fmt.Fprintf(&b, "\n%s\n", p.theme.Words(lang).Text("llms.each"))
	}
	for _, lang := range p.langs {
		var list *node
		for _, n := range p.nodes {
			if n.lang != lang || !n.isGuide() || n.standsIn || n.guide.Draft {
				continue
			}
			if n.parent != list {
				list = n.parent
				fmt.Fprintf(&b, "\n## %s\n\n", p.listName(list))
			}
			fmt.Fprintf(&b, "- [%s](%s)", escapeMarkdown(n.title()), p.published.BaseURL+guide.EscapePath(n.url()+markdownFile))
			if n.summary() != "" {
				b.WriteString(": " + strings.ReplaceAll(n.summary(), "\n", " "))
			}
			b.WriteByte('\n')
		}
	}
	return []byte(b.String())
}

// listName is what llms.txt calls a list: by language, too, since sections of
// several languages may be called the same.
func (p *plan) listName(list *node) string {
	language := p.theme.Words(list.lang).Text("language.name")
	if list.section == "" {
		return language
	}
	return language + ": " + escapeMarkdown(list.title())
}

// inEveryLanguage joins a text of the settings in all languages, each once.
func (p *plan) inEveryLanguage(texts map[string]string, between string) string {
	var all []string
	for _, lang := range p.langs {
		if text := strings.ReplaceAll(texts[lang], "\n", " "); text != "" && !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return strings.Join(all, between)
}
