package theme

import (
	"html/template"
	"time"
)

// Home is a language's first page.
type Home struct {
	Page
	Heading string        // of the content's index.md, or the site's title
	Intro   template.HTML // its body; may be empty
	Guides  []Card        // the guides of the first section
	More    []SectionList // the other sections
	Journey *Journey      // the first journey, or nil
}

// Card is a guide in a list.
type Card struct {
	URL, Title, Summary string
	Lang                string // of the words, where it is not that of the page
}

// SectionList is a section with its guides.
type SectionList struct {
	Link   // the section's page
	Guides []Card
}

// Section is the page that lists one section's guides.
type Section struct {
	Page
	Breadcrumbs []Link
	Intro       template.HTML
	Guides      []Card
}

// Guide is one guide's page. GuidePage is its name because Guide is the entry
// of the catalogue.
type GuidePage struct {
	Page
	Breadcrumbs []Link // from home to the section; the page itself is not in it
	Summary     string
	Body        template.HTML
	Contents    []Heading // level 2 and 3
	Journey     *Place    // nil outside every journey
	Sources     []Source
	Reviewed    time.Time // zero: unknown
	Overdue     bool      // past its review date
	Related     []Link
	Draft       bool
	Fallback    string // language of the text, where the page's own has none: a notice says so
}

// Heading is an entry of the table of contents.
type Heading struct {
	Level    int
	ID, Text string
}

// Place is where a guide stands in a journey.
type Place struct {
	Journey
	Current        int // index into Steps
	Previous, Next *Link
}

// Source is where statements come from.
type Source struct {
	Title, URL string
	Accessed   time.Time
}

// Accessed is the day on which all sources of the guide were read; zero where
// there is no such day.
func (g GuidePage) Accessed() time.Time {
	if len(g.Sources) < 2 {
		return time.Time{}
	}
	day := g.Sources[0].Accessed
	for _, s := range g.Sources {
		if !s.Accessed.Equal(day) {
			return time.Time{}
		}
	}
	return day
}

// SearchPage shows results, or the bare form before anything was asked.
type SearchPage struct {
	Page              // Query is what was asked, as typed
	Asked      bool   // a query was given
	Problem    string // key of the words: "too_long", "unavailable", "limited"; "" for none
	RetryAfter int    // seconds, with "limited"
	Number     bool   // the query looks like a person's number and was not run
	Total      int
	Hits       []Hit
	Suggestion *Link  // a better spelling
	Nearest    []Link // where nothing was found: words near to those typed
	Previous   *Link  // earlier hits
	Next       *Link  // later hits
	Offer      []Card // main guides, shown when nothing was found or asked
}

// Hit is one result.
type Hit struct {
	URL, Title, Heading string
	Snippet             template.HTML // escaped, with <mark>
	Lang                string
	Section             string // the section's name in words
	Reviewed            string
	More                []Hit
}

// StatusForm is the card-status page before an answer: the form, and what was
// wrong with what was typed.
type StatusForm struct {
	Page
	IDNumber, CardNumber string       // as typed; shown again after an error
	Errors               []FieldError // in the order of the fields
	Outcome              string       // "not_found", "limited", "unavailable", "no_data", "bad_request"; "" for none
	RetryAfter           int          // seconds, with "limited" and "unavailable"
	Demo                 []DemoCard   // numbers to try, under --demo
}

// FieldError is a malformed number: field "id_number" or "card_number", reason
// a card.Reason as text. Words come from strings "status.error.<field>.<reason>".
type FieldError struct{ Field, Reason string }

// DemoCard is a fictitious card.
type DemoCard struct{ IDNumber, CardNumber, Status string }

// StatusAnswer is the card-status page with an answer. It holds no number.
type StatusAnswer struct {
	Page
	Answer StatusView
}

// StatusView is an answer in words, the same for page and API.
type StatusView struct {
	Status    string // code
	Label     string
	Meaning   string
	Tone      string // "good", "wait", "act", "ended": colour and icon, never alone
	ChangedAt string // RFC 3339 or YYYY-MM-DD
	NextText  string
	NextURL   string
	BankText  string // what the issuing bank has to be told; "" for nothing
	BankURL   string
	Ahead     string // what is still to come; "" for nothing
	Deadline  string // the last day in time, YYYY-MM-DD; "" where none runs
	Timeline  []TimelineEntry
	DataAsOf  string // RFC 3339
	Told      string // what the language switch posts to have the same told in another language; "" for nothing
}

// TimelineEntry is one event in words.
type TimelineEntry struct {
	Status, Label, ChangedAt string
}

// NotFound is the page for an address that does not exist.
type NotFound struct {
	Page
	Offer []Card // main guides
}

// ErrorPage tells a reader that the server could not do what was asked.
// Kind is a key of the words: "internal", "unavailable", "limited",
// "bad_request", "method", "too_large", "media_type".
type ErrorPage struct {
	Page
	Kind       string
	RetryAfter int
}

// Choose is the page at "/" of a static host: it offers every language.
type Choose struct {
	Page
}
