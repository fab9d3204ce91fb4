package search

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxQuery is the longest query that is answered, in characters.
const MaxQuery = 200

const (
	defaultLimit = 10
	window       = 50 // families that are looked at closely
	moreSections = 2
)

// Search answers q. It returns ErrTooLong, or the context's error.
func (ix *Index) Search(ctx context.Context, q Query) (Result, error) {
	started := time.Now()
	if utf8.RuneCountInString(q.Text) > MaxQuery {
		return Result{}, ErrTooLong
	}
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	q.Offset = max(q.Offset, 0)
	r, err := ix.search(ctx, q)
	if err != nil {
		return Result{}, fmt.Errorf("search: %w", err)
	}
	r.Took = time.Since(started)
	return r, nil
}

func (ix *Index) search(ctx context.Context, q Query) (Result, error) {
	if ix.store == nil {
		return Result{}, nil
	}
	s, err := ix.borrow()
	if err != nil {
		return Result{}, err
	}
	defer ix.giveBack(s)
	p, err := ix.plan(s, q.Text, q.Lang)
	if err != nil {
		return Result{}, err
	}
	if err := s.run(ctx, p); err != nil {
		return Result{}, err
	}
	found, total := s.candidates(p, max(window, q.Offset+q.Limit))
	if !ix.look(s, p, found[:min(len(found), window)]) {
		return Result{}, nil
	}
	r := Result{Total: total, Suggestion: p.corrected}
	if q.Offset >= len(found) {
		return r, nil
	}
	marker := newMarker(ix.analyzer, s.stemmer, p)
	for _, c := range found[q.Offset:min(q.Offset+q.Limit, len(found))] {
		h, err := ix.hit(s, marker, c, q.Lang)
		if err != nil {
			return Result{}, err
		}
		r.Hits = append(r.Hits, h)
	}
	return r, nil
}

// hit shows a family: in the reader's language where it has it, at the section
// that answers best.
func (ix *Index) hit(s *scratch, m *marker, c candidate, lang string) (Hit, error) {
	guide, asked := ix.page(s, c.family, lang)
	best := ix.bestSections(s, asked)
	if guide != asked {
		best = ix.twins(best, guide)
	}
	var hit Hit
	for i, section := range best {
		h, err := ix.sectionHit(m, guide, section)
		if err != nil {
			return Hit{}, err
		}
		h.Score = float64(c.score)
		if i == 0 {
			hit = h
		} else {
			hit.More = append(hit.More, h)
		}
	}
	return hit, nil
}

// page returns the guide of a family to show to a reader of lang, and the one
// whose text answers the query best, which may be its translation.
func (ix *Index) page(s *scratch, family uint32, lang string) (shown, asked uint32) {
	members := ix.members[family]
	shown, asked = members[0], members[0]
	var best, own float32
	inLang := false
	for _, g := range members {
		score := ix.sectionScore(s, g)
		if score > best {
			best, asked = score, g
		}
		if ix.guides.Langs[ix.guides.Lang[g]] == lang {
			shown, inLang, own = g, true, score
		}
	}
	if !inLang {
		return asked, asked
	}
	if own > 0 {
		return shown, shown
	}
	return shown, asked
}

func (ix *Index) sectionScore(s *scratch, guide uint32) float32 {
	var sum float32
	for _, section := range ix.sectionsOf(guide) {
		sum += s.section[section]
	}
	return sum
}

func (ix *Index) sectionsOf(guide uint32) []uint32 {
	return ix.guides.Sections[ix.guides.FirstSect[guide]:ix.guides.FirstSect[guide+1]]
}

// bestSections returns the sections of a guide to show, the best first: at
// least one, then up to two that come near it.
func (ix *Index) bestSections(s *scratch, guide uint32) []uint32 {
	sections := ix.sectionsOf(guide)
	best := []uint32{sections[0]}
	for _, n := range sections {
		if s.section[n] > s.section[best[0]] {
			best[0] = n
		}
	}
	top := s.section[best[0]]
	for range moreSections {
		next, found := uint32(0), false
		for _, n := range sections {
			if s.section[n] > 0.5*top && !contains(best, n) && (!found || s.section[n] > s.section[next]) {
				next, found = n, true
			}
		}
		if !found {
			break
		}
		best = append(best, next)
	}
	return best
}

func contains(list []uint32, n uint32) bool {
	for _, m := range list {
		if m == n {
			return true
		}
	}
	return false
}

// twins returns the sections of guide with the same anchors as the given ones
// of its translation; the first one if there are none.
func (ix *Index) twins(others []uint32, guide uint32) []uint32 {
	var out []uint32
	for _, o := range others {
		for _, n := range ix.sectionsOf(guide) {
			if string(ix.sections.URL.bytes(n)) == string(ix.sections.URL.bytes(o)) && !contains(out, n) {
				out = append(out, n)
			}
		}
	}
	if len(out) == 0 {
		out = append(out, ix.sectionsOf(guide)[0])
	}
	return out
}

func (ix *Index) sectionHit(m *marker, guide, section uint32) (Hit, error) {
	text, err := ix.text(section)
	if err != nil {
		return Hit{}, err
	}
	snippet, worth := m.snippet(text)
	if section == ix.sectionsOf(guide)[0] || strings.TrimSpace(text) == "" {
		// The summary speaks for the guide where its beginning says less.
		if other, w := m.snippet(ix.guides.Summary.at(guide)); other != "" && (w > worth || snippet == "") {
			snippet = other
		}
	}
	url := ix.sections.URL.at(section)
	if !strings.HasPrefix(url, "/") {
		url = ix.guides.URL.at(guide) + url
	}
	return Hit{
		URL:     url,
		Title:   ix.guides.Title.at(guide),
		Heading: ix.sections.Heading.at(section),
		Snippet: snippet,
		Lang:    ix.guides.Langs[ix.guides.Lang[guide]],
	}, nil
}

// text returns the stored text of a section.
func (ix *Index) text(section uint32) (string, error) {
	var text string
	err := ix.store.segment.VisitStoredFields(uint64(section), func(name string, _ byte, value []byte, _ []uint64) bool {
		if name == fieldNames[textField] {
			text = string(value)
			return false
		}
		return true
	})
	if err != nil {
		return "", fmt.Errorf("text of %s: %w", ix.sections.URL.at(section), err)
	}
	return text, nil
}

// look compares the titles, questions and headings of the best families with
// the query as a whole, and reports whether any of them answers it.
func (ix *Index) look(s *scratch, p *plan, found []candidate) bool {
	m := newLineMatcher(ix, p)
	answered := false
	for i := range found {
		fam := found[i].family
		best, title := 0.0, 0.0
		for _, g := range ix.members[fam] {
			for line := ix.lines.FirstLine[g]; line < ix.lines.FirstLine[g+1]; line++ {
				query, own := m.match(line)
				if kind := ix.lines.Kind[line]; kind == titleLine || kind == slugLine {
					title = max(title, query)
				}
				th := Tune["theta"]
				if ix.lines.Kind[line] == titleLine {
					th = Tune["ttheta"]
				}
				v := max(0, query-th) / (1 - th) * (Tune["own"] + (1-Tune["own"])*own)
				best = max(best, v)
			}
		}
		if !answered {
			e := p.weigh(s.strong[fam], s.weak[fam], s.faint[fam], s.met)
			e.title = title
			answered = p.answers(e)
		}
		found[i].score += float32(Tune["beta"] * best * s.total)
	}
	sortCandidates(found)
	return answered
}
