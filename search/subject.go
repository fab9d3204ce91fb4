package search

import "strings"

// A query that names the subject of a site is about something here, whatever story it
// tells, and so is a sentence that names a topic of the glossary: most of its words
// say how it came about, and no guide has them. What is about something else has
// another subject as a rule, which elsewhere.go knows.

const (
	aloneShare    = 0.51 // of the guides, which name what a site is about
	besideShare   = 0.33 // the same where a topic stands beside it
	leastAbout    = 0.15 // found of a query by a guide whose topics count
	leastTopic    = 0.38 // found of a sentence that names a topic; queries about something else have as much
	leastSentence = 3    // words of a sentence that say little
)

// anySite are words that guides have in their titles and questions whatever they are
// about: whom they are for, what is done, when.
const anySite = `
child children kid kids person people parent parents apply get use year day
人 办 查 问 看 找 用 换 开 交 填 拿 带 送 取 存 年 月 日 天
`

// speaksOfSubject reports whether a query is about something here by what it names,
// though no guide has much of it. The topics are those of the families that come
// first, which have the share best of it.
func (ix *Index) speaksOfSubject(p *plan, topics uint64, best float64) bool {
	alone, beside := ix.subjects(p, topics)
	return alone || beside || topics != 0 && best >= leastTopic && p.sayLittle() >= leastSentence && !p.elsewhere()
}

// subjects reports whether the query has the subject as a word by itself, as in
// 卡让我搞丢了 and "no card" but not in 学生卡 and "chip card", and whether it has it
// beside one of the topics, or in a longer one.
func (ix *Index) subjects(p *plan, topics uint64) (alone, beside bool) {
	for i, u := range p.units {
		if u.stop || u.light || u.elsewhere || u.count == 0 || u.han && !strings.Contains(chineseWords, u.text) || !ix.isSubject(u.text, besideShare) {
			continue
		}
		for n, sl := range p.slots {
			beside = beside || topics&(1<<n) != 0 && sl.units != [2]int{i, i}
		}
		if alone || !ix.isSubject(u.text, aloneShare) {
			continue
		}
		switch {
		case i == 0:
			alone = u.han
		case u.han:
			v := p.units[i-1]
			alone = !v.joined || v.light || strings.Contains(chineseWords, v.text)
		default:
			alone = p.units[i-1].stop || p.units[i-1].light
		}
	}
	return alone, beside
}

// isSubject reports whether a share of the guides have a word in a title, a question
// or a heading.
func (ix *Index) isSubject(word string, share float64) bool {
	least := share * float64(ix.guides.Families)
	if least > suffixScan || ix.anySite[word] {
		return false
	}
	places := ix.places(word)
	if float64(len(places)) < least {
		return false
	}
	families := map[uint32]bool{}
	for _, place := range places {
		families[ix.guides.Family[ix.lines.Guide[uint32(place>>32)]]] = true
	}
	return float64(len(families)) >= least
}
