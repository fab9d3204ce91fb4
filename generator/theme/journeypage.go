package theme

import (
	"html/template"
	"time"
)

// JourneyPage has all guides of a journey one after the other, to read in one
// go and to print.
type JourneyPage struct {
	Page
	Breadcrumbs []Link
	Journey     Journey
	Parts       []JourneyPart
}

// JourneyPart is one guide of the journey.
type JourneyPart struct {
	ID             string // of its place on the page
	URL            string // of the guide's own page
	Step           string // what the journey calls it: "Report the loss"
	Title, Summary string
	Body           template.HTML // headings from level 3, ids of its own
	Reviewed       time.Time     // zero: unknown
	Lang           string        // of the text, where it is not that of the page
}

// Page is where all guides of the journey stand on one page: "" where it has no
// such page.
func (j Journey) Page(lang string) string {
	if j.ID == "" {
		return ""
	}
	return "/" + lang + "/journeys/" + j.ID + "/"
}
