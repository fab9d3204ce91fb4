// Package everyday holds what people call everyday things, for any site that helps
// with papers, offices, money, health, family and law: words for one thing, questions
// and what their answers speak of, phrases that say nothing. A glossary need then name
// only what is the site's own; what a site does with these words is judged in package
// search.
//
//	for _, g := range everyday.Groups() {
//		if g.Origin == everyday.Question {
//			fmt.Println(g.Typed, "is answered by", g.Found) // how long, how soon, … by days, …
//		}
//	}
//
// The lists, en.txt and zh.txt, are for editors: a group a line, and how it is written
// at the top of en.txt.
package everyday

import (
	_ "embed"
	"strings"
)

//go:embed en.txt
var english string

//go:embed zh.txt
var chinese string

// Origin tells where a group of synonyms comes from and what it is.
type Origin uint8

const (
	Site      Origin = iota // the glossary
	Everyday                // everyday words
	Question                // a question, and what its answer is likely to speak of
	Filler                  // words that say nothing together
	Elsewhere               // things that are a subject of their own; Typed ones where nothing else in a query names the site's
	Person                  // words for a person, who is seldom what a query is about
)

// Group is a group of synonyms as it is written.
type Group struct {
	Origin Origin
	Both   []string // find each other
	Typed  []string // find both and found, and are not found by them
	Found  []string
	Guide  string // where the site explains it, of the glossary alone
}

// Groups reads the lists of everyday words.
func Groups() []Group { return append(read(english), read(chinese)...) }

func read(list string) (groups []Group) {
	for line := range strings.Lines(list) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		g := Group{Origin: Everyday}
		switch line[0] {
		case '?':
			g.Origin, line = Question, line[1:]
		case '-':
			g.Origin, line = Filler, line[1:]
		case '!':
			g.Origin, line = Elsewhere, line[1:]
		case '@':
			g.Origin, line = Person, line[1:]
		}
		if typed, found, ok := strings.Cut(line, ">"); ok && g.Origin == Elsewhere {
			g.Typed = together(strings.Split(typed, ","), strings.Split(found, ","))
		} else if ok {
			g.Typed, g.Found = strings.Split(typed, ","), strings.Split(found, ",")
		} else {
			g.Both = strings.Split(line, ",")
		}
		groups = append(groups, g)
	}
	return groups
}

// together puts each thing into each phrase, where ~ stands for it.
func together(phrases, things []string) (all []string) {
	for _, phrase := range phrases {
		for _, thing := range things {
			all = append(all, strings.ReplaceAll(phrase, "~", strings.TrimSpace(thing)))
		}
	}
	return all
}

// EnglishGlue are the words that a phrase may have or lack and be the same.
const EnglishGlue = `
a an the my our your his her its their this that these those i we you he she they me us him them it im ive
is are was were be been being am to of will would can could do does did have has had having there so just please very
really
`

// EnglishNot are the words that turn a phrase into its contrary.
const EnglishNot = `
not cannot can't couldn't don't doesn't didn't won't wouldn't isn't aren't wasn't weren't haven't hasn't hadn't never
unable
`

// EnglishParticles are the words that part from their verbs.
const EnglishParticles = `
up down on off in into out back over away again along through around apart together
`

// Not stands for any of them in a phrase.
const Not = "not"
