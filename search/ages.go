package search

import (
	"strconv"
	"strings"
)

// People give an age as a number and little more: "I am 61, can I still join?",
// 六十二了还能参保吗. That it is one is told by what stands around it; what is asked
// then has to do with ages, and a guide writes the number in figures.

const (
	ageWeight = 0.55 // of a word for ages
	ageInfo   = 0.5  // how much less a number tells that is an age
	leastAge  = 10   // for a number that does not say it is one
)

// beforeAge are the words that an age follows, tens those with which one begins.
const (
	beforeAge = " am im aged age is turned turning turns of at be almost nearly over under hes shes "
	tens      = " twenty thirty forty fifty sixty seventy eighty ninety "
)

const chineseDigits = "一二三四五六七八九"

// A Chinese numeral with one of these characters before or behind it counts
// something else.
const (
	noAgeBefore = "第百千万点分零"
	noAgeAfter  = "一二三四五六七八九十百千万零个天年月元块张次家日号分点条本件周级楼后前里上下中"
)

// ageTerms are what guides write of ages with.
var ageTerms = [][]string{{"age"}, {"年龄"}, {"周岁"}}

// readAges finds ages and gives them what they ask for.
func (ix *Index) readAges(s *scratch, p *plan) error {
	if p.short() == 0 {
		return nil // a long query says what its numbers are
	}
	for i := 0; i < len(p.units); i++ {
		last, figure := i, ""
		if p.units[i].han {
			last, figure = p.chineseAge(i)
		} else if !p.isAge(i) {
			last = i - 1
		}
		if last < i {
			continue
		}
		sl := slot{units: [2]int{i, last}, weight: 1, credit: 1, phrase: true}
		for _, terms := range ageTerms {
			there, err := s.has(terms)
			if err != nil {
				return err
			}
			if there {
				sl.also(alternative{terms: terms, weight: ageWeight, general: true})
			}
		}
		if figure != "" {
			if there, err := s.has([]string{figure}); err != nil {
				return err
			} else if there {
				sl.also(alternative{terms: []string{figure}, weight: everydayWeight, general: true})
			}
		}
		if len(sl.alts) > 0 {
			p.slots = append(p.slots, sl)
			for j := i; j <= last; j++ {
				p.units[j].info *= ageInfo
			}
		}
		i = last
	}
	return nil
}

// isAge reports whether an English word is an age: a number of years after "I am" and
// the like, with nothing behind it that would be counted.
func (p *plan) isAge(i int) bool {
	u := &p.units[i]
	n, err := strconv.Atoi(u.text)
	if !(err == nil && leastAge <= n && n < 100) && !strings.Contains(tens, " "+u.text+" ") {
		return false
	}
	if i == 0 || !strings.Contains(beforeAge, " "+p.units[i-1].text+" ") {
		return false
	}
	if i+1 == len(p.units) {
		return true
	}
	next := &p.units[i+1]
	return next.stop || next.light || strings.HasPrefix(next.text, "year")
}

// chineseAge reads an age in Chinese numerals from unit i on, up to 九十九, and returns
// its last unit and the number in figures; i-1 if there is none.
func (p *plan) chineseAge(i int) (last int, figure string) {
	if i > 0 && p.units[i-1].joined && strings.Contains(noAgeBefore+chineseDigits+"十", p.units[i-1].text) {
		return i - 1, ""
	}
	at := i
	digit := func() int {
		if at < len(p.units) && p.units[at].han {
			if n := strings.Index(chineseDigits, p.units[at].text); n >= 0 {
				at++
				return n/len("一") + 1
			}
		}
		return 0
	}
	n := digit()
	if at < len(p.units) && p.units[at].text == "十" {
		at++
		n = max(n, 1)*10 + digit()
	}
	if n == 0 {
		return i - 1, ""
	}
	next := ""
	if at < len(p.units) {
		next = p.units[at].text
	}
	switch {
	case next == "岁" || next == "周" && at+1 < len(p.units) && p.units[at+1].text == "岁":
	case n < leastAge || next != "" && (strings.Contains(noAgeAfter, next) || !p.units[at].han || !p.units[at].light):
		return i - 1, ""
	}
	return at - 1, strconv.Itoa(n)
}
