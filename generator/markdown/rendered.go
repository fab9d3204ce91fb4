package markdown

// Rendered is all that is made of one Markdown body, in one pass over one
// parse: nobody downstream parses the text or the HTML again.
type Rendered struct {
	HTML     string    // safe: raw HTML in the source is not passed through
	Headings []Heading // in order, level 2 and deeper (and 1 where a body has one)
	Sections []Section // the same text cut at its headings of level 1 to 3
	Links    []Link    // every link and image, as resolved; not those that are faults
	Images   []string  // destinations of images that stand beside the guide
	Facts    []string  // names of the facts used, in order, without repeats
	Faults   []Fault   // by line

	// Warnings are what a build survives: raw HTML shown as text, an image
	// without alternative text and the like. By line.
	Warnings []Fault

	Prose *Prose // nil unless Context.Prose asked for it
}

// Heading is one heading and the id that the HTML carries.
type Heading struct {
	Level   int
	ID      string
	Text    string // plain text
	Written bool   // the id was written by the author: {#by-phone}
	Line    int    // line of the body, from 1
}

// Section is the plain text below a heading, for search. The text before the
// first heading is a section without ID and heading. The notes at the end of a
// page are a section of their own.
type Section struct {
	ID      string
	Heading string
	Text    string // blocks are separated by a line break
}

// Link is one link or image of the body.
type Link struct {
	Dest   string // as written
	URL    string // as it stands in the HTML
	Line   int    // line of the body, from 1
	Column int    // in characters, from 1
	Image  bool
}

// Fault is something wrong in a body; Line counts from the body's first line,
// Column in characters from 1. Column is 0 where the whole line is meant.
type Fault struct {
	Line    int
	Column  int
	Message string
	Rule    string // names the kind of fault: "dead-link"; package check lists them all
}

// Context is everything that rendering may know of the world outside the body.
// The zero value renders English without facts and leaves links as written.
type Context struct {
	Lang string

	// Resolve turns a destination as written ("../reissue.md#fee", "reissue",
	// "map.png") into the address for the page. ok is false for a dead link,
	// which is then a fault. nil leaves destinations as they are. Addresses
	// with a scheme and those inside the page ("#fee") do not come here: the
	// latter are checked against the body's own ids.
	Resolve func(dest string) (url string, ok bool)

	// Fact looks up [text](fact:name). ok is false for an unknown name, which
	// is then a fault. nil makes every name unknown.
	Fact func(name string) (f FactValue, ok bool)

	// Alerts holds the title of each kind of alert ("note", "tip",
	// "important", "warning", "caution") in the page's language. What is
	// missing is taken from the words for Lang, English by default.
	Alerts map[string]string

	// Labels holds the words that a screen reader says: "table", "footnotes",
	// "footnote" and "back" (from a note to its place in the text). What is
	// missing is taken from the words for Lang, English by default.
	Labels map[string]string

	// Taken are the ids that the page around the body uses itself. A heading's
	// own id avoids them; one written by the author is then a fault.
	Taken []string

	// Prose asks for Rendered.Prose.
	Prose bool
}

// FactValue is a fact in the language of the page.
type FactValue struct {
	Kind  string // "phone" becomes a tel: link
	Value string
}
