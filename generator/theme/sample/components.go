package sample

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"shebao/generator/theme"
)

// state is a component with the data of one state: a value that its template
// takes, or markup for what has no template of its own.
type state struct {
	name string
	data any
}

// Around are the components that stand around every page, this one included.
func Around() []string {
	return []string{"display-menu", "footer", "head", "header", "language-switch", "nav"}
}

// Components is the page of all components in all their states, in the language
// of the words. Add a state here to see it there.
func Components(th *theme.Theme, w theme.Words) (theme.Components, error) {
	lang := w.Lang()
	text := texts[lang]
	j := journey(lang)
	link := func(i int) *theme.Link { return &j.Steps[i] }
	day := reviewed
	type dict = map[string]any
	markup := func(s string) template.HTML { return template.HTML(s) }
	errors := []theme.FieldError{{Field: "id_number", Reason: "check_digit"}, {Field: "card_number", Reason: "missing"}}
	notice := func(tone string) dict {
		return dict{"Tone": tone, "Title": w.Text("guide.overdue.title"), "Text": w.Text("guide.overdue.text")}
	}
	tag := func(code string) state {
		label := w.Text("status." + code + ".label")
		return state{label, dict{"Tone": w.Text("status." + code + ".tone"), "Label": label}}
	}
	tokens, style := Tokens(th)
	sum := sha256.Sum256(style)
	page := theme.Components{Tokens: tokens, Style: "/" + TokensFile, Integrity: "sha256-" + base64.StdEncoding.EncodeToString(sum[:]), Page: theme.Page{Site: Site(), Lang: lang, Title: "Components", Path: "/" + lang + "/components/", NoIndex: true}}

	for _, c := range []struct {
		name   string
		states []state
	}{
		{"alert", []state{{"note", alert("note")}, {"tip", alert("tip")}, {"important", alert("important")}, {"warning", alert("warning")}, {"caution", alert("caution")}}},
		{"ask", []state{{"", Site().Hotlines[lang]}}},
		{"breadcrumbs", []state{{"two levels", []theme.Link{{URL: "#", Text: text.words["home"]}, {URL: "#", Text: text.sections[0]}}}}},
		{"button", []state{
			{"button", markup(`<a class="button" href="#">` + w.Text("nav.status") + `</a>`)},
			{"button--large", markup(`<button class="button button--large" type="button">` + w.Text("status.button") + `</button>`)},
			{"button--quiet", markup(`<a class="button button--quiet" href="#">` + w.Text("status.answer.another") + `</a>`)},
			{"button--plain", markup(`<button class="button button--plain" type="button">` + w.Text("print.button") + `</button>`)},
			{"quiet-link", markup(`<a class="quiet-link" href="#">` + w.Text("journey.whole") + `</a>`)},
		}},
		{"checklist", []state{{"things to tick off", markup(`<div class="prose"><ul>
<li class="task"><label><input type="checkbox"> ` + text.steps[0] + `</label></li>
<li class="task"><label><input type="checkbox" checked> ` + text.steps[1] + `</label></li></ul></div>`)}}},
		{"contents", []state{{"two levels, and sources", map[string]any{"Headings": text.contents, "Sources": true, "Text": ""}}}},
		{"copy-link", []state{{"in a heading; the script makes the button", markup(`<div class="prose" data-copy-link><h2 id="copy-link-heading">` + text.steps[0] + `</h2></div>`)}}},
		{"demo-bar", []state{{"", nil}}},
		{"demo-numbers", []state{{"two cards", demoCards}}},
		{"error-summary", []state{{"two errors", errors}, {"one error", errors[1:]}}},
		{"feedback", []state{
			{"asked", dict{"Path": "/" + lang + "/guides/reissue/", "Lang": ""}},
			{"answered", dict{"Path": "/" + lang + "/guides/reissue/", "Lang": ""}},
		}},
		{"guide-list", []state{{"", cards(lang)[:3]}}},
		{"hit", []state{{"with places in the guide", hits(lang)[0]}, {"in the other language", hits(lang)[3]}}},
		{"hotlines", []state{{"", Site().Hotlines[lang]}}},
		{"icon", icons()},
		{"journey", []state{
			{"before the first step", dict{"Journey": j, "Current": -1, "Label": "component-journey-0", "Large": true}},
			{"at the second step", dict{"Journey": j, "Current": 1, "Label": "component-journey-1", "Large": false}},
		}},
		{"notice", []state{{"info", notice("info")}, {"act", notice("act")}, {"wait", notice("wait")}}},
		{"number-field", []state{
			{"empty", dict{"Name": "id_number", "Value": "", "Errors": []theme.FieldError{}, "Max": 60}},
			{"wrong", dict{"Name": "card_number", "Value": "A1", "Errors": errors, "Max": 100}},
		}},
		{"phone-number", []state{{"in a sentence", markup(`<div class="prose"><p>` + text.hotlines[0] + ` <a class="tel" href="tel:12333">12333</a></p></div>`)}}},
		{"pager", []state{
			{"both ways", dict{"Previous": link(0), "Next": link(2), "PreviousLabel": w.Text("journey.previous"), "NextLabel": w.Text("journey.next"), "Label": "a", "Lang": ""}},
			{"at the end", dict{"Previous": link(1), "Next": (*theme.Link)(nil), "PreviousLabel": w.Text("journey.previous"), "NextLabel": "", "Label": "c", "Lang": ""}},
			{"at the beginning", dict{"Previous": (*theme.Link)(nil), "Next": link(2), "PreviousLabel": "", "NextLabel": w.Text("journey.next"), "Label": "b", "Lang": ""}},
		}},
		{"paper", []state{{"on paper alone", "https://example.org/" + lang + "/guides/reissue/"}}},
		{"print-button", []state{{"with the script alone", nil}}},
		{"prose", []state{{"a guide’s text", markup(`<div class="prose">` + text.body + `</div>`)}}},
		{"reference-fields", []state{{"", []theme.ReferenceField{{Name: "q", Type: "string", Required: true, Text: "…"}, {Name: "limit", Type: "integer", Text: "…", Number: &theme.ReferenceBounds{Least: "1", Most: "100", Default: "10"}, Length: &theme.ReferenceBounds{Least: "1", Most: "3"}}}}}},
		{"search-form", []state{
			{"large", dict{"ID": "component-q", "Query": "", "Hint": w.Text("search.hint"), "Small": false}},
			{"small, asked", dict{"ID": "component-q-small", "Query": text.words["query"], "Hint": "", "Small": true}},
		}},
		{"situations", []state{{"", Site()}}},
		{"sources", []state{
			{"read on days of their own", dict{"Sources": []theme.Source{{Title: text.source, URL: "https://www.gov.cn/", Accessed: day}, {Title: text.source}}, "Accessed": time.Time{}, "Lang": "", "Text": ""}},
			{"all read on one day", dict{"Sources": []theme.Source{{Title: text.source, URL: "https://www.gov.cn/", Accessed: day}, {Title: text.source, Accessed: day}}, "Accessed": day, "Lang": "", "Text": ""}},
		}},
		{"status-tag", []state{tag("active"), tag("reissuing"), tag("loss_reported_temporarily"), tag("cancelled")}},
		{"table", []state{{"two columns", table(text.steps[:2])}, {"more, whose rows stack on a telephone", table(text.steps[:])}}},
		{"timeline", []state{{"", answers(w)[4].Timeline}}},
	} {
		group := theme.ComponentStates{Name: c.name}
		for _, s := range c.states {
			html, ok := s.data.(template.HTML)
			if !ok {
				var err error
				if html, err = th.Draw(lang, c.name, s.data); err != nil {
					return page, fmt.Errorf("%s, %s: %w", c.name, s.name, err)
				}
			}
			switch {
			case c.name == "hit":
				html = `<ol class="hits">` + html + `</ol>`
			case s.name == "answered": // as the script leaves it
				html = edited(html, `id="feedback-thanks"`, "data-shown", "<form ", "<form hidden ",
					`aria-labelledby="part-feedback"`, `aria-label="`+s.name+`"`, ` id="part-feedback"`, "")
			case c.name == "error-summary": // the page is not to jump there
				html = edited(html, " data-focus", "", "part-errors-title", "part-errors-title-"+strconv.Itoa(len(group.States)))
			}
			group.States = append(group.States, theme.ComponentState{Name: s.name, HTML: html})
		}
		page.Groups = append(page.Groups, group)
	}
	return page, nil
}

