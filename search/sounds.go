package search

import (
	"slices"
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// syllable is a place in the list of pinyin syllables. Syllables that begin
// alike stand together.
type syllable uint16

// sounds knows how Chinese is said.
type sounds struct {
	syllables []string // sorted
}

func newSounds() sounds { return sounds{strings.Fields(pinyinSyllables)} }

// of returns every reading of a character, the most common first, without
// tones. A character that is not Chinese has none.
func (s sounds) of(c rune) []syllable {
	var out []syllable
	for _, reading := range pinyin.SinglePinyin(c, pinyin.Args{Style: pinyin.Normal, Heteronym: true}) {
		if i, ok := slices.BinarySearch(s.syllables, strings.ReplaceAll(reading, "ü", "v")); ok && !slices.Contains(out, syllable(i)) {
			out = append(out, syllable(i))
		}
	}
	return out
}

// span is a range of syllables: one, or all that begin with some letters.
type span struct{ from, to syllable }

func (p span) has(readings []syllable) bool {
	for _, r := range readings {
		if r >= p.from && r < p.to {
			return true
		}
	}
	return false
}

// exact returns the span of one syllable, spelled in full.
func (s sounds) exact(spelling string) (span, bool) {
	switch spelling { // ü is typed v or u
	case "lue":
		spelling = "lve"
	case "nue":
		spelling = "nve"
	}
	i, ok := slices.BinarySearch(s.syllables, spelling)
	return span{syllable(i), syllable(i + 1)}, ok
}

// full reports whether letters are nothing but syllables spelled in full, the
// tone perhaps written as a number. The last syllable may be half typed.
func (s sounds) full(letters string, halfTyped bool) bool {
	letters = strings.TrimRight(letters, "12345")
	reach := make([]bool, len(letters)+1)
	reach[0] = true
	for i := range len(letters) {
		if !reach[i] {
			continue
		}
		for n := 1; n <= 6 && i+n <= len(letters); n++ {
			if _, ok := s.exact(letters[i : i+n]); ok {
				reach[i+n] = true
			}
		}
		if _, ok := s.starting(letters[i:]); ok && halfTyped && i > 0 {
			reach[len(letters)] = true
		}
	}
	return len(letters) > 0 && reach[len(letters)]
}

// starting returns the span of the syllables that begin with some letters.
func (s sounds) starting(letters string) (span, bool) {
	from, _ := slices.BinarySearch(s.syllables, letters)
	to := from
	for to < len(s.syllables) && strings.HasPrefix(s.syllables[to], letters) {
		to++
	}
	return span{syllable(from), syllable(to)}, to > from
}

// alike returns the syllables that many speakers do not tell apart from one:
// zh from z, ing from in, l from n.
func (s sounds) alike(y syllable) []syllable {
	var out []syllable
	add := func(spelling string) {
		if i, ok := slices.BinarySearch(s.syllables, spelling); ok && syllable(i) != y && !slices.Contains(out, syllable(i)) {
			out = append(out, syllable(i))
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
	spelling := s.syllables[y]
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
