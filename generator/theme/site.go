package theme

import "html/template"

// Site is what every page of one build shares. The generator makes it from the
// content and writes it to site.json, where the server reads it again to draw
// its own pages (search, card status, errors) in the same frame.
type Site struct {
	Build     string   `json:"build"`   // names the bytes of this build
	Content   string   `json:"content"` // names the bytes of the content it was made from
	BaseURL   string   `json:"base_url,omitempty"`
	Languages []string `json:"languages"` // the first is the default

	// By language.
	Title       map[string]string `json:"title"`
	Description map[string]string `json:"description,omitempty"`
	Operator    map[string]string `json:"operator,omitempty"`
	Footer      map[string]string `json:"footer,omitempty"`

	Hotlines map[string][]Hotline         `json:"hotlines,omitempty"` // by language
	Sections map[string][]Link            `json:"sections,omitempty"` // by language, in order
	Journeys map[string][]Journey         `json:"journeys,omitempty"` // by language
	Statuses map[string]map[string]Status `json:"statuses"`           // by language, then status code

	// Found is where a reader learns what to do with a card that has turned up,
	// by language.
	Found map[string]string `json:"found,omitempty"`

	// Pictures: each language's first page, and perhaps others, have a picture for
	// sharing beside them.
	Pictures bool `json:"pictures,omitempty"`

	// Glossary: each language has a page /<lang>/glossary/.
	Glossary bool `json:"glossary,omitempty"`

	Guides    []Guide           `json:"guides"`              // every guide of every language, in order
	Redirects map[string]string `json:"redirects,omitempty"` // old address -> new one

	Assets Assets `json:"assets"`
}

// Hotline is a telephone number that every page offers.
type Hotline struct {
	Number string `json:"number"`
	Name   string `json:"name"`
}

// Link is an address with its words.
type Link struct {
	URL  string `json:"url"`
	Text string `json:"text"`
	Lang string `json:"lang,omitempty"` // of Text, where it is not that of the page
}

// Journey is an ordered way through guides.
type Journey struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Steps []Link `json:"steps"`
}

// Status is where a card status leads.
type Status struct {
	URL          string `json:"url"`                     // section of the guide that explains it
	BankURL      string `json:"bank_url,omitempty"`      // what the issuing bank has to be told; "" = nothing
	Ahead        string `json:"ahead,omitempty"`         // what is still to come
	DeadlineDays int    `json:"deadline_days,omitempty"` // how long it lasts, the day of its change counted; 0 = no end
}

// Guide is one entry of the catalogue.
type Guide struct {
	Lang     string `json:"lang"`
	URL      string `json:"url"`     // "/zh/guides/reissue/"
	Section  string `json:"section"` // "guides"
	Slug     string `json:"slug"`
	Title    string `json:"title"`
	Summary  string `json:"summary,omitempty"`
	Reviewed string `json:"reviewed,omitempty"`  // YYYY-MM-DD
	ReviewBy string `json:"review_by,omitempty"` // YYYY-MM-DD
}

// Assets are the addresses of the style sheets and the scripts, with their
// contents' hash in the name and as integrity.
type Assets struct {
	CSS            string `json:"css"`
	CSSIntegrity   string `json:"css_integrity"`
	More           string `json:"more"` // style sheet of pages that are no guides
	MoreIntegrity  string `json:"more_integrity"`
	JS             string `json:"js"` // loaded after the first paint, by Early
	JSIntegrity    string `json:"js_integrity"`
	Early          string `json:"early"` // runs before the first paint: the stored theme and text size
	EarlyIntegrity string `json:"early_integrity"`
	Icon           string `json:"icon"`

	Offline          string `json:"offline"` // on the page for reading without a network alone
	OfflineIntegrity string `json:"offline_integrity"`
	Status           string `json:"status"` // on the form for the card check alone
	StatusIntegrity  string `json:"status_integrity"`
}

// Page is what every page has: its head, its place and its languages.
type Page struct {
	Site        *Site
	Lang        string
	Title       string // without the site's name
	Description string
	Path        string      // "/zh/guides/reissue/"
	Alternates  []Alternate // the same page in every language it has, itself included
	NoIndex     bool        // keep out of search engines
	Canonical   string      // the page to list instead of this one; "" = Path
	Demo        bool        // served with fictitious cards: a banner says so where cards are asked for
	JSONLD      template.JS // schema.org data; "" for none
	OGType      string      // "article" or "website" (the default)
	Markdown    string      // the same page as Markdown; "" for none
	Picture     string      // for sharing; "" = that of the language's first page
	Query       string      // what stands in the search box
	Told        string      // an answer that was posted for, as the language switch posts it; "" for none
	Section     string      // the section to mark as current in the navigation
}

// Alternate is the same page in one language.
type Alternate struct {
	Lang     string
	URL      string
	Fallback bool // the text is another language's: not for search engines
}
