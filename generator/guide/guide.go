package guide

import (
	"net/url"
	"time"
)

// Site is one content folder, read and checked: its settings, its shared facts
// and every guide in every language.
type Site struct {
	Config Config
	Facts  map[string]Fact // by name, from facts.yaml

	// Glossary is what things are called, in the order of glossary.yaml; empty
	// where there is none.
	Glossary []Term

	// Guides holds the pages with a slug, ordered by language (as the site
	// lists them), section, order and slug. Indexes holds the index.md pages.
	Guides  []*Guide
	Indexes []*Guide

	// Warnings are faults that a build survives: unknown keys and the like.
	Warnings Faults
}

// Guide is one Markdown file: its front matter and its body, not yet rendered.
type Guide struct {
	File    string // path inside the content folder: "zh/guides/reissue.md"
	Lang    string // "zh"
	Section string // "guides"; "" for a page directly under its language
	Slug    string // "reissue"; "" for an index.md

	FrontMatter

	Front    []byte // the front matter as written, from line 2 of File on
	Body     []byte // Markdown, without the front matter
	BodyLine int    // line of File on which Body begins, from 1

	Sum [32]byte // SHA-256 of the whole file; zero where Load had no cache
}

// FrontMatter is what a guide says about itself. Only Title is required.
type FrontMatter struct {
	Title     string   // heading of the page and its name in lists
	Summary   string   // one or two plain sentences: the answer
	Questions []string // how people ask for this page
	Related   []string // a slug ("reissue", "articles/age-limit") or a question in words
	Sources   []Source
	Reviewed  time.Time // day on which the facts were last checked; zero if unknown
	ReviewBy  time.Time // day by which they should be checked again; zero if none
	Aliases   []string  // old addresses, each beginning with "/"
	Order     int       // place in the section, smallest first; equal ones by slug
	Draft     bool
}

// Source is where a guide's statements come from.
type Source struct {
	Title    string
	URL      string // may be empty: a law without an address
	Accessed time.Time
}

// Text is a value that may differ by language: {zh: …, en: …}. In YAML a plain
// string stands for every language.
type Text map[string]string

// In returns the text in lang, or any language's text where lang has none.
// (The loader reports a missing language; In never returns nothing for it.)
func (t Text) In(lang string) string {
	if s, ok := t[lang]; ok {
		return s
	}
	for _, l := range []string{"en", "zh", ""} {
		if s, ok := t[l]; ok {
			return s
		}
	}
	return ""
}

// Config is content/site.yaml. Title and Languages are required.
type Config struct {
	Title       Text
	Description Text
	BaseURL     string   // "https://example.org", without a slash at the end; may be empty
	Languages   []string // the first is the default
	Operator    Text     // who runs the site
	Footer      Text
	Hotlines    []Hotline
	Journeys    []Journey
	Statuses    map[string]StatusLink // by status code of the card package
	Found       string                // where a card that turns up is spoken of: "guides/report-loss#found"; may be empty
}

// Hotline is a telephone number that every page offers.
type Hotline struct {
	Fact string // name of the fact that holds the number
	Name Text   // "citizen service hotline"
}

// Journey is an ordered way through several guides: loss, reissue, activate.
type Journey struct {
	ID    string
	Title Text
	Steps []Step
}

// Step is one guide of a journey.
type Step struct {
	Guide string // "guides/report-loss"
	Title Text   // short verb phrase: "Report the loss"
}

// StatusLink says where a card status is explained and what runs out.
type StatusLink struct {
	Guide        string // "guides/report-loss#formal"
	Bank         string // what the issuing bank has to be told: "guides/report-loss#phone-bank"; may be empty
	Ahead        Text   // what is still to come; may be empty
	DeadlineDays int    // how many days the status lasts, that of its change counted; 0 = no deadline
}

// Fact is one value that stands in more than one place: a telephone number, a
// fee, a period, the name of an office. Guides refer to it as
// [12333](fact:phone-12333) and show Value in their language.
type Fact struct {
	Name    string
	Kind    string // phone, fee, period, office, app, term, law
	Value   Text
	Source  Text // what facts.yaml calls its sources, or what it says itself
	Checked time.Time
	Line    int // in facts.yaml
}

// Path is the guide's place below its language: "guides/reissue"; it is what
// related, journeys and statuses name. Index pages end with a slash or are "".
func (g *Guide) Path() string {
	switch {
	case g.Section == "":
		return g.Slug
	case g.Slug == "":
		return g.Section + "/"
	}
	return g.Section + "/" + g.Slug
}

// URL is the address of the guide's page: "/zh/guides/reissue/".
func (g *Guide) URL() string {
	url := "/" + g.Lang + "/"
	if g.Section != "" {
		url += g.Section + "/"
	}
	if g.Slug != "" {
		url += g.Slug + "/"
	}
	return url
}

// EscapePath writes a path of the site as it stands in an address.
func EscapePath(path string) string { return (&url.URL{Path: path}).EscapedPath() }
