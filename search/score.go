package search

import (
	"context"
	"fmt"
	"math"
	"slices"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// Guides are ranked by BM25F: how often a term stands in a guide's fields,
// each weighed and set against the field's length, summed over the sections
// and saturated once. A guide with its translations is one family, and what
// any of them has counts for all.

// fieldWeights say how much an occurrence counts, fieldNorms how much the
// length of the field takes from it.
var (
	fieldWeights = [guideFields]float32{titleField: 5, summaryField: 1.5, questionsField: 3, headingField: 2.5, textField: 1}
	fieldNorms   = [guideFields]float32{titleField: 0.4, summaryField: 0.5, questionsField: 0.4, headingField: 0.5, textField: 0.75}
)

var saturation float32 = 2 // BM25's k1

// Tune is for tuning.
var Tune = map[string]float64{"beta": 1, "own": 0.9, "pow": 2, "idf": 1, "single": 0.3, "gamma": 0, "k1": 2, "light": 0.5,
	"title": 5, "summary": 1.5, "questions": 3, "heading": 2.5, "bt": 0.75, "syn": 0.85, "bh": 0.4, "qline": 1, "hline": 1, "tline": 1, "maxidf": 100, "homo": 1, "pi": 0, "head": 0, "kh": 4, "theta": 0}

func Retune(ix *Index) {
	for i, n := range []string{"title", "summary", "questions", "heading"} {
		fieldWeights[i] = float32(Tune[n])
		fieldNorms[i] = float32(Tune["bh"])
	}
	fieldNorms[textField] = float32(Tune["bt"])
	saturation = float32(Tune["k1"])
	ix.measure()
}

// scratch is the room that one query at a time works in; an Index keeps some
// for reuse.
type scratch struct {
	ix      *Index
	stemmer *stemmer
	total   float64
	dicts   [guideFields]segment.TermDictionary
	list    segment.PostingsList
	iter    segment.PostingsIterator
	steps   int

	// By guide, for the slot at hand.
	guideTF     []float32
	guideHead   []float32
	guideWeight []float32
	guides      []uint32 // those with an entry
	// By family, for the slot at hand.
	slotScore  []float32
	slotWeight []float32
	slotFams   []uint32
	// By family, for the query.
	score    []float32
	strong   []uint64 // slots met by what was typed or as good
	weak     []uint64 // slots met otherwise
	families []uint32
	// By section, for the query.
	section  []float32
	sections []uint32
	// By section, for an alternative of several terms.
	together      []uint8
	togetherTF    []float32
	togetherTouch []uint32
}

func newScratch(ix *Index) (*scratch, error) {
	g, f, n := len(ix.guides.Lang), ix.guides.Families, len(ix.sections.Guide)
	s := &scratch{
		ix:          ix,
		stemmer:     newStemmer(),
		guideTF:     make([]float32, g),
		guideHead:   make([]float32, g),
		guideWeight: make([]float32, g),
		slotScore:   make([]float32, f),
		slotWeight:  make([]float32, f),
		score:       make([]float32, f),
		strong:      make([]uint64, f),
		weak:        make([]uint64, f),
		section:     make([]float32, n),
		together:    make([]uint8, n),
		togetherTF:  make([]float32, n),
	}
	for i, name := range fieldNames {
		d, err := ix.store.segment.Dictionary(name)
		if err != nil {
			return nil, fmt.Errorf("terms of %s: %w", name, err)
		}
		s.dicts[i] = d
	}
	return s, nil
}

// reset makes s ready for another query.
func (s *scratch) reset() {
	for _, f := range s.families {
		s.score[f], s.strong[f], s.weak[f] = 0, 0, 0
	}
	for _, d := range s.sections {
		s.section[d] = 0
	}
	s.total = 0
	s.families, s.sections, s.steps = s.families[:0], s.sections[:0], 0
}

// count returns in how many sections a term stands, in the field that has it
// most often.
func (s *scratch) count(term string) (uint64, error) {
	var most uint64
	for _, d := range s.dicts {
		list, err := d.PostingsList([]byte(term), nil, s.list)
		if err != nil {
			return 0, err
		}
		s.list = list
		most = max(most, list.Count())
	}
	return most, nil
}

// postings calls visit for every section that has term in field f.
func (s *scratch) postings(ctx context.Context, f field, term string, visit func(section uint32, tf float32)) error {
	list, err := s.dicts[f].PostingsList([]byte(term), nil, s.list)
	if err != nil {
		return err
	}
	s.list = list
	if list.Count() == 0 {
		return nil
	}
	s.iter = list.Iterator(true, false, false, s.iter)
	for {
		posting, err := s.iter.Next()
		if err != nil {
			return err
		}
		if posting == nil {
			return nil
		}
		visit(uint32(posting.Number()), float32(posting.Frequency()))
		if s.steps++; s.steps&0xFFF == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
	}
}

// run scores every family for the plan.
func (s *scratch) run(ctx context.Context, p *plan) error {
	for n := range p.slots {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.slot(ctx, n, &p.slots[n]); err != nil {
			return err
		}
	}
	return nil
}

func (s *scratch) slot(ctx context.Context, n int, sl *slot) error {
	ix := s.ix
	var dfs uint64
	for _, alt := range sl.alts {
		weight := float32(alt.weight)
		var rarity float32 // of the alternative, for the choice of the section
		for f := range field(guideFields) {
			visit := func(section uint32, tf float32) {
				guide := ix.sections.Guide[section]
				if s.guideTF[guide] == 0 && s.guideHead[guide] == 0 {
					s.guides = append(s.guides, guide)
					s.guideWeight[guide] = weight
				}
				if f == textField {
					s.guideTF[guide] += weight * fieldWeights[f] * tf * ix.guideNorm[f][guide]
				} else {
					s.guideHead[guide] += weight * fieldWeights[f] * tf * ix.guideNorm[f][guide]
				}
				s.guideWeight[guide] = max(s.guideWeight[guide], weight)
				if f >= headingField {
					if s.section[section] == 0 {
						s.sections = append(s.sections, section)
					}
					norm := ix.sectionNorm[f-headingField][section]
					s.section[section] += rarity * weight * fieldWeights[f] * tf / (tf + saturation/norm)
				}
			}
			if len(alt.terms) == 1 {
				if f >= headingField {
					df, err := s.count1(f, alt.terms[0])
					if err != nil {
						return err
					}
					dfs = max(dfs, df)
					rarity = float32(sl.weight * idf(float64(len(ix.sections.Guide)), float64(df)))
				}
				if err := s.postings(ctx, f, alt.terms[0], visit); err != nil {
					return err
				}
				continue
			}
			rarity = float32(sl.weight)
			if err := s.all(ctx, f, alt.terms, visit); err != nil {
				return err
			}
		}
	}
	// From guides to families.
	for _, g := range s.guides {
		fam := ix.guides.Family[g]
		tf, head := s.guideTF[g], s.guideHead[g]
		score := (tf + head) / (tf + head + saturation)
		if Tune["head"] > 0 {
			score = tf/(tf+saturation) + float32(Tune["head"])*head/(head+float32(Tune["kh"]))
		}
		score *= s.guideWeight[g]
		if s.slotScore[fam] == 0 {
			s.slotFams = append(s.slotFams, fam)
		}
		if score > s.slotScore[fam] {
			s.slotScore[fam] = score
		}
		s.slotWeight[fam] = max(s.slotWeight[fam], s.guideWeight[g])
		s.guideTF[g], s.guideHead[g] = 0, 0
	}
	s.guides = s.guides[:0]
	rf := idf(float64(ix.guides.Families), float64(len(s.slotFams)))
	if m := Tune["idf"]; m > 0 {
		rf = (1-m)*rf + m*idf(float64(len(ix.sections.Guide)), float64(dfs))
	}
	rf = min(rf, Tune["maxidf"])
	rarity := float32(sl.weight * rf)
	s.total += float64(rarity)
	for _, fam := range s.slotFams {
		if s.strong[fam]|s.weak[fam] == 0 {
			s.families = append(s.families, fam)
		}
		s.score[fam] += rarity * s.slotScore[fam]
		if s.slotWeight[fam] >= 0.95 {
			s.strong[fam] |= 1 << n
		} else {
			s.weak[fam] |= 1 << n
		}
		s.slotScore[fam], s.slotWeight[fam] = 0, 0
	}
	s.slotFams = s.slotFams[:0]
	return nil
}

func (s *scratch) count1(f field, term string) (uint64, error) {
	list, err := s.dicts[f].PostingsList([]byte(term), nil, s.list)
	if err != nil {
		return 0, err
	}
	s.list = list
	return list.Count(), nil
}

// all visits the sections that have every one of terms in field f, with the
// frequency of the rarest.
func (s *scratch) all(ctx context.Context, f field, terms []string, visit func(section uint32, tf float32)) error {
	for i, term := range terms {
		err := s.postings(ctx, f, term, func(section uint32, tf float32) {
			if int(s.together[section]) != i {
				return
			}
			if i == 0 {
				s.togetherTouch = append(s.togetherTouch, section)
				s.togetherTF[section] = tf
			}
			s.together[section]++
			s.togetherTF[section] = min(s.togetherTF[section], tf)
		})
		if err != nil {
			return err
		}
	}
	for _, section := range s.togetherTouch {
		if int(s.together[section]) == len(terms) {
			visit(section, s.togetherTF[section])
		}
		s.together[section] = 0
	}
	s.togetherTouch = s.togetherTouch[:0]
	return nil
}

// candidate is a family that a query may mean.
type candidate struct {
	family uint32
	score  float32
	found  float32 // how much of what was asked it has, 0 to 1
}

// candidates returns the families that come near the best, best first.
func (s *scratch) candidates(p *plan) []candidate {
	var best float32
	for _, f := range s.families {
		best = max(best, s.score[f])
	}
	var out []candidate
	if pi := float32(Tune["pi"]); pi > 0 {
		passage := map[uint32]float32{}
		for _, d := range s.sections {
			f := s.ix.guides.Family[s.ix.sections.Guide[d]]
			passage[f] = max(passage[f], s.section[d])
		}
		best = 0
		for _, f := range s.families {
			s.score[f] += pi * passage[f]
			best = max(best, s.score[f])
		}
	}
	for _, f := range s.families {
		if s.score[f] >= best*0.1 {
			fd := p.found(s.strong[f], s.weak[f])
			out = append(out, candidate{family: f, score: s.score[f] * float32(math.Pow(float64(fd), Tune["gamma"])), found: fd})
		}
	}
	return out
}

// found returns how much of the query's information slots hold.
func (p *plan) found(strong, weak uint64) float32 {
	var total, found float64
	credit := make([]float64, len(p.units))
	for n, sl := range p.slots {
		var c float64
		switch {
		case strong&(1<<n) != 0:
			c = sl.credit
		case weak&(1<<n) != 0:
			c = sl.credit * 0.8
		}
		for u := sl.units[0]; u <= sl.units[1]; u++ {
			credit[u] = max(credit[u], c)
		}
	}
	for i, u := range p.units {
		total += u.info
		found += u.info * credit[i]
	}
	if total == 0 {
		return 0
	}
	return float32(found / total)
}

func sortCandidates(c []candidate) {
	slices.SortStableFunc(c, func(a, b candidate) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return int(a.family) - int(b.family)
	})
}
