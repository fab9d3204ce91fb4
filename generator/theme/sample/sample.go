package sample

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	"shebao/generator/theme"
)

// Sample is one page in one state.
type Sample struct {
	Name string // "zh/status-form-errors": a file name without ending
	Page any    // for theme.Render
}

// Site is a town that does not exist, with everything that a site may have.
func Site() *theme.Site {
	s := &theme.Site{
		Build:       "sample",
		BaseURL:     "https://example.org",
		Languages:   []string{"zh", "en"},
		Title:       map[string]string{},
		Description: map[string]string{},
		Operator:    map[string]string{},
		Footer:      map[string]string{},
		Hotlines:    map[string][]theme.Hotline{},
		Sections:    map[string][]theme.Link{},
		Journeys:    map[string][]theme.Journey{},
		Statuses:    map[string]map[string]theme.Status{},
		Glossary:    true,
	}
	for lang, text := range texts {
		s.Title[lang] = text.site
		s.Description[lang] = text.description
		s.Operator[lang] = text.operator
		s.Footer[lang] = text.footer
		s.Hotlines[lang] = []theme.Hotline{{Number: "12333", Name: text.hotlines[0]}, {Number: "12345", Name: text.hotlines[1]}}
		s.Sections[lang] = []theme.Link{{URL: "/" + lang + "/guides/", Text: text.sections[0]}, {URL: "/" + lang + "/articles/", Text: text.sections[1]}}
		s.Journeys[lang] = []theme.Journey{journey(lang)}
		guides := "/" + lang + "/guides/"
		s.Statuses[lang] = map[string]theme.Status{
			"active":                    {URL: guides + "precautions/"},
			"loss_reported_temporarily": {URL: guides + "report-loss/#formal", DeadlineDays: 5},
			"reported_lost":             {URL: guides + "reissue/"},
			"reissuing":                 {URL: guides + "reissue/#collect"},
			"dispatched":                {URL: guides + "reissue/#collect"},
			"awaiting_activation":       {URL: guides + "activate/"},
			"cancelled":                 {URL: guides + "reissue/"},
		}
		for i, c := range text.guides {
			s.Guides = append(s.Guides, theme.Guide{Lang: lang, URL: guides + slugs[i] + "/", Section: "guides", Slug: slugs[i], Title: c[0], Summary: c[1]})
		}
		for i, title := range text.pages {
			slug := []string{"about", "privacy"}[i]
			s.Guides = append(s.Guides, theme.Guide{Lang: lang, URL: "/" + lang + "/" + slug + "/", Slug: slug, Title: title})
		}
	}
	return s
}

// reviewed is when the sample's guides were checked.
var reviewed = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

var slugs = []string{"lost-card-overview", "report-loss", "reissue", "activate", "precautions", "legal-basis"}

func journey(lang string) theme.Journey {
	text := texts[lang]
	j := theme.Journey{ID: "lost-card", Title: text.journey}
	for i, slug := range []string{"report-loss", "reissue", "activate"} {
		j.Steps = append(j.Steps, theme.Link{URL: "/" + lang + "/guides/" + slug + "/", Text: text.steps[i]})
	}
	return j
}

func cards(lang string) []theme.Card {
	var list []theme.Card
	for i, c := range texts[lang].guides {
		list = append(list, theme.Card{URL: "/" + lang + "/guides/" + slugs[i] + "/", Title: c[0], Summary: c[1]})
	}
	return list
}

func articles(lang string) []theme.Card {
	var list []theme.Card
	for i, title := range texts[lang].articles {
		list = append(list, theme.Card{URL: "/" + lang + "/articles/a" + strconv.Itoa(i) + "/", Title: title})
	}
	return list
}

