package search

import (
	"slices"
	"strings"
)

// What is written in digits and is no number of a person's: telephone numbers and
// hotlines, dates and years, amounts of money. They are told by how they are grouped.

// unexplained returns how many digits of a number are left when it is read as such
// things, one after the other, as well as can be.
func (n number) unexplained() int {
	left := make([]int, len(n)+1) // from each group on
	for i := len(n) - 1; i >= 0; i-- {
		left[i] = countDigits(n[i].text) + left[i+1]
		for size := 1; size <= mostGroups && i+size <= len(n); size++ {
			if n.plain(i, i+size) {
				left[i] = min(left[i], left[i+size])
			}
		}
	}
	return left[0]
}

// mostGroups is how many groups a telephone number or an amount is written in.
const mostGroups = 5

// plain reports whether some groups are one such thing.
func (n number) plain(from, to int) bool {
	groups := n[from:to]
	all := ""
	for _, g := range groups {
		if countDigits(g.text) != len(g.text) {
			return false
		}
		all += g.text
	}
	if len(groups) == 1 {
		return isHotline(all) || isYear(all) || isDate(all) || telephone(all)
	}
	before, after := n[from].before, rune(0)
	if to < len(n) {
		after = n[to].before
	}
	area := len(groups[0].text) == 3 || len(groups[0].text) == 4 && all[0] == '0' // or what a mobile number begins with
	return area && telephone(all) || isGroupedDate(groups, before, after) || isAmount(groups, before, after)
}

// isHotline tells numbers that are dialled without an area: 110, 12333, 95588, 962222.
func isHotline(s string) bool {
	switch len(s) {
	case 3:
		return strings.HasPrefix(s, "11") || strings.HasPrefix(s, "12")
	case 5:
		return s[0] == '1' || s[0] == '9'
	case 6:
		return strings.HasPrefix(s, "96")
	}
	return false
}

// telephone tells a number with its area, a mobile one, and one of 400 or 800.
func telephone(s string) bool {
	switch {
	case len(s) == 10 && (strings.HasPrefix(s, "400") || strings.HasPrefix(s, "800")):
		return true
	case len(s) == 11 && s[0] == '1':
		return true
	}
	return s[0] == '0' && len(s) >= 9 && len(s) <= 12
}

func isYear(s string) bool {
	return len(s) == 4 && (s[:2] == "19" || s[:2] == "20")
}

// isDate tells eight digits that are a day: 20261123.
func isDate(s string) bool {
	return len(s) == 8 && isYear(s[:4]) && isPart(s[4:6], "12") && isPart(s[6:], "31")
}

// isPart tells the number of a month or a day, with or without a nought before it.
func isPart(s, most string) bool {
	if len(s) == 1 {
		s = "0" + s
	}
	return len(s) == 2 && s > "00" && s <= most
}

// isGroupedDate tells a year, a month and a day with one sign between them, and
// another one around them: those of 110105-1949-12-31-002X are none.
func isGroupedDate(groups []digitGroup, before, after rune) bool {
	if len(groups) != 3 {
		return false
	}
	sign := groups[1].before
	return strings.ContainsRune("-./", sign) && groups[2].before == sign && before != sign && after != sign &&
		isYear(groups[0].text) && isPart(groups[1].text, "12") && isPart(groups[2].text, "31")
}

// isAmount tells 3,271.50 and 10.5.
func isAmount(groups []digitGroup, before, after rune) bool {
	whole := groups
	if last := len(groups) - 1; groups[last].before == '.' && len(groups[last].text) <= 2 {
		whole = groups[:last]
	}
	if before == ',' || before == '.' || after == '.' || len(whole[0].text) > 3 && len(whole) > 1 {
		return false
	}
	return !slices.ContainsFunc(whole[1:], func(g digitGroup) bool { return g.before != ',' || len(g.text) != 3 })
}
