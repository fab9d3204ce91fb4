package generator

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"shebao/generator/guide"
	"shebao/generator/theme"
)

// step is where a guide stands in a journey.
type step struct {
	journey *theme.Journey
	current int
}

// planSite makes what all pages share out of the settings.
func (p *plan) planSite(statuses []string) {
	c := &p.site.Config
	p.published = &theme.Site{
		BaseURL:     c.BaseURL,
		Languages:   p.langs,
		Title:       p.texts(c.Title),
		Description: p.texts(c.Description),
		Operator:    p.texts(c.Operator),
		Footer:      p.texts(c.Footer),
		Hotlines:    p.hotlines(),
		Sections:    map[string][]theme.Link{},
		Journeys:    p.journeys(),
		Statuses:    p.statuses(statuses),
		Found:       p.placed("found", p.site.Config.Found, p.lineOf(settingsFile, "found")),
		Redirects:   p.redirects(),
		Glossary:    p.hasGlossary(),
		Pictures:    len(p.posters) > 0,
		Assets:      p.theme.Assets(),
	}
	for _, lang := range p.langs {
		for _, n := range p.sections[lang] {
			p.published.Sections[lang] = append(p.published.Sections[lang], theme.Link{URL: n.url(), Text: n.title()})
		}
	}

	// Pages show no guide from the catalogue but those of the footer; without
	// the others, drawing a page costs the same however large the site is.
	frame := *p.published
	for _, n := range p.nodes {
		if !n.isGuide() || n.standsIn {
			continue
		}
		entry := theme.Guide{
			Lang: n.lang, URL: n.url(), Section: n.section, Slug: n.slug,
			Title: n.guide.Title, Summary: n.guide.Summary, Reviewed: day(n.guide.Reviewed), ReviewBy: day(n.guide.ReviewBy),
		}
		p.published.Guides = append(p.published.Guides, entry)
		if n.section == "" {
			frame.Guides = append(frame.Guides, entry)
		}
	}
	p.frame = &frame
}

// texts is a text of the settings in each language; nil where there is none.
func (p *plan) texts(t guide.Text) map[string]string {
	if len(t) == 0 {
		return nil
	}
	m := map[string]string{}
	for _, lang := range p.langs {
		m[lang] = t.In(lang)
	}
	return m
}

func (p *plan) hotlines() map[string][]theme.Hotline {
	m := map[string][]theme.Hotline{}
	for _, h := range p.site.Config.Hotlines {
		for _, lang := range p.langs {
			m[lang] = append(m[lang], theme.Hotline{Number: p.site.Facts[h.Fact].Value.In(lang), Name: h.Name.In(lang)})
		}
	}
	return m
}

var journeyID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// journeys checks every step and notes the place of its guide.
func (p *plan) journeys() map[string][]theme.Journey {
	p.steps = map[string]step{}
	m := map[string][]theme.Journey{}
	for _, j := range p.site.Config.Journeys {
		found := map[string]bool{} // steps that some language has
		if !journeyID.MatchString(j.ID) {
			p.fault("bad-name", settingsFile, p.lineAfter(settingsFile, "journeys", j.ID), "journey %q: an id is part of an address, so it has small letters, digits and hyphens alone", j.ID)
			continue
		}
		for _, lang := range p.langs {
			journey := theme.Journey{ID: j.ID, Title: j.Title.In(lang)}
			for _, s := range j.Steps {
				if n := p.named(lang, s.Guide); n != nil {
					found[s.Guide] = true
					journey.Steps = append(journey.Steps, theme.Link{URL: n.url(), Text: s.Title.In(lang)})
				}
			}
			if len(journey.Steps) == 0 {
				continue
			}
			m[lang] = append(m[lang], journey)
			p.claim(journeyURL(lang, j.ID)[1:], "journey "+j.ID, settingsFile, 0)
			for i, s := range journey.Steps {
				if _, ok := p.steps[s.URL]; !ok {
					p.steps[s.URL] = step{&journey, i}
				}
			}
		}
		for _, s := range j.Steps {
			line := p.lineAfter(settingsFile, "journeys", s.Guide)
			if !found[s.Guide] {
				p.fault("journey-step", settingsFile, line, "journey %q: there is no guide %q%s", j.ID, s.Guide, meant(s.Guide, p.paths(p.langs...)))
				continue
			}
			for _, lang := range p.langs {
				if p.named(lang, s.Guide) == nil {
					p.warn("journey-step", settingsFile, line, "journey %q leaves out the step %q in %s: the guide is missing there", j.ID, s.Guide, lang)
				}
			}
		}
	}
	return m
}

// statuses says for every status of a card where it is explained. A site that
// says nothing about statuses leads to its first section.
func (p *plan) statuses(codes []string) map[string]map[string]theme.Status {
	m := map[string]map[string]theme.Status{}
	for _, lang := range p.langs {
		m[lang] = map[string]theme.Status{}
	}
	config := p.site.Config.Statuses
	if len(config) == 0 {
		for _, lang := range p.langs {
			to := p.home(lang)
			if sections := p.sections[lang]; len(sections) > 0 {
				to = sections[0]
			}
			for _, code := range codes {
				m[lang][code] = theme.Status{URL: to.url()}
			}
		}
		return m
	}
	for _, code := range codes {
		if _, ok := config[code]; !ok {
			p.fault("status-link", settingsFile, p.lineOf(settingsFile, "statuses"), "statuses: %s is missing: say which guide explains it", code)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(config)) {
		line := p.lineAfter(settingsFile, "statuses", code)
		if len(codes) > 0 && !slices.Contains(codes, code) {
			p.fault("status-link", settingsFile, line, "statuses: no card has the status %q%s", code, meant(code, codes))
			continue
		}
		bank := p.placed("statuses: "+code+": bank", config[code].Bank, line)
		for lang, url := range p.placed("statuses: "+code, config[code].Guide, line) {
			m[lang][code] = theme.Status{URL: url, BankURL: bank[lang], Ahead: config[code].Ahead.In(lang), DeadlineDays: config[code].DeadlineDays}
		}
	}
	return m
}

// placed is the address, in each language, of the section of a guide that the
// settings name for what: "guides/report-loss#found".
func (p *plan) placed(what, target string, line int) map[string]string {
	if target == "" {
		return nil
	}
	m := map[string]string{}
	path, anchor, _ := strings.Cut(target, "#")
	for _, lang := range p.langs {
		n := p.named(lang, path)
		if n == nil {
			p.fault("status-link", settingsFile, line, "%s: there is no guide %q in %s%s", what, path, lang, meant(path, p.paths(lang)))
			continue
		}
		m[lang] = n.url()
		if anchor != "" {
			m[lang] += "#" + anchor
			p.anchors = append(p.anchors, anchorRef{File: settingsFile, Line: line, URL: n.url(), ID: anchor})
		}
	}
	return m
}

// named returns the guide that the settings call "guides/reissue".
func (p *plan) named(lang, path string) *node {
	n := p.byURL["/"+lang+"/"+strings.Trim(path, "/")+"/"]
	if n == nil || !n.isGuide() {
		return nil
	}
	return n
}

// paths names every guide of some languages as the settings do.
func (p *plan) paths(langs ...string) []string {
	var paths []string
	for _, n := range p.nodes {
		if n.isGuide() && slices.Contains(langs, n.lang) {
			paths = append(paths, n.guide.Path())
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// meant ends a message with the candidate that was probably meant.
func meant(word string, candidates []string) string {
	if best := guide.Nearest(word, candidates); best != "" {
		return "; did you mean " + best + "?"
	}
	return ""
}