// Pages are every page in every state, in the language of the words.
func Pages(w theme.Words) []Sample {
	lang := w.Lang()
	text := texts[lang]
	site := Site()
	words := text.words
	page := func(path, title string) theme.Page {
		p := theme.Page{Site: site, Lang: lang, Path: "/" + lang + "/" + path, Title: title}
		for _, l := range site.Languages {
			p.Alternates = append(p.Alternates, theme.Alternate{Lang: l, URL: "/" + l + "/" + path})
		}
		return p
	}
	day := reviewed
	j := journey(lang)

	guide := theme.GuidePage{
		Page:        page("guides/reissue/", text.guides[2][0]),
		Breadcrumbs: []theme.Link{{URL: "/" + lang + "/", Text: words["home"]}, {URL: "/" + lang + "/guides/", Text: text.sections[0]}},
		Summary:     text.guides[2][1],
		Body:        template.HTML(text.body),
		Contents:    text.contents,
		Journey:     &theme.Place{Journey: j, Current: 1, Previous: &j.Steps[0], Next: &j.Steps[2]},
		Sources: []theme.Source{
			{Title: text.source, URL: "https://www.gov.cn/", Accessed: day},
			{Title: text.source},
		},
		Reviewed: day,
		Related:  []theme.Link{{URL: "/" + lang + "/articles/a1/", Text: text.articles[1]}, {URL: "/" + lang + "/search/?q=x", Text: text.articles[2]}},
	}
	guide.OGType = "article"
	guide.Section = "guides"
	guide.JSONLD = `{"@context":"https://schema.org","@type":"Article","headline":"x"}`
	plain := theme.GuidePage{Page: page("guides/short/", text.guides[4][0]), Body: template.HTML(text.short)}
	draft := guide
	draft.Draft, draft.Overdue = true, true
	long := guide
	long.Title = text.longTitle
	other := map[string]string{"zh": "en", "en": "zh"}[lang]
	foreign := guide
	foreign.Title, foreign.Summary, foreign.Body, foreign.Contents = texts[other].guides[2][0], texts[other].guides[2][1], template.HTML(texts[other].body), texts[other].contents
	foreign.Sources = []theme.Source{{Title: texts[other].source, Accessed: day}}
	foreign.Fallback, foreign.NoIndex, foreign.Canonical, foreign.JSONLD = other, true, "/"+other+"/guides/reissue/", ""

	search := page("search/", "")
	search.NoIndex = true
	found := theme.SearchPage{Page: search, Asked: true, Total: 12, Hits: hits(lang), Next: &theme.Link{URL: "?q=x&offset=10", Text: "11–12"}}
	found.Query = words["query"]
	found.Suggestion = &theme.Link{URL: "?q=y", Text: words["better"]}
	nothing := theme.SearchPage{Page: search, Asked: true, Offer: cards(lang)}
	nothing.Query = words["nonsense"]
	nothing.Nearest = []theme.Link{{URL: "?q=z", Text: words["near"]}, {URL: "?q=w", Text: words["query"]}}
	number := theme.SearchPage{Page: search, Asked: true, Number: true, Offer: cards(lang)}
	number.Query = "11010519491231002X"
	limited := theme.SearchPage{Page: search, Asked: true, Problem: "limited", RetryAfter: 30, Offer: cards(lang)}
	limited.Query = words["query"]

	status := page("status/", "")
	form := theme.StatusForm{Page: status}
	demo := form
	demo.Page.Demo = true
	demo.Demo = demoCards
	wrong := form
	wrong.IDNumber = "1101051949"
	wrong.Errors = []theme.FieldError{{Field: "id_number", Reason: "length"}, {Field: "card_number", Reason: "missing"}}
	missing := form
	missing.Outcome = "not_found" // without what was typed, as the server has it
	busy := form
	busy.IDNumber, busy.CardNumber, busy.Outcome, busy.RetryAfter = "11010519491231002X", "A12345678", "limited", 900

	list := []Sample{
		{"home", theme.Home{Page: page("", ""), Guides: cards(lang), Journey: &j,
			More: []theme.SectionList{{Link: site.Sections[lang][1], Guides: articles(lang)}}}},
		{"section", theme.Section{Page: page("guides/", text.sections[0]), Guides: cards(lang), Breadcrumbs: guide.Breadcrumbs[:1]}},
		{"guide", guide},
		{"guide-plain", plain},
		{"guide-draft", draft},
		{"guide-long-title", long},
		{"guide-in-other-language", foreign},
		{"journey", whole(page("journeys/lost-card/", text.journey), guide)},
		{"glossary", theme.Glossary{Page: page("glossary/", ""), Breadcrumbs: guide.Breadcrumbs[:1], Groups: terms(lang)}},
		{"search", theme.SearchPage{Page: search, Offer: cards(lang)}},
		{"search-found", found},
		{"search-nothing", nothing},
		{"search-number", number},
		{"search-limited", limited},
		{"status-form", form},
		{"status-form-demo", demo},
		{"status-form-errors", wrong},
		{"status-form-not-found", missing},
		{"status-form-limited", busy},
		{"offline", theme.Offline{Page: page("offline/", ""), Guides: 18}},
		{"not-found", theme.NotFound{Page: page("404.html", ""), Offer: cards(lang)}},
		{"error-internal", theme.ErrorPage{Page: page("", ""), Kind: "internal"}},
		{"error-unavailable", theme.ErrorPage{Page: page("", ""), Kind: "unavailable", RetryAfter: 30}},
		{"choose", theme.Choose{Page: theme.Page{Site: site, Lang: lang, Path: "/"}}},
	}
	for _, v := range answers(w) {
		list = append(list, Sample{"status-answer-" + v.Status, theme.StatusAnswer{Page: status, Answer: v}})
	}
	for i := range list {
		list[i].Name = lang + "/" + list[i].Name
	}
	return list
}

