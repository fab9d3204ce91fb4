package search_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"

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

func (c corpus) writer(seed uint64) func(n int) string {
	vocabulary := c.vocabulary(20_000)
	r := rand.New(rand.NewPCG(3, seed))
	zipf := rand.NewZipf(r, 1.07, 4, uint64(len(vocabulary)-1))
	separator := " "
	if c.lang == "zh" {
		separator = ""
	}
	return func(n int) string {
		words := make([]string, n)
		for i := range words {
			words[i] = vocabulary[zipf.Uint64()]
			if i%12 == 11 {
				words[i] += map[string]string{"zh": "。", "en": "."}[c.lang]
			}
		}
		return strings.Join(words, separator)
	}
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

// queries returns n queries of one to five words, some of them from rarer words.
func (c corpus) queries(n int) []string {
	write := c.writer(7)
	r := rand.New(rand.NewPCG(8, 9))
	var out []string
	for range n {
		out = append(out, strings.Trim(write(1+r.IntN(5)), ".。"))
	}
	return out
}
