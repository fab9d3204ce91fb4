package theme

import "html/template"

// Reference is the page that describes the API. The server makes it from its
// OpenAPI document; its texts are markup already.
type Reference struct {
	Page
	Heading  string
	Intro    template.HTML // paragraphs, but for the first <p> and the last </p>
	Document string        // address of the OpenAPI document
	Groups   []ReferenceGroup
	Schemas  []ReferenceSchema
}

// ReferenceGroup is what belongs together.
type ReferenceGroup struct {
	Name       string
	Text       template.HTML
	Operations []ReferenceOperation
}

// ReferenceOperation is one thing to ask of the API.
type ReferenceOperation struct {
	ID, Method, Path string
	Summary          string
	Text             template.HTML
	Example          string // a command for the shell
	Parameters       []ReferenceField
	Body             Link // what is sent: its Text is "" for nothing
	Answers          []ReferenceAnswer
}

// ReferenceAnswer is one of an operation's answers.
type ReferenceAnswer struct {
	Status string // "200", or "default" for any other
	Text   template.HTML
	Body   Link // its Text is "" for none
}

// ReferenceSchema is what something sent or answered is made of.
type ReferenceSchema struct {
	Name   string
	Text   template.HTML
	URL    string // its JSON Schema
	Fields []ReferenceField
}

// ReferenceField is a parameter, or a field of a schema.
type ReferenceField struct {
	Name, Type string
	URL        string // of the type, where it has fields of its own
	Required   bool
	Text       template.HTML
	Number     *ReferenceBounds // of a whole number; nil: any
	Length     *ReferenceBounds // of a text, in characters; nil: any
}

// ReferenceBounds are the least and the most that there may be, and what is taken
// where nothing is given.
type ReferenceBounds struct{ Least, Most, Default string }

// ProblemPage is about one kind of problem of the API. Kind is a key of the
// words: "problem.<kind>.title" and "problem.<kind>.detail".
type ProblemPage struct {
	Page
	Kind string
	Name string // in the words of the API: "Bad parameter"
	Type string // what the API calls it: "/problems/bad-parameter"
}
