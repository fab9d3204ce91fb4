package search_test

import (
	"crypto/sha256"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/mozillazg/go-pinyin"

	"shebao/search"
)

// corpus makes up pages whose words are as unevenly frequent as those of a
// language: the n-th commonest word comes 1/n as often as the first.
type corpus struct {
	lang  string
	pages int
	words int // of a page
}

const (
	syllables = "ba be bi bo bu da de di do du fa fe fi fo fu ga ge gi go gu ha he hi ho hu ja je ji jo ju ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu pa pe pi po pu ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo vu"
	hanChars  = "社保卡挂失补办新换领取银行网点电话柜台孩子家长身份证户口簿材料费用进度邮寄手机密码激活开通状态查询法律规定个人信息医疗保险养老金账户余额报销急诊住院门诊基数比例缴纳单位职工居民农村城市转移关系年限退休年龄终止暂停参加登记地址姓名号码上海广州咸阳服务中心热线申请审核通知发放使用管理办法条例机构部门政府事务受理窗口时间地点方式步骤说明注意事项常见问题解答"
)

// vocabulary returns n made-up words, the commonest first.
func (c corpus) vocabulary(n int) []string {
	r := rand.New(rand.NewPCG(1, 2))
	parts := strings.Fields(syllables)
	chars := []rune(hanChars)
	var words []string
	seen := map[string]bool{}
	for len(words) < n {
		var w string
		if c.lang == "zh" {
			for range 2 + r.IntN(2) {
				w += string(chars[r.IntN(len(chars))])
			}
		} else {
			for range 2 + r.IntN(3) {
				w += parts[r.IntN(len(parts))]
			}
		}
		if !seen[w] {
			seen[w] = true
			words = append(words, w)
		}
	}
	return words
}

const vocabularySize = 20_000

func (c corpus) writer(seed uint64) func(n int) string {
	vocabulary := c.vocabulary(vocabularySize)
	r := rand.New(rand.NewPCG(3, seed))
	zipf := rand.NewZipf(r, 1.07, 4, uint64(len(vocabulary)-1))
	return func(n int) string {
		words := make([]string, n)
		for i := range words {
			words[i] = vocabulary[zipf.Uint64()]
			if i%12 == 11 {
				words[i] += map[string]string{"zh": "。", "en": "."}[c.lang]
			}
		}
		return strings.Join(words, c.separator())
	}
}

func (c corpus) separator() string {
	if c.lang == "zh" {
		return ""
	}
	return " "
}

// documents yields the pages, each of five sections.
func (c corpus) documents() iter.Seq[search.Document] {
	return func(yield func(search.Document) bool) {
		write := c.writer(5)
		for n := range c.pages {
			url := fmt.Sprintf("/%s/guides/page-%d/", c.lang, n)
			d := search.Document{
				URL: url, GuideURL: url, Lang: c.lang,
				Title: write(6), Summary: write(20), Questions: []string{write(7), write(7), write(7)},
				Text: write(c.words / 5),
			}
			for s := range 5 {
				if s > 0 {
					d.URL, d.Heading, d.Text = fmt.Sprintf("%s#s%d", url, s), write(4), write(c.words/5)
				}
				if !yield(d) {
					return
				}
			}
		}
	}
}

// guides are the same pages, each with its documents.
func (c corpus) guides() []search.Guide {
	var all []search.Guide
	for d := range c.documents() {
		if d.URL == d.GuideURL {
			all = append(all, search.Guide{URL: d.URL, Sum: sha256.Sum256([]byte(d.URL))})
		}
		g := &all[len(all)-1]
		g.Sections = append(g.Sections, d)
	}
	return all
}

