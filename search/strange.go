package search

import (
	"strings"

	"shebao/search/analysis"
)

// A word that the index lacks may be made of characters that it has, as 护照 is of
// the 护 of 监护 and the 照 of 照片. What such a word means is not here: each of its
// characters tells as much as one that is nowhere, and is hardly found where it stands.
const (
	strangeInfo   = 0.8
	strangeCredit = 0.15
)

// readStrange finds the characters of such words: the index has them neither with
// the one before nor with the one after, and they are no words by themselves.
func (ix *Index) readStrange(s *scratch, p *plan) error {
	known, err := ix.knownPairs(s, p)
	if err != nil {
		return err
	}
	p.readKinds(known)
	for i := range p.units {
		u := &p.units[i]
		if !u.han || u.light || u.sound || len(u.others) > 0 || strings.Contains(chineseWords, u.text) {
			continue
		}
		before := i > 0 && p.units[i-1].joined && !p.units[i-1].light
		after := u.joined && i+1 < len(p.units) && !p.units[i+1].light
		if !before && !after || before && known[i-1] || after && known[i] {
			continue
		}
		u.info = max(u.info, strangeInfo)
		if strings.Contains(analysis.ChinesePlain, u.text) {
			u.info *= plainInfo
		}
		for n := range p.slots {
			if sl := &p.slots[n]; sl.units == [2]int{i, i} && len(sl.alts) == 1 {
				sl.credit = strangeCredit
			}
		}
	}
	return nil
}

// chineseKinds are characters that words for kinds of places, papers and things end
// with: what stands before tells which.
const chineseKinds = "院局馆店站校园厂楼证照票税贷险车船机器灯鞋裤菜酒茶肉鱼剧歌球"

// readKinds finds words of a kind that the index does not know, though it knows what
// they begin with: 养老院 where there is 养老. They are a subject of their own.
func (p *plan) readKinds(known []bool) {
	for i := 2; i < len(p.units); i++ {
		u, v := &p.units[i-1], &p.units[i]
		if !known[i-2] || !u.joined || known[i-1] || known[i] || u.light || u.sound || v.sound || !strings.Contains(chineseKinds, v.text) {
			continue
		}
		u.elsewhere, v.elsewhere, v.light = true, true, false
	}
}

// knownPairs tells for each unit whether the index or the thesaurus knows it together
// with the next, as typed or as it was probably meant.
func (ix *Index) knownPairs(s *scratch, p *plan) ([]bool, error) {
	known := make([]bool, len(p.units))
	for i := range len(p.units) - 1 {
		u, v := p.units[i], p.units[i+1]
		if !u.joined {
			continue
		}
		heard := u.sound || u.meant != "" && u.meant+v.meant != u.term+v.term
		if known[i] = heard || ix.pairKnown(u, v); known[i] {
			continue
		}
		n, err := s.count(u.term + v.term) // the vocabulary has not all pairs
		if err != nil {
			return nil, err
		}
		known[i] = n > 0
	}
	for _, sl := range p.slots {
		if sl.phrase || len(sl.alts) > 1 {
			for i := sl.units[0]; i < sl.units[1]; i++ {
				known[i] = true
			}
		}
	}
	return known, nil
}

// chineseWords are characters that are words by themselves more often than parts of
// longer ones.
const chineseWords = "卡钱人病药家娃妈爸爷奶哥弟姐妹儿女男老小大新旧坏长短高低快慢早晚远近贵冷热忙累光错对真假满空死活亏" +
	"丢掉找补办换领寄查打交付花刷锁断停转退报挂关开设改写填拿带送取存还借买卖租用看说问叫听忘记走跑坐住等修折弯碎裂烂湿泡烧剪拆撕" +
	"收发进出回年月日天号岁份块元毛分角零赚赔偷抢捡扔藏摸"
