package card

import "strconv"

// Why a row of a file is refused, besides the reasons of numbers.
const (
	Formula       Reason = "formula"        // a spreadsheet would compute the cell
	UnknownStatus Reason = "unknown_status" // none of Statuses
	Date          Reason = "date"           // neither YYYY-MM-DD nor RFC 3339, or no real day
	DateRange     Reason = "date_range"     // before 1990 or after 2099
	Quote         Reason = "quote"          // quotes that do not pair, or text around them
	Cells         Reason = "cells"          // more or fewer cells than the header
	TooLong       Reason = "too_long"       // a row longer than 16 KiB
	Characterset  Reason = "encoding"       // bytes that are no character of the file's encoding
	ZeroByte      Reason = "zero_byte"      // a byte that no text has
)

// reasonWords explain a reason to the operator at the terminal.
var reasonWords = map[Reason]string{
	Missing:       "is empty",
	Length:        "has the wrong length",
	Characters:    "has a character that cannot be there",
	BirthDate:     "has no real date in places 7 to 14",
	CheckDigit:    "has a check character that does not fit",
	Formula:       "begins like a formula (= + - @ or tab)",
	UnknownStatus: "is none of active, loss_reported_temporarily, reported_lost, reissuing, dispatched, awaiting_activation and cancelled",
	Date:          "is neither a real date YYYY-MM-DD nor an RFC 3339 time",
	DateRange:     "is not between 1990 and 2099",
	Quote:         "has quotes that do not pair",
	Cells:         "has not as many cells as the header",
	TooLong:       "is longer than 16 KiB",
	Characterset:  "has bytes that are no text in the file's encoding",
	ZeroByte:      "has a zero byte",
}

// reasonText explains a reason, and how long a number of the field is.
func reasonText(field string, reason Reason) string {
	words := reasonWords[reason]
	switch {
	case reason == Length && field == FieldID:
		words += ": an identity number has 18 characters"
	case reason == Length && field == FieldCard:
		words += ": a card number has 4 to 32 characters"
	}
	return words
}

// Rejection says where a bad cell or row is and what is wrong with it. It holds
// nothing of what the file says.
type Rejection struct {
	Line   int    // of the row's beginning, from 1
	Column string // "" for the row as a whole
	Reason Reason
}

// String is "line 17: id_number has a check character that does not fit".
func (r Rejection) String() string {
	what := r.Column
	if what == "" {
		what = "the row"
	}
	return "line " + strconv.Itoa(r.Line) + ": " + what + " " + reasonText(r.Column, r.Reason)
}
