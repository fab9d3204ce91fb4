package card

import (
	"errors"
	"slices"
	"time"
)

// Status is where a card stands. The words for it live with the pages.
type Status string

// The seven statuses. A card's status is that of its latest event.
const (
	Active                  Status = "active"
	LossReportedTemporarily Status = "loss_reported_temporarily"
	ReportedLost            Status = "reported_lost"
	Reissuing               Status = "reissuing"
	Dispatched              Status = "dispatched"
	AwaitingActivation      Status = "awaiting_activation"
	Cancelled               Status = "cancelled"
)

// Statuses lists every status, in the order of a card's usual life.
func Statuses() []Status {
	return []Status{Active, LossReportedTemporarily, ReportedLost, Reissuing, Dispatched, AwaitingActivation, Cancelled}
}

// Moment is when something happened, as exactly as the issuer said it.
type Moment struct {
	Time     time.Time // midnight in China's time zone where only the day is known
	DateOnly bool
}

// Event is one entry of a card's history.
type Event struct {
	Status    Status
	ChangedAt Moment
}

// Digest stands for one pair of identity number and card number: an
// HMAC-SHA-256 under a key that the store does not hold.
type Digest [32]byte

// Answer is what a lookup tells. It holds no number.
type Answer struct {
	Status    Status
	ChangedAt Moment
	Timeline  []Event   // oldest first; the last is the status
	DataAsOf  time.Time // when the issuer's data was last imported
}

// Errors that callers tell apart with errors.Is. A malformed number is a
// *NumberError, a refused caller a *LimitError.
var (
	// ErrNotFound: no card has this pair of numbers. Unknown identity, unknown
	// card and wrong pair are this one error.
	ErrNotFound = errors.New("no card has this pair of numbers")
	// ErrUnavailable: the store cannot answer now. Never taken for ErrNotFound.
	ErrUnavailable = errors.New("the card store cannot answer now")
	// ErrNoData: nothing has been imported yet.
	ErrNoData = errors.New("no card data has been imported")
)

// LimitError says that the caller has asked too often and when to try again.
type LimitError struct{ RetryAfter time.Duration }

func (e *LimitError) Error() string { return "too many lookups" }

// NumberError says which number is malformed and why, never its value.
type NumberError struct {
	Field  string // "id_number" or "card_number"
	Reason Reason
}

// Reason is why a number is malformed; pages and the API have words for each.
type Reason string

// Why a number is refused.
const (
	Missing    Reason = "missing"     // nothing was given
	Length     Reason = "length"      // not 18 characters; not 4 to 32
	Characters Reason = "characters"  // something that is no digit or letter
	BirthDate  Reason = "birth_date"  // digits 7 to 14 are no calendar date
	CheckDigit Reason = "check_digit" // the check character does not fit
)

func (e *NumberError) Error() string { return e.Field + " " + reasonText(e.Field, e.Reason) }

// Order is the status's place among [Statuses], from 1; 0 for no status.
// Stores keep it instead of the word.
func (s Status) Order() int { return slices.Index(statuses, s) + 1 }

// StatusAt is the status with that order; ok tells whether there is one.
func StatusAt(order int) (s Status, ok bool) {
	if order < 1 || order > len(statuses) {
		return "", false
	}
	return statuses[order-1], true
}

var statuses = Statuses()