func hits(lang string) []theme.Hit {
	text := texts[lang]
	var list []theme.Hit
	for i := range 3 {
		list = append(list, theme.Hit{
			URL: "/" + lang + "/guides/" + slugs[i] + "/#x", Title: text.guides[i][0], Heading: text.contents[i%2].Text,
			Snippet: template.HTML(text.snippet), Lang: lang, Section: text.sections[0], Reviewed: "2026-11-22",
		})
	}
	list[0].More = []theme.Hit{{URL: "#", Title: list[0].Title, Heading: text.contents[1].Text}, {URL: "/" + lang + "/guides/" + slugs[0] + "/", Title: list[0].Title}}
	other := map[string]string{"zh": "en", "en": "zh"}[lang]
	list = append(list, theme.Hit{URL: "/" + other + "/articles/a1/", Title: texts[other].articles[1], Snippet: template.HTML(texts[other].snippet), Lang: other, Section: text.sections[1]})
	return list
}

var demoCards = []theme.DemoCard{
	{IDNumber: "11010519491231002X", CardNumber: "DEMO0001", Status: "active"},
	{IDNumber: "440524188001010014", CardNumber: "DEMO0002", Status: "loss_reported_temporarily"},
}

func answers(w theme.Words) []theme.StatusView {
	label := func(code string) string { return w.Text("status." + code + ".label") }
	var list []theme.StatusView
	for _, code := range []string{"active", "loss_reported_temporarily", "reported_lost", "reissuing", "dispatched", "awaiting_activation", "cancelled"} {
		v := theme.StatusView{
			Status: code, Label: label(code), Meaning: w.Text("status." + code + ".meaning"), Tone: w.Text("status." + code + ".tone"),
			ChangedAt: "2026-11-20", NextText: w.Text("status." + code + ".next"), NextURL: "/" + w.Lang() + "/guides/report-loss/#formal",
			DataAsOf: "2026-11-22T00:30:00Z", Told: "2026-11-22T00:30:00Z active 2024-09-01 " + code + " 2026-11-20",
			Timeline: []theme.TimelineEntry{
				{Status: "active", Label: label("active"), ChangedAt: "2024-09-01"},
				{Status: "reported_lost", Label: label("reported_lost"), ChangedAt: "2026-11-18T01:05:00Z"},
				{Status: code, Label: label(code), ChangedAt: "2026-11-20"},
			},
		}
		if code == "loss_reported_temporarily" {
			v.Deadline = "2026-11-24"
			v.BankText, v.BankURL = w.Text("status.bank.next"), "/"+w.Lang()+"/guides/report-loss/#bank"
		}
		if code == "reissuing" {
			v.Ahead = texts[w.Lang()].words["ahead"]
		}
		list = append(list, v)
	}
	return list
}

// whole is the journey on one page; the guides have one text.
func whole(page theme.Page, guide theme.GuidePage) theme.JourneyPage {
	text := texts[page.Lang]
	page.NoIndex = true
	p := theme.JourneyPage{Page: page, Breadcrumbs: guide.Breadcrumbs, Journey: journey(page.Lang)}
	for i, step := range p.Journey.Steps {
		id := "step-" + strconv.Itoa(i+1)
		body := strings.NewReplacer(`role="doc-endnotes" aria-label="`, `role="doc-endnotes" aria-label="`+step.Text+" – ", ` id="`, ` id="`+id+"-", ` href="#`, ` href="#`+id+"-", "<h3", "<h4", "</h3", "</h4", "<h2", "<h3", "</h2", "</h3").Replace(text.body)
		p.Parts = append(p.Parts, theme.JourneyPart{
			ID: id, URL: step.URL, Step: step.Text, Title: text.guides[i+1][0], Summary: text.guides[i+1][1],
			Body: template.HTML(body), Reviewed: reviewed,
		})
	}
	return p
}
