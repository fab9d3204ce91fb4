package server

import (
	"errors"
	"slices"
	"strings"
	"time"

	"shebao/server/card"
)

// A page with an answer lets its reader have the same answer in another language,
// without asking for the numbers again: the language switch is a form that posts
// what was told. That is codes and dates, no number, and it is neither looked up
// nor believed to be true of any card: whoever posts it reads it.

// fieldTold is the field of that form.
const fieldTold = "told"

// maxTold bounds what is told again: in a form, where each mark takes three bytes,
// it has to stay below maxBody. A longer history is not told again.
const maxTold = 2 << 10

// told writes an answer for the form: when its data were imported, then each
// event's status and moment, oldest first. "" where that is too long.
func told(a card.Answer) string {
	text := []string{"-"}
	if !a.DataAsOf.IsZero() {
		text[0] = a.DataAsOf.UTC().Format(time.RFC3339)
	}
	for _, e := range a.Timeline {
		text = append(text, string(e.Status), e.ChangedAt.String())
	}
	if all := strings.Join(text, " "); len(all) <= maxTold {
		return all
	}
	return ""
}

// parseTold reads what told has written, and nothing else.
func parseTold(text string) (card.Answer, error) {
	var a card.Answer
	wrong := bodyFailure(fieldTold, "syntax", "told must be an answer as the page of an answer has it.")
	words := strings.Split(text, " ")
	if len(text) > maxTold || len(words) < 3 || len(words)%2 == 0 {
		return a, wrong
	}
	if words[0] != "-" {
		asOf, err := parseTime(words[0])
		if err != nil || asOf.DateOnly {
			return a, wrong
		}
		a.DataAsOf = asOf.Time.Truncate(time.Second).UTC()
	}
	for event := range slices.Chunk(words[1:], 2) {
		at, err := parseTime(event[1])
		if err != nil || card.Status(event[0]).Order() == 0 {
			return a, wrong
		}
		a.Timeline = append(a.Timeline, card.Event{Status: card.Status(event[0]), ChangedAt: at})
	}
	last := a.Timeline[len(a.Timeline)-1]
	a.Status, a.ChangedAt = last.Status, last.ChangedAt
	return a, nil
}

// parseTime reads a moment as card.Moment writes it.
func parseTime(text string) (card.Moment, error) {
	layout := time.RFC3339
	if len(text) == len(time.DateOnly) {
		layout = time.DateOnly
	}
	t, err := time.Parse(layout, text)
	switch {
	case err != nil:
		return card.Moment{}, err
	case t.Year() < 1000 || t.Year() > 9000: // in China's time, too, a year has four digits
		return card.Moment{}, errors.New("no year of a card")
	case layout == time.DateOnly:
		return card.Day(t.Date()), nil
	}
	return card.At(t), nil
}
