package search

// How long a query is tells how it is to be read. A long one says itself what it
// means, in the words of whoever answers it: what everyday words may also mean is then
// left out by and by.
const (
	everydayFull = 4 // words up to which it counts in full; a character is half a word
	everydayNone = 8
	lightLength  = 0.25 // of a particle or the like
)

// short says how short a query is: 1 for one of a few words, 0 for a long one.
func (p *plan) short() float64 {
	words := 0.0
	for _, u := range p.units {
		switch {
		case u.han && u.light:
			words += lightLength
		case u.han:
			words += 0.5
		case !u.stop && !u.light:
			words++
		}
	}
	return 1 - min(max((words-everydayFull)/(everydayNone-everydayFull), 0), 1)
}

// Information of a query of a few words, and of a sentence.
const (
	shortQuery = 3.6
	longQuery  = 6.5
)

// long says how much a query tells: 0 for a few words, 1 for a sentence.
func (p *plan) long() float64 {
	return min(max((p.information()-shortQuery)/(longQuery-shortQuery), 0), 1)
}

func (p *plan) information() float64 {
	sum := 0.0
	for _, u := range p.units {
		sum += u.info
	}
	return sum
}

// sayLittle counts the words that say little. A sentence has several.
func (p *plan) sayLittle() (n int) {
	for _, u := range p.units {
		if u.stop || u.light {
			n++
		}
	}
	return n
}
