package search

import (
	_ "embed"
	"strings"
)

// Synonyms of everyday words, for any site.
//
//go:embed everyday_en.txt
var everydayEnglish string

//go:embed everyday_zh.txt
var everydayChinese string

// origin tells where a group of synonyms comes from.
type origin uint8

const (
	siteOrigin      origin = iota // the glossary
	everydayOrigin                // everyday words
	questionOrigin                // a question, and what its answer is likely to speak of
	fillerOrigin                  // words that say nothing together
	elsewhereOrigin               // things that are a subject of their own
)

// wordGroup is a group of synonyms as it is written.
type wordGroup struct {
	origin origin
	both   []string // find each other
	typed  []string // find both and found, and are not found by them
	found  []string
	guide  string // see Synonyms
}

// everydayGroups reads the lists of everyday words.
func everydayGroups() (groups []wordGroup) {
	for _, list := range []string{everydayEnglish, everydayChinese} {
		for line := range strings.Lines(list) {
			line = strings.TrimSpace(line)
			if line == "" || line[0] == '#' {
				continue
			}
			g := wordGroup{origin: everydayOrigin}
			switch line[0] {
			case '?':
				g.origin, line = questionOrigin, line[1:]
			case '-':
				g.origin, line = fillerOrigin, line[1:]
			case '!':
				g.origin, line = elsewhereOrigin, line[1:]
			}
			if typed, found, ok := strings.Cut(line, ">"); ok {
				g.typed, g.found = strings.Split(typed, ","), strings.Split(found, ",")
			} else {
				g.both = strings.Split(line, ",")
			}
			groups = append(groups, g)
		}
	}
	return groups
}

// englishGlue are the words that a phrase may have or lack and be the same.
const englishGlue = `
a an the my our your his her its their this that these those i we you he she they me us him them it im ive
is are was were be been being am to of will would can could do does did have has had having there so just please very
really
`

// englishNot are the words that turn a phrase into its contrary.
const englishNot = `
not cannot can't couldn't don't doesn't didn't won't wouldn't isn't aren't wasn't weren't haven't hasn't hadn't never
unable
`

// englishParticles are the words that part from their verbs.
const englishParticles = `
up down on off in into out back over away again along through around apart together
`

// notElement stands for any of them in a phrase.
const notElement = "not"
