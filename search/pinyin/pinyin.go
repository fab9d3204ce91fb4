// Package pinyin knows how Chinese is said: the readings of characters, the syllables
// that letters can stand for, and which of these many speakers do not tell apart.
// Readers type pinyin where their keyboard has no Chinese, and the wrong character
// of the right sound where it has.
//
//	table := pinyin.NewTable()
//	table.Readings('行')             // xing and hang, as places in table.Syllables
//	table.Full("shebao", false)     // true: she, bao
//	span, _ := table.Starting("sh") // sha to shuo
//	table.Alike(span.From)          // sa: sh and s
//
// A syllable is a place in the sorted list of all, so that those that begin with the
// same letters are a Span. Tones are left out. An index keeps syllables by these
// places: with another list it is another format. What a reader meant by the letters
// is judged in package search, which knows what guides speak of.
package pinyin

import (
	"slices"
	"strings"

	gopinyin "github.com/mozillazg/go-pinyin"
)

// Syllable is a place in the list of pinyin syllables. Syllables that begin
// alike stand together.
type Syllable uint16

// Table is the list of syllables, and answers for it. It is read-only.
type Table struct {
	Syllables []string // sorted, v for ü
}

// NewTable returns the syllables of standard Chinese.
func NewTable() Table { return Table{strings.Fields(pinyinSyllables)} }

// Readings returns every reading of a character, the most common first, without
// tones. A character that is not Chinese has none.
func (s Table) Readings(c rune) []Syllable {
	var out []Syllable
	for _, reading := range gopinyin.SinglePinyin(c, gopinyin.Args{Style: gopinyin.Normal, Heteronym: true}) {
		if i, ok := slices.BinarySearch(s.Syllables, strings.ReplaceAll(reading, "ü", "v")); ok && !slices.Contains(out, Syllable(i)) {
			out = append(out, Syllable(i))
		}
	}
	return out
}

// Span is a range of syllables, without To: one, or all that begin with some letters.
type Span struct{ From, To Syllable }

// Has reports whether one of some readings is in the span.
func (p Span) Has(readings []Syllable) bool {
	for _, r := range readings {
		if r >= p.From && r < p.To {
			return true
		}
	}
	return false
}

// Exact returns the span of one syllable, spelled in full.
func (s Table) Exact(spelling string) (Span, bool) {
	switch spelling { // ü is typed v or u
	case "lue":
		spelling = "lve"
	case "nue":
		spelling = "nve"
	}
	i, ok := slices.BinarySearch(s.Syllables, spelling)
	return Span{Syllable(i), Syllable(i + 1)}, ok
}

// Full reports whether letters are nothing but syllables spelled in full, the
// tone perhaps written as a number. The last syllable may be half typed.
func (s Table) Full(letters string, halfTyped bool) bool {
	letters = strings.TrimRight(letters, "12345")
	reach := make([]bool, len(letters)+1)
	reach[0] = true
	for i := range len(letters) {
		if !reach[i] {
			continue
		}
		for n := 1; n <= 6 && i+n <= len(letters); n++ {
			if _, ok := s.Exact(letters[i : i+n]); ok {
				reach[i+n] = true
			}
		}
		if _, ok := s.Starting(letters[i:]); ok && halfTyped && i > 0 {
			reach[len(letters)] = true
		}
	}
	return len(letters) > 0 && reach[len(letters)]
}

// Starting returns the span of the syllables that begin with some letters.
func (s Table) Starting(letters string) (Span, bool) {
	from, _ := slices.BinarySearch(s.Syllables, letters)
	to := from
	for to < len(s.Syllables) && strings.HasPrefix(s.Syllables[to], letters) {
		to++
	}
	return Span{Syllable(from), Syllable(to)}, to > from
}

// Alike returns the syllables that many speakers do not tell apart from one:
// zh from z, ing from in, l from n.
func (s Table) Alike(y Syllable) []Syllable {
	var out []Syllable
	add := func(spelling string) {
		if i, ok := slices.BinarySearch(s.Syllables, spelling); ok && Syllable(i) != y && !slices.Contains(out, Syllable(i)) {
			out = append(out, Syllable(i))
		}
	}
	endings := func(spelling string) {
		add(spelling)
		if rest, ok := strings.CutSuffix(spelling, "ng"); ok {
			add(rest + "n")
		} else if strings.HasSuffix(spelling, "n") {
			add(spelling + "g")
		}
	}
	spelling := s.Syllables[y]
	endings(spelling)
	for _, swap := range [][2]string{{"zh", "z"}, {"ch", "c"}, {"sh", "s"}, {"l", "n"}, {"r", "l"}, {"h", "f"}} {
		if rest, ok := strings.CutPrefix(spelling, swap[0]); ok {
			endings(swap[1] + rest)
		} else if rest, ok := strings.CutPrefix(spelling, swap[1]); ok {
			endings(swap[0] + rest)
		}
	}
	return out
}

// pinyinSyllables are the syllables of standard Chinese without tones, v for ü.
const pinyinSyllables = `
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biang biao bie bin bing bo bong bu ca cai can cang cao ce cei
cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou
cu cuan cui cun cuo da dai dan dang dao de dei den deng di dia dian diao die din ding diu dong dou du duan dui dun duo
e ei en eng er fa fan fang fei fen feng fiao fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan
guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang
jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan kuang kui
kun kuo la lai lan lang lao le lei len leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo lv lve
ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nia
nian niang niao nie nin ning niu nong nou nu nuan nun nuo nv nve o ou pa pai pan pang pao pei pen peng pi pian piao
pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong
rou ru rua ruan rui run ruo sa sai san sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu
shua shuai shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te tei teng ti tian tiao
tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wong wu xi xia xian xiang xiao xie xin xing
xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun za zai zan zang zao ze zei zen
zeng zha zhai zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong
zou zu zuan zui zun zuo
`
