package generator

import (
	"errors"
	"fmt"
	"slices"

	"shebao/generator/records"
)

// share are the places of nodes whose pages one worker draws, one after the other:
// those whose records stand in one file, so that it is written when the last of
// them is drawn and none is held for longer.
type share []int

// shareOut parts the nodes of the plan among the files of their records.
func (p *plan) shareOut() []share {
	byFile := make(map[string]int, 256)
	var all []share
	for i, n := range p.nodes {
		name := records.File(n.url())
		at, known := byFile[name]
		if !known {
			at = len(all)
			byFile[name], all = at, append(all, nil)
		}
		all[at] = append(all[at], i)
	}
	return all
}

// recordsOf are the records that a worker has made for a share, one behind the
// other.
type recordsOf struct {
	text []byte
	ends map[string][2]int // where each begins and ends, by the address of its page
}

func (r *recordsOf) reset() {
	r.text = r.text[:0]
	if r.ends == nil {
		r.ends = map[string][2]int{}
	}
	clear(r.ends)
}

func (r *recordsOf) add(page string, record *Record) {
	start := len(r.text)
	r.text = append(record.appendJSON(r.text), '\n')
	r.ends[page] = [2]int{start, len(r.text)}
}

// errRecordsLost says that records of the earlier site are not as they were left,
// while their pages are. The build is then done again from nothing.
var errRecordsLost = errors.New("the records of the earlier site are not as they were left")

// writeRecords writes the file of the records of a share whose pages have been
// drawn or kept, or keeps it where all were. Of pages that were kept, it takes the
// records of the earlier site over.
func (b *builder) writeRecords(s share, results []rendered, w *worker) error {
	var pages []string
	for _, i := range s {
		if n := b.plan.nodes[i]; n.isGuide() && !n.standsIn {
			pages = append(pages, n.url())
		}
		if len(results[i].faults) > 0 { // nothing of this is published
			return nil
		}
	}
	if len(pages) == 0 {
		return nil
	}
	name := records.File(pages[0])
	if kept, err := b.keepRecords(name, len(pages), w); kept || err != nil {
		return err
	}
	slices.Sort(pages)
	list := make([]records.Record, len(pages))
	var earlier *records.Packed
	for i, page := range pages {
		at, fresh := w.records.ends[page]
		if fresh {
			list[i] = records.Record{Page: page, Body: w.records.text[at[0]:at[1]]}
			continue
		}
		if earlier == nil {
			file, err := b.stage.Earlier(name, b.reuse.old.Site.Files[name])
			if err != nil {
				return fmt.Errorf("%w: %w", errRecordsLost, err)
			}
			defer file.Close()
			if earlier, err = records.Open(file, b.reuse.old.Site.Files[name].Size); err != nil {
				return fmt.Errorf("%w: %w", errRecordsLost, err)
			}
		}
		body, err := earlier.Read(page)
		if err != nil {
			return fmt.Errorf("%w: %w", errRecordsLost, err)
		}
		list[i] = records.Record{Page: page, Body: body}
	}
	var err error
	if w.packed, err = records.Append(w.packed[:0], list); err != nil {
		return err
	}
	return b.stage.Write(name, w.packed)
}

// keepRecords keeps a file of records of the earlier site, if all its pages were
// kept and those of so many pages are all that it has.
func (b *builder) keepRecords(name string, pages int, w *worker) (bool, error) {
	if b.reuse == nil {
		return false, nil
	}
	b.reuse.mu.Lock()
	b.reuse.records[name] = pages
	b.reuse.mu.Unlock()
	if len(w.records.ends) > 0 || b.reuse.old.Records[name] != pages {
		return false, nil
	}
	kept, err := b.stage.Keep(name, b.reuse.old.Site.Files[name])
	if kept {
		b.reuse.mu.Lock()
		b.reuse.files++
		b.reuse.mu.Unlock()
	}
	return kept, err
}