// edited is a component as a script or another page would have it: an id stands
// once on a page.
func edited(html template.HTML, replacements ...string) template.HTML {
	return template.HTML(strings.NewReplacer(replacements...).Replace(string(html)))
}

func icons() []state {
	var list []state
	for _, name := range []string{"card", "search", "contrast", "phone", "arrow", "back", "lost", "found", "wait", "power", "good", "act", "ended", "lock", "print", "info"} {
		list = append(list, state{name, name})
	}
	return list
}

func alert(kind string) template.HTML {
	return template.HTML(`<div class="prose"><div class="alert alert--` + kind + `" role="note"><p class="alert__title">` + kind + `</p><p><a href="#">12333</a></p></div></div>`)
}

// table has a row below its columns, as package markdown makes it.
func table(columns []string) template.HTML {
	var head, cells strings.Builder
	for i, name := range columns {
		head.WriteString(`<th scope="col">` + name + `</th>`)
		if i == 0 || len(columns) < 3 {
			cells.WriteString(`<td>12333</td>`)
		} else {
			cells.WriteString(`<td data-label="` + name + `: ">12345</td>`)
		}
	}
	return template.HTML(`<div class="table" role="group" aria-label="` + strings.Join(columns, ", ") + `" tabindex="0"><table><thead><tr>` + head.String() + `</tr></thead><tbody><tr>` + cells.String() + `</tr></tbody></table></div>`)
}