// kinds returns n queries of each of the ways in which people ask.
func (c corpus) kinds(n int) map[string][]string {
	vocabulary := c.vocabulary(vocabularySize)
	write := c.writer(11)
	r := rand.New(rand.NewPCG(10, 11))
	among := func(from, to int) string { return vocabulary[from+r.IntN(to-from)] }
	join := func(words ...string) string { return strings.Join(words, c.separator()) }
	plain := func(words int) string {
		return strings.Trim(strings.NewReplacer(".", "", "。", "").Replace(write(words)), " ")
	}
	frame := map[string][2]string{"en": {"what do i have to do if my ", "?"}, "zh": {"我的", "怎么办？"}}[c.lang]
	makers := map[string]func() string{
		"words":    func() string { return plain(1 + r.IntN(5)) },
		"common":   func() string { return join(among(0, 30), among(0, 30)) },
		"rare":     func() string { return join(among(5000, vocabularySize), among(5000, vocabularySize)) },
		"question": func() string { return frame[0] + plain(3) + frame[1] },
		"long":     func() string { return plain(25) },
		"prefix":   func() string { w := []rune(among(0, 2000)); return string(w[:max(1, len(w)-1)]) },
		"typo":     func() string { return join(among(0, 500), c.misspell(r, among(0, 2000))) },
	}
	if c.lang == "zh" {
		makers["pinyin"] = func() string { return join(c.say(among(0, 1000), false), c.say(among(0, 1000), false)) }
		makers["initials"] = func() string { return c.say(among(0, 500)+among(0, 500), true) }
	}
	out := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(makers)) { // in this order, since they share what is random
		for range n {
			out[name] = append(out[name], makers[name]())
		}
	}
	return out
}

// misspell swaps two letters of a word, or takes a character for another.
func (c corpus) misspell(r *rand.Rand, word string) string {
	w := []rune(word)
	if c.lang == "zh" {
		chars := []rune(hanChars)
		w[r.IntN(len(w))] = chars[r.IntN(len(chars))]
		return string(w)
	}
	i := r.IntN(len(w) - 1)
	w[i], w[i+1] = w[i+1], w[i]
	return string(w)
}

// say writes Chinese in pinyin, or by the initials of its syllables.
func (c corpus) say(text string, short bool) string {
	var b strings.Builder
	for _, syllable := range pinyin.LazyPinyin(text, pinyin.NewArgs()) {
		if short {
			syllable = syllable[:1]
		}
		b.WriteString(syllable)
	}
	return b.String()
}

// typed returns what stands in the box while queries are being typed.
func typed(queries []string) []string {
	var out []string
	for _, q := range queries {
		r := []rune(q)
		for n := 1; n <= min(len(r), 8); n++ {
			out = append(out, string(r[:n]))
		}
	}
	return out
}

