package theme

import (
	"fmt"
	"reflect"
	"slices"
)

// view is what the frame around a page is drawn from.
type view struct {
	Kind  string // name of the page's template: "guide"
	Page  *Page
	Body  any  // the page's own struct
	Wrong bool // what the reader typed has errors; the title says so
	Help  bool // the footer offers the hotlines, because the page itself does not
	Frame frame
}

// view names a page's template and fills in what the page leaves to the theme.
func (th *Theme) view(page any) (view, error) {
	v, err := th.viewOf(page)
	if err == nil {
		v.Frame = frame{Site: v.Page.Site, Lang: v.Page.Lang, Kind: v.Kind, Section: v.Page.Section, Help: v.Help}
	}
	return v, err
}

func (th *Theme) viewOf(page any) (view, error) {
	switch p := page.(type) {
	case Home:
		th.fill(&p.Page, "", "")
		return view{Kind: "home", Page: &p.Page, Body: p, Help: true}, nil
	case Section:
		th.fill(&p.Page, "section.title", "")
		return view{Kind: "section", Page: &p.Page, Body: p, Help: true}, nil
	case GuidePage:
		th.fill(&p.Page, "guide.title", p.Summary)
		// By its address: a method of a large struct is called on a copy.
		return view{Kind: "guide", Page: &p.Page, Body: &p, Help: true}, nil
	case JourneyPage:
		th.fill(&p.Page, "", th.words[p.Lang].Count("journey.lead", len(p.Parts)))
		return view{Kind: "journey", Page: &p.Page, Body: p, Help: true}, nil
	case Glossary:
		th.fill(&p.Page, "glossary.title", th.words[p.Lang].Text("glossary.description"))
		return view{Kind: "glossary", Page: &p.Page, Body: p, Help: true}, nil
	case SearchPage:
		if p.Number {
			p.Query = "" // a person's number is neither shown again nor put into links
		}
		if p.Title == "" {
			p.Title = p.windowTitle(th.words[p.Lang])
		}
		th.fill(&p.Page, "", "")
		return view{Kind: "search", Page: &p.Page, Body: p}, nil
	case StatusForm:
		if w := th.words[p.Lang]; p.Title == "" && p.Outcome != "" {
			p.Title = w.Text("status.outcome."+p.Outcome+".title") + " · " + w.Text("status.title")
		}
		th.fill(&p.Page, "status.title", th.words[p.Lang].Text("status.description"))
		return view{Kind: "status-form", Page: &p.Page, Body: p, Wrong: len(p.Errors) > 0}, nil
	case StatusAnswer:
		p.Told = p.Answer.Told
		th.fill(&p.Page, "status.answer.title", "")
		return view{Kind: "status-answer", Page: &p.Page, Body: p}, nil
	case NotFound:
		th.fill(&p.Page, "notfound.title", "")
		return view{Kind: "not-found", Page: &p.Page, Body: p}, nil
	case ErrorPage:
		if !th.words[p.Lang].Has("error." + p.Kind + ".title") {
			p.Kind = "internal"
		}
		th.fill(&p.Page, "error."+p.Kind+".title", "")
		return view{Kind: "error", Page: &p.Page, Body: p}, nil
	case Offline:
		th.fill(&p.Page, "offline.title", th.words[p.Lang].Text("offline.description"))
		return view{Kind: "offline", Page: &p.Page, Body: p}, nil
	case Reference:
		th.fill(&p.Page, "problem.reference", "")
		return view{Kind: "reference", Page: &p.Page, Body: p}, nil
	case ProblemPage:
		th.fill(&p.Page, "problem."+p.Kind+".title", th.words[p.Lang].Text("problem."+p.Kind+".detail"))
		return view{Kind: "problem", Page: &p.Page, Body: p}, nil
	case Components:
		th.fill(&p.Page, "", "")
		return view{Kind: "components", Page: &p.Page, Body: p}, nil
	case Choose:
		th.fill(&p.Page, "", "")
		return view{Kind: "choose", Page: &p.Page, Body: p, Help: true}, nil
	}
	return view{}, fmt.Errorf("%T is no page", page)
}

// fill gives a page the title, description and frame that it may leave out.
func (th *Theme) fill(p *Page, titleKey, description string) {
	if p.Site == nil {
		p.Site = &Site{}
	}
	if p.Site.Assets.CSS == "" {
		site := *p.Site
		site.Assets = th.assets
		p.Site = &site
	}
	if p.Title == "" && titleKey != "" {
		p.Title = th.words[p.Lang].Text(titleKey)
	}
	if p.Description == "" {
		p.Description = description
	}
	if p.Description == "" {
		p.Description = p.Site.Description[p.Lang]
	}
	if p.OGType == "" {
		p.OGType = "website"
	}
}

// emptyPages are pages without anything, one of each kind.
func emptyPages(lang string) []any {
	p := Page{Lang: lang, Path: "/" + lang + "/"}
	return []any{
		Home{Page: p}, Section{Page: p}, GuidePage{Page: p}, JourneyPage{Page: p}, Glossary{Page: p}, SearchPage{Page: p}, StatusForm{Page: p},
		StatusAnswer{Page: p}, NotFound{Page: p}, ErrorPage{Page: p}, Offline{Page: p}, Reference{Page: p},
		ProblemPage{Page: p}, Choose{Page: p}, Components{Page: p},
	}
}

// isAmong tells whether a page is of one of these kinds.
func isAmong(kinds []any, page any) bool {
	return slices.ContainsFunc(kinds, func(kind any) bool { return reflect.TypeOf(kind) == reflect.TypeOf(page) })
}
