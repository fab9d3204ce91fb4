package tally

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Question is a text that found nothing, and how many asked it on one day.
type Question struct {
	Day    string `json:"day"`  // YYYY-MM-DD
	Lang   string `json:"lang"` // of the page on which it was asked
	Text   string `json:"text"` // in its normal form
	Askers int    `json:"askers"`
}

func (q Question) id() string  { return q.Day + " " + q.Lang + " " + q.Text }
func (q Question) day() string { return q.Day }
func (q Question) valid() bool { return q.Text != "" && q.Askers > 0 && printable(q.Text) }

// join takes the larger count: after a restart the same askers may have been
// counted again.
func (q Question) join(r Question) Question {
	q.Askers = max(q.Askers, r.Askers)
	return q
}

const (
	unansweredFile   = "unanswered.json"
	unansweredFormat = "shebao unanswered 1"
)

// Several is how many must have asked a question on one day before it is kept.
const Several = 3

// Bounds of what is held in memory of one day.
const (
	maxQuestions = 2_000  // that fewer or more have asked; the longest unasked goes
	maxAskers    = 100    // told apart for one question; more count as so many
	maxPeople    = 20_000 // told apart at all
	maxEach      = 30     // questions of one asker that count
)

// Unanswered counts questions that found nothing. It is safe for concurrent
// use, and quick: it is called while a reader waits.
type Unanswered struct {
	book book[Question]

	mu        sync.Mutex
	day       string
	key       [32]byte                               // of the day
	questions *simplelru.LRU[question, *[]askerHash] // who asked what
	people    map[askerHash]uint8                    // how many questions each asked
}

type question struct{ lang, text string }

type askerHash uint64

// NewUnanswered counts into the file in Options.Dir.
func NewUnanswered(o Options) *Unanswered {
	u := &Unanswered{book: book[Question]{Options: o.withDefaults(), name: unansweredFile, format: unansweredFormat, rows: 5_000, days: 90}}
	u.book.start()
	return u
}

// Note counts a question that found nothing. asker is what tells one asker from
// another, an address for example; it is neither kept nor written.
func (u *Unanswered) Note(lang, text, asker string) {
	text, ok := normal(text)
	if !ok {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.turnPage()
	q, who := question{lang, text}, u.hash(asker)
	askers, ok := u.questions.Get(q)
	if !ok {
		askers = new([]askerHash)
	}
	if slices.Contains(*askers, who) || len(*askers) >= maxAskers {
		return
	}
	asked, known := u.people[who]
	if asked >= maxEach || !known && len(u.people) >= maxPeople {
		return
	}
	u.people[who]++
	*askers = append(*askers, who)
	u.questions.Add(q, askers)
	if len(*askers) >= Several {
		u.book.add(Question{Day: u.day, Lang: lang, Text: text, Askers: len(*askers)})
	}
}

// turnPage forgets everybody when a day has ended.
func (u *Unanswered) turnPage() {
	today := u.book.today()
	if today == u.day {
		return
	}
	u.day = today
	rand.Read(u.key[:]) // never fails
	u.people = map[askerHash]uint8{}
	u.questions, _ = simplelru.NewLRU[question, *[]askerHash](maxQuestions, nil) // fails for a size below 1
}

func (u *Unanswered) hash(asker string) askerHash {
	mac := hmac.New(sha256.New, u.key[:])
	mac.Write([]byte(asker))
	return askerHash(binary.LittleEndian.Uint64(mac.Sum(nil)))
}

// Close writes what has not been written yet and forgets everybody.
func (u *Unanswered) Close() error {
	u.mu.Lock()
	u.day, u.key, u.questions, u.people = "", [32]byte{}, nil, nil
	u.mu.Unlock()
	return u.book.close()
}

// ReadUnanswered reads the questions kept in a folder, in the order of days. No
// file is no questions.
func ReadUnanswered(dir string) ([]Question, error) {
	return read[Question](filepath.Join(dir, unansweredFile), unansweredFormat)
}

// Asked is a question over all the days that are kept.
type Asked struct {
	Lang   string `json:"lang"`
	Text   string `json:"text"`
	Askers int    `json:"askers"` // those of each day together
	Days   int    `json:"days"`   // on which several asked
	First  string `json:"first"`  // YYYY-MM-DD
	Last   string `json:"last"`   // YYYY-MM-DD
}

// Sum adds up the days, the most asked first.
func Sum(questions []Question) []Asked {
	at := map[question]int{}
	asked := []Asked{}
	for _, q := range questions {
		i, ok := at[question{q.Lang, q.Text}]
		if !ok {
			i = len(asked)
			at[question{q.Lang, q.Text}] = i
			asked = append(asked, Asked{Lang: q.Lang, Text: q.Text, First: q.Day, Last: q.Day})
		}
		a := &asked[i]
		a.Askers += q.Askers
		a.Days++
		a.First, a.Last = min(a.First, q.Day), max(a.Last, q.Day)
	}
	slices.SortStableFunc(asked, func(a, b Asked) int {
		if a.Askers != b.Askers {
			return b.Askers - a.Askers
		}
		return strings.Compare(a.Lang+" "+a.Text, b.Lang+" "+b.Text)
	})
	return asked
}
