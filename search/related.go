package search

import (
	"cmp"
	"math"
	"slices"
	gosync "sync"

	"shebao/search/analysis"
)

// Bounds of what Related compares. They keep its cost in proportion to the
// number of guides.
const (
	relatedTerms  = 32  // of a guide, those that tell most
	relatedCommon = 400 // a term of more guides than that tells too little
)

// relatedFloor is how like two guides must be: the cosine of their terms. Below
// it they share little more than everyday words.
const relatedFloor = 0.03

// Related finds for each guide up to limit others of the same language that are
// about the same thing, the likest first. It reads them as the index does: the
// same terms, the same weights of title, questions, summary and address. The
// texts of sections are left out: with them fewer guides are found that an editor
// would name, and relatives could not be known before any text is rendered, nor
// stay until one of those four changes. Documents of
// one guide count once. The same guides in any order give the same answer.
func Related(guides []Document, limit int) map[string][]string {
	byLang := map[string][]*relative{}
	reader := newFieldReader(analysis.NewAnalyzer())
	stops := analysis.WordSet(analysis.EnglishStops)
	seen := map[string]bool{}
	for i := range guides {
		if g := &guides[i]; !seen[g.GuideURL] {
			seen[g.GuideURL] = true
			byLang[g.Lang] = append(byLang[g.Lang], newRelative(reader, stops, g))
		}
	}
	related := make(map[string][]string, len(seen))
	for _, all := range byLang {
		slices.SortFunc(all, func(a, b *relative) int { return cmp.Compare(a.url, b.url) })
		lists := relate(all, limit)
		for i, list := range lists {
			if len(list) > 0 {
				related[all[i].url] = list
			}
		}
	}
	return related
}

// relative is a guide with the terms that tell what it is about.
type relative struct {
	url   string
	terms []weighted // in the order of the terms
}

type weighted struct {
	term   string
	weight float64
}

func newRelative(reader *fieldReader, stops map[string]bool, d *Document) *relative {
	weights := map[string]float64{}
	add := func(f field, texts ...string) {
		for _, text := range texts {
			reader.Tokens(text, reader.stemmer, func(t analysis.Token) bool {
				if t.Kind == analysis.Unigram || t.Kind == analysis.Word && stops[t.Word.Text] {
					return true // a Chinese character alone says little
				}
				weights[t.Term()] += float64(fieldWeights[f])
				return true
			})
		}
	}
	add(titleField, d.Title)
	add(summaryField, d.Summary)
	add(questionsField, d.Questions...)
	add(slugField, slugWords(d.GuideURL))
	r := &relative{url: d.GuideURL, terms: make([]weighted, 0, len(weights))}
	for term, w := range weights {
		r.terms = append(r.terms, weighted{term, w / (w + saturation*float64(fieldWeights[titleField]))})
	}
	slices.SortFunc(r.terms, func(a, b weighted) int { return cmp.Compare(a.term, b.term) })
	return r
}

// posting is a guide that has a term.
type posting struct {
	guide  int
	weight float64
}

// relate compares the guides of one language.
func relate(all []*relative, limit int) [][]string {
	df := map[string]int{}
	for _, r := range all {
		for _, t := range r.terms {
			df[t.term]++
		}
	}
	postings := map[string][]posting{}
	for i, r := range all {
		r.weigh(df, len(all))
		for _, t := range r.terms {
			postings[t.term] = append(postings[t.term], posting{i, t.weight})
		}
	}
	lists := make([][]string, len(all))
	var group gosync.WaitGroup
	const share = 256
	for start := 0; start < len(all); start += share {
		group.Go(func() {
			score := make([]float64, len(all))
			for i := start; i < min(start+share, len(all)); i++ {
				lists[i] = nearestTo(all, i, postings, score, limit)
			}
		})
	}
	group.Wait()
	return lists
}

// weigh keeps the terms that tell most, each by how rare it is, as a vector of
// length 1.
func (r *relative) weigh(df map[string]int, guides int) {
	r.terms = slices.DeleteFunc(r.terms, func(t weighted) bool {
		return df[t.term] > relatedCommon || guides > 4 && 2*df[t.term] > guides
	})
	for i, t := range r.terms {
		r.terms[i].weight *= math.Log(1 + float64(guides)/float64(df[t.term]))
	}
	slices.SortFunc(r.terms, func(a, b weighted) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.term, b.term))
	})
	length := 0.0
	for _, t := range r.terms {
		length += t.weight * t.weight
	}
	r.terms = slices.DeleteFunc(r.terms, func(t weighted) bool { return df[t.term] < 2 })
	r.terms = r.terms[:min(len(r.terms), relatedTerms)]
	for i := range r.terms {
		r.terms[i].weight /= math.Sqrt(length)
	}
}

// nearestTo are the guides most like the i-th. score is room of zeros, and is
// left so.
func nearestTo(all []*relative, i int, postings map[string][]posting, score []float64, limit int) []string {
	var met []int
	for _, t := range all[i].terms {
		for _, p := range postings[t.term] {
			if p.guide == i {
				continue
			}
			if score[p.guide] == 0 {
				met = append(met, p.guide)
			}
			score[p.guide] += t.weight * p.weight
		}
	}
	near := slices.DeleteFunc(slices.Clone(met), func(g int) bool { return score[g] < relatedFloor })
	slices.SortFunc(near, func(a, b int) int { return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(a, b)) })
	var urls []string
	for _, g := range near[:min(len(near), limit)] {
		urls = append(urls, all[g].url)
	}
	for _, g := range met {
		score[g] = 0
	}
	return urls
}
