package theme

import "html/template"

// Components is the page for whoever works on the theme: every component in
// each of its states. No site has it; package sample makes it.
type Components struct {
	Page
	Tokens    ComponentStates // colours and sizes, each with its name
	Style     string          // address of the style sheet that Tokens needs, with its hash
	Integrity string
	Groups    []ComponentStates
}

// ComponentStates is one component.
type ComponentStates struct {
	Name   string // of its folder
	States []ComponentState
}

// ComponentState is how it looks with some data.
type ComponentState struct {
	Name string
	HTML template.HTML
}
