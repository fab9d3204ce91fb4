package typeset

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// shortest is how many characters a phrase has that may stay whole: fewer than
// there are on a telephone's line of large letters.
const shortest = 7

// longest is how many there are on such a line.
const longest = 11

// least is how many characters a phrase has: a line of two is read as a slip.
const least = 3

// owned is how many characters a phrase has at least that ends with 的, and whole
// how many the next one at most: a line breaks there to keep the next whole, and
// would be left half empty by one that is not.
const owned, whole = 4, 10

// MayBreak is how HTML says between two phrases that a line may end there. Chromium
// tells screen readers of a space at a <wbr> that is not hidden from them.
const MayBreak = `<wbr aria-hidden="true">`

// Phrases parts a Chinese text where its lines may break besides its punctuation,
// where a browser finds the way by itself. Joined they are the text. One that is
// not Chinese, is short, or tells nothing of its words is one phrase.
func Phrases(text string) []string {
	var phrases []string
	start, from := 0, 0 // of the phrase, and of the run of Chinese characters
	cut := func(at int) {
		phrases = append(phrases, text[start:at])
		start = at
	}
	run := func(to int) {
		if utf8.RuneCountInString(text[from:to]) <= shortest {
			return
		}
		for _, at := range breaks(text[from:to]) {
			cut(from + at)
		}
	}
	for i, r := range text {
		if !unicode.Is(unicode.Han, r) {
			run(i)
			_, width := utf8.DecodeRuneInString(text[i:])
			from = i + width
		}
	}
	run(len(text))
	if start == 0 {
		return []string{text}
	}
	return append(phrases, text[start:])
}

// opening are words with which a phrase begins, and the characters that make
// another word of them: those before them, a stroke, those behind them.
var opening = []struct{ word, before, behind string }{
	{"怎么", "", ""}, {"怎样", "", ""}, {"如何", "", ""}, {"什么", "为", ""}, {"为什么", "", ""}, {"多久", "", ""}, {"多少", "", ""}, {"哪", "", ""},
	{"能不能", "", ""}, {"是不是", "", ""}, {"有没有", "", ""}, {"要不要", "", ""}, {"可以", "不", ""}, {"应当", "不", ""}, {"应该", "不", ""},
	{"不", "能要会是可有对差", "出到了起上下开见住完动得"}, {"没有", "有还", ""}, {"还", "", "款钱债给回"}, {"不是", "是还", ""},
	{"是", "不还就可总只但要于也正或凡像么都各", ""}, {"有", "没所拥只还具享持含如共占国私公", ""}, {"要", "不需主重必只还", "紧求"},
	{"和", "暖温缓总共柔饱", "平谐解睦气"}, {"与", "参", ""}, {"或", "", ""}, {"及", "以涉来提普不", "时早"}, {"以及", "", ""},
	{"在", "现存正所实内好不留合排", ""}, {"从", "自服", ""}, {"由", "理自缘", ""},
	{"帮", "互相", "助忙"}, {"给", "发交付还送供补", "付予"}, {"把", "一两", "握关"}, {"替", "代", "代换"},
}

// closing are words with which a phrase ends.
var closing = []struct{ word, behind string }{{"的", "确"}, {"以后", ""}, {"之后", ""}, {"以前", ""}, {"之前", ""}, {"来说", ""}}

// kinds are what the names of laws and offices end with, by the length of the name
// from which on it is parted; the word before them has two characters, too: 管理条例.
var kinds = []struct {
	word string
	from int
}{
	{"条例", longest + 1}, {"办法", longest + 1}, {"规定", longest + 1}, {"规则", longest + 1}, {"细则", longest + 1}, {"意见", longest + 1},
	{"通知", longest + 1}, {"决定", longest + 1}, {"热线", shortest + 1}, {"中心", shortest + 1}, {"平台", shortest + 1},
}

// breaks are the places where a line may begin within a run of Chinese characters.
func breaks(run string) []int {
	type place struct {
		at   int
		owns bool // it is 的 alone that says so
	}
	var places []place
	last := 0
	at := func(p place) {
		head := utf8.RuneCountInString(run[last:p.at])
		if head >= least && (!p.owns || head >= owned) && utf8.RuneCountInString(run[p.at:]) >= least {
			places = append(places, p)
			last = p.at
		}
	}
	for i := range run {
		if begins, ends := opens(run, i), closes(run, i); begins || ends {
			at(place{i, !begins && strings.HasSuffix(run[:i], "的")})
		}
	}
	length := utf8.RuneCountInString(run[last:])
	for _, kind := range kinds {
		if length >= kind.from && strings.HasSuffix(run, kind.word) {
			word := []rune(run[:len(run)-len(kind.word)])
			at(place{at: len(string(word[:len(word)-2]))})
		}
	}
	var found []int
	for i, p := range places {
		next := len(run)
		if i+1 < len(places) {
			next = places[i+1].at
		}
		if !p.owns || utf8.RuneCountInString(run[p.at:next]) <= whole {
			found = append(found, p.at)
		}
	}
	return found
}

// opens tells whether a phrase begins at run[i].
func opens(run string, i int) bool {
	for _, o := range opening {
		if behind, ok := strings.CutPrefix(run[i:], o.word); ok && !endsIn(run[:i], o.before) && !beginsWith(behind, o.behind) {
			return true
		}
	}
	return false
}

// closes tells whether a phrase ends before run[i].
func closes(run string, i int) bool {
	for _, c := range closing {
		if strings.HasSuffix(run[:i], c.word) && !beginsWith(run[i:], c.behind) {
			return true
		}
	}
	return false
}

func endsIn(s, characters string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return s != "" && strings.ContainsRune(characters, r)
}

func beginsWith(s, characters string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune(characters, r)
}