// hostileQueries are queries that nobody means well.
func (c corpus) hostileQueries() map[string]string {
	vocabulary := c.vocabulary(vocabularySize)
	characters := func(text string, n int) string {
		r := []rune(text)
		return string(r[:min(len(r), n)])
	}
	spaced := func(words []string) string { return characters(strings.Join(words, " "), search.MaxQuery) }
	shortest := slices.Clone(vocabulary[:4000])
	slices.SortStableFunc(shortest, func(a, b string) int { return len(a) - len(b) })
	letters := make([]string, 0, 100)
	for i := range 100 {
		letters = append(letters, string(rune('a'+i%26)))
	}
	syllable := strings.Fields(syllables)
	r := rand.New(rand.NewPCG(13, 14))
	var together, four, wrong, half, six, five, initials, joined []string
	for i := range 60 {
		wrong = append(wrong, c.misspell(r, vocabulary[r.IntN(50)]))
		whole := []rune(vocabulary[r.IntN(3000)])
		half = append(half, string(whole[:len(whole)-1]))
		pair := vocabulary[r.IntN(3000)] + vocabulary[r.IntN(3000)]
		joined = append(joined, pair[:len(pair)/2]+"h"+pair[len(pair)/2:])
		chars := []rune(hanChars)
		initials = append(initials, "", string(chars[r.IntN(len(chars))])+string(chars[r.IntN(len(chars))])+string(chars[r.IntN(len(chars))]))
		five = append(five, "")
		for range 5 {
			letter := string(rune('a' + r.IntN(26)))
			five[i] += letter
			initials[2*i] += letter
		}
		six = append(six, "")
		for range 6 {
			six[i] += string(rune('a' + r.IntN(26)))
		}
		together = append(together, vocabulary[2*i]+vocabulary[2*i+1])
		four = append(four, "")
		for range 4 {
			four[i] += string(rune('a' + r.IntN(26)))
		}
	}
	return map[string]string{
		"query language":         `+title:(a* OR b~2)^9 -"x y" /.*.*.*/ [a TO z] {1 TO *} \* ?`,
		"a regular expression":   "/(a+)+(b+)+(c|d|e)*$/ " + strings.Repeat("(a|a)*", 25),
		"ten thousand letters":   strings.Repeat("a", 10_000),
		"ten thousand Chinese":   strings.Repeat("社", 10_000),
		"control characters":     strings.Repeat("\x00\x1b[2J\r\n\t\u202e\u200b", 20),
		"one letter repeated":    strings.Repeat("a", 200),
		"one letter spaced":      strings.Repeat("a ", 100),
		"one character repeated": strings.Repeat("社", 200),
		"stop words":             spaced(strings.Fields(strings.Repeat("the of and to a in is it what how do i ", 10))),
		"light characters":       strings.Repeat("的了吗我你", 40),
		"common words":           spaced(vocabulary[:200]),
		"shortest words":         spaced(shortest),
		"rare words":             spaced(vocabulary[vocabularySize-200:]),
		"unspaced words":         characters(strings.Join(vocabulary[:200], ""), search.MaxQuery),
		"Han characters":         characters(hanChars+hanChars, 200),
		"rare Han characters":    characters(rareHan(), 200),
		"syllables":              spaced(slices.Concat(syllable, syllable)),
		"syllables unspaced":     characters(strings.Repeat("shebaokaguashi", 20), 200),
		"initials":               strings.Repeat("sbkgs", 40),
		"initials in short":      spaced(slices.Repeat([]string{"sbkgsbbx"}, 30)),
		"single letters":         spaced(letters),
		"misspellings":           spaced(slices.Repeat([]string{"shebbaoka", "gauliozt", "actvate", "abcdefgh"}, 10)),
		"long misspellings":      spaced(slices.Repeat([]string{strings.Repeat("ab", 20), strings.Repeat("lo", 19) + "x"}, 5)),
		"many scripts":           characters(strings.Repeat("社a보あก်ßЖ٣ア🙂", 20), 200),
		"combining marks":        "e" + strings.Repeat("\u0301", 199),
		"no text":                strings.Repeat("\xff\xfe", 100),
		"half characters":        strings.Repeat("\xe7\xa4", 100),
		"ligatures":              strings.Repeat("\ufdfa", 200),
		"digits":                 strings.Repeat("12 ", 66),
		"emoji":                  strings.Repeat("👩‍👩‍👧‍👦", 28),
		"hangul":                 strings.Repeat("한", 200),
		"punctuation":            strings.Repeat("?!…，。", 40),
		"one name repeated":      characters(strings.Repeat("社保卡", 70), 200),
		"one name spaced":        characters(strings.Repeat("社保卡 ", 70), 200),
		"same sounds":            characters(strings.Repeat("社宝咔瓜师步伴机火蜜马", 20), 200),
		"two languages":          characters(strings.Repeat("社保卡lost补办card挂失bank ", 20), 200),
		"characters in letters":  characters(strings.Repeat("社a保b卡c挂d失e", 30), 200),
		"initials one by one":    characters(strings.Repeat("s b k g s d h z c y w l ", 20), 200),
		"initials of two":        characters(strings.Repeat("zh sh ch ", 60), 200),
		"pairs written together": spaced(together),
		"words of four letters":  spaced(four),
		"words of five letters":  spaced(five),
		"words of six letters":   spaced(six),
		"initials and no words":  spaced(initials),
		"pairs written wrongly":  spaced(joined),
		"different misspellings": spaced(wrong),
		"half words":             spaced(half),
		"what people lose":       "lost stolen missing vanished replace reissue renew activate switch enable bank branch counter phone hotline password pin fee cost free child kid baby son daughter parent guardian hospital doctor",
		"spaces":                 strings.Repeat(" ", 10_000),
		"nested parentheses":     strings.Repeat("(", 100) + strings.Repeat(")", 100),
		"a huge number":          strings.Repeat("9", 200),
		"numbers in numbers":     characters(strings.Repeat("1.2.3.4,5,6 ", 20), 200),
	}
}

func rareHan() string {
	var b strings.Builder
	for r := rune(0x4E00); r < 0x4E00+200*7; r += 7 {
		b.WriteRune(r)
	}
	return b.String()
}
