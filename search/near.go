package search

import "unicode/utf8"

// near is an automaton that accepts what is no more than some edits away from a
// word: a letter more, one less, another one, or two neighbours swapped, of which
// neither is edited again (optimal string alignment). Its states are made when they
// are come to, which are a few of those that it could have: making them all costs
// more than looking a vocabulary through. It is for one walk at a time.
//
// A state is the row of a table of distances: how many edits bring what has been
// read to each beginning of the word. Behind it stands what the next row may take
// from it where the next letter turns out to be swapped with the last one.
type near struct {
	edits   byte
	letters []byte        // the word's, each as the number of its class
	ascii   [128]byte     // the class of a letter: 0 for all that the word does not have
	others  map[rune]byte // the same of letters that are not ASCII
	classes int

	rows   []byte         // of the states, one after the other; the first one is dead
	next   []int          // by state and class: the state that follows, or nearUnknown
	known  map[string]int // states by their rows
	half   []half         // states within a letter of several bytes, from -1 downwards
	halves map[half]int   // these states
	size   int            // of a row and what stands behind it
	room   [2 * nearMost]byte
}

// half is a letter of which bytes are missing.
type half struct {
	state   int
	bytes   [utf8.UTFMax]byte
	got     uint8
	missing uint8
}

const (
	nearDead    = 0
	nearStart   = 1
	nearUnknown = -1
)

// nearMost is the longest word, in letters, that others are near to, and one more.
const nearMost = 41

func newNear(word string, edits int) *near {
	a := &near{edits: byte(edits), classes: 1, known: map[string]int{}}
	for _, r := range word {
		a.letters = append(a.letters, a.learn(r))
	}
	n := len(a.letters) + 1
	a.size = 2 * n
	row := a.room[:a.size]
	for i := range row {
		row[i] = a.edits + 1
	}
	a.state(row) // the dead one
	for i := range min(n, edits+1) {
		row[i] = byte(i)
	}
	a.state(row)
	return a
}

// learn returns the class of a letter of the word.
func (a *near) learn(r rune) byte {
	if c := a.class(r); c > 0 {
		return c
	}
	c := byte(a.classes)
	a.classes++
	if r < utf8.RuneSelf {
		a.ascii[r] = c
		return c
	}
	if a.others == nil {
		a.others = map[rune]byte{}
	}
	a.others[r] = c
	return c
}

func (a *near) class(r rune) byte {
	if r < utf8.RuneSelf {
		return a.ascii[r]
	}
	return a.others[r]
}

// state returns the state with a row.
func (a *near) state(row []byte) int {
	if n, ok := a.known[string(row)]; ok {
		return n
	}
	n := len(a.known)
	a.known[string(row)] = n
	a.rows = append(a.rows, row...)
	for range a.classes {
		a.next = append(a.next, nearUnknown)
	}
	return n
}

// read returns the state after a letter of a class.
func (a *near) read(state int, class byte) int {
	if next := a.next[state*a.classes+int(class)]; next != nearUnknown {
		return next
	}
	n, most := len(a.letters)+1, a.edits+1
	from := a.rows[state*a.size:][:a.size]
	before, swaps := from[:n], from[n:]
	row, swapped := a.room[:n], a.room[n:a.size]
	row[0] = min(before[0]+1, most)
	for i := 1; i < n; i++ {
		same := a.letters[i-1] == class
		d := min(before[i], row[i-1], before[i-1]) + 1
		if same {
			d = min(d, before[i-1])
		}
		if i > 1 && a.letters[i-2] == class {
			d = min(d, swaps[i])
		}
		row[i] = min(d, most)
		swapped[i] = most
		if i > 1 && same {
			swapped[i] = min(before[i-2]+1, most)
		}
	}
	swapped[0] = most
	next := a.state(a.room[:a.size])
	a.next[state*a.classes+int(class)] = next
	return next
}

// The methods below are those of a vellum.Automaton.

func (a *near) Start() int               { return nearStart }
func (a *near) CanMatch(state int) bool  { return state != nearDead }
func (a *near) WillAlwaysMatch(int) bool { return false }
func (a *near) IsMatch(state int) bool {
	return state > 0 && a.rows[state*a.size+len(a.letters)] <= a.edits
}
func (a *near) Accept(state int, b byte) int {
	switch {
	case state == nearDead:
		return nearDead
	case state > 0 && b < utf8.RuneSelf:
		return a.read(state, a.ascii[b])
	case state > 0:
		h := half{state: state, missing: 1}
		if b >= 0xE0 {
			h.missing++
		}
		if b >= 0xF0 {
			h.missing++
		}
		h.bytes[0], h.got = b, 1
		return a.within(h)
	}
	h := a.half[-1-state]
	h.bytes[h.got] = b
	h.got++
	if h.missing--; h.missing > 0 {
		return a.within(h)
	}
	r, _ := utf8.DecodeRune(h.bytes[:h.got])
	return a.read(h.state, a.class(r))
}

// within returns the state within a letter.
func (a *near) within(h half) int {
	if n, ok := a.halves[h]; ok {
		return n
	}
	if a.halves == nil {
		a.halves = map[half]int{}
	}
	a.half = append(a.half, h)
	n := -len(a.half)
	a.halves[h] = n
	return n
}
