package search

import (
	"errors"
	"fmt"
	"runtime/debug"
	gosync "sync"

	"golang.org/x/sync/errgroup"

	"shebao/search/analysis"
)

// Errors that callers tell apart with errors.Is.
var (
	// ErrTooLong: the query has more than MaxQuery characters.
	ErrTooLong = errors.New("the query is too long")
	// ErrDamaged: the directory holds no whole index. Build it again.
	ErrDamaged = errors.New("the search index is damaged")
	// ErrVersion: the index was written by another version of this package.
	// Build it again.
	ErrVersion = errors.New("the search index has another format")
	// ErrClosed: the index was closed before.
	ErrClosed = errors.New("the search index is closed")
)

// Index answers queries. It is safe for concurrent use.
type Index struct {
	catalog
	guides     *guides
	sections   *sections
	lines      *lines
	store      *store
	analyzer   *analysis.Analyzer
	han        *han
	vocabulary *vocabulary
	synonyms   *thesaurus
	lexicon    func() lexicon // made once, from the opening on
	stops      map[string]bool
	light      map[string]bool
	plain      map[string]bool
	anySite    map[string]bool

	guideNorm   [guideFields][]float32 // 1 over the normalised length of a field, by guide
	sectionHalf [2][]float32           // occurrences in heading or text that count half of what any number do, by section
	spans       []span                 // where the sections of a guide are
	alone       []bool                 // guides without a translation
	members     [][]uint32             // guides of a family
	aside       []bool                 // families that are pages about the site itself; nil if there are none
	saturation  float32
	parted      bool    // some guide has more than one section
	documents   float64 // sections, those that are gone left out
	breadth     float64 // how many subjects the guides are likely about
	scratch     gosync.Pool

	inUse  gosync.RWMutex // read-locked by queries
	closed bool
}

// Open opens the index in dir for reading. Several processes may have it open.
// A directory that holds no whole index gives ErrDamaged, one of another
// version ErrVersion.
func Open(dir string) (*Index, error) {
	ix, err := open(dir)
	if err != nil {
		return nil, fmt.Errorf("open search index %s: %w", dir, err)
	}
	go func() { // the first query in pinyin need not wait for it
		_ = ix.use(func() error { ix.lexicon(); return nil })
	}()
	return ix, nil
}

// open has the segments compared with the manifest while all that is made of the
// catalog alone is made.
func open(dir string) (*Index, error) {
	m, err := readManifest(dir)
	if err != nil {
		return nil, err
	}
	var segments errgroup.Group
	segments.Go(func() error { return m.verify(dir, func(name string) bool { return name != catalogFile }) })
	ix, err := openCatalog(dir, m)
	if damaged := segments.Wait(); err == nil {
		err = damaged
	}
	if err == nil {
		ix.store, err = openStore(dir, &ix.catalog)
	}
	if err != nil && ix != nil {
		err = errors.Join(err, ix.catalog.close())
	}
	if err != nil {
		return nil, err
	}
	return ix, nil
}

// openCatalog returns an index without its segments.
func openCatalog(dir string, m manifest) (ix *Index, err error) {
	if err := m.verify(dir, func(name string) bool { return name == catalogFile }); err != nil {
		return nil, err
	}
	c, err := readCatalog(dir, m)
	if err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, r)
		}
		if err != nil {
			ix, err = nil, errors.Join(err, c.close())
		}
	}()
	ix = &Index{catalog: *c, analyzer: analysis.NewAnalyzer(), stops: analysis.WordSet(analysis.EnglishStops), light: analysis.WordSet(analysis.EnglishLight), plain: analysis.WordSet(analysis.EnglishPlain), anySite: analysis.WordSet(anySite)}
	ix.guides, ix.sections, ix.lines = &ix.catalog.Guides, &ix.catalog.Sections, &ix.catalog.Lines
	if ix.vocabulary, err = newVocabulary(&ix.catalog.Words); err != nil {
		return nil, fmt.Errorf("%w: vocabulary: %w", ErrDamaged, err)
	}
	ix.han = newHan(ix.catalog.Han)
	ix.synonyms = newThesaurus(ix.analyzer, ix.catalog.Synonyms)
	ix.point()
	ix.lexicon = gosync.OnceValue(func() lexicon { return newLexicon(ix.synonyms, ix.han.sounds) })
	ix.documents = float64(m.Documents)
	ix.measure()
	return ix, nil
}

// measure sets the length of every field against the usual one in its language.
func (ix *Index) measure() {
	g := ix.guides
	ix.members = make([][]uint32, g.Families)
	for n, fam := range g.Family {
		ix.members[fam] = append(ix.members[fam], uint32(n))
	}
	ix.alone = make([]bool, len(g.Lang))
	for n, fam := range g.Family {
		ix.alone[n] = len(ix.members[fam]) == 1
	}
	ix.breadth = breadth(g.Families)
	ix.setAside()
	ix.setSpans()
	usual := make([][guideFields]float64, len(g.Langs))
	count := make([]float64, len(g.Langs))
	for n, lang := range g.Lang {
		count[lang]++
		for f := range g.Length {
			usual[lang][f] += float64(g.Length[f][n])
		}
	}
	ix.parted = len(g.Lang) < len(g.Sections)
	ix.saturation = saturation
	if ix.parted {
		ix.saturation = partedSaturation
	}
	for f := range ix.guideNorm {
		ix.guideNorm[f] = make([]float32, len(g.Lang))
		for n, lang := range g.Lang {
			ix.guideNorm[f][n] = lengthNorm(fieldNorms[f], float64(g.Length[f][n]), usual[lang][f]/count[lang])
		}
	}
	for i, lengths := range [][]uint32{ix.sections.HeadingLength, ix.sections.TextLength} {
		ix.sectionHalf[i] = make([]float32, len(lengths))
		var total float64
		for _, l := range lengths {
			total += float64(l)
		}
		for n, l := range lengths {
			ix.sectionHalf[i][n] = ix.saturation / lengthNorm(fieldNorms[headingField+field(i)], float64(l), total/ix.documents)
		}
	}
}

func lengthNorm(b float32, length, usual float64) float32 {
	if usual == 0 {
		return 1
	}
	return 1 / (1 - b + b*float32(length/usual))
}

// Close releases the index as soon as no query is under way; later ones get
// ErrClosed.
func (ix *Index) Close() error {
	ix.inUse.Lock()
	defer ix.inUse.Unlock()
	if ix.closed {
		return nil
	}
	ix.closed = true
	return errors.Join(ix.store.close(), ix.catalog.close())
}

// use runs a query. The files are mapped into memory: the index stays open until
// the query ends, and where a file was cut meanwhile, so that what was mapped is
// no longer there, the query gives ErrDamaged instead of ending the process.
func (ix *Index) use(query func() error) (err error) {
	ix.inUse.RLock()
	defer ix.inUse.RUnlock()
	if ix.closed {
		return ErrClosed
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		switch r := recover().(type) {
		case nil:
		case interface{ Addr() uintptr }:
			err = fmt.Errorf("%w: a file of it is not there any more", ErrDamaged)
		default:
			panic(r)
		}
	}()
	return query()
}

// borrow returns room to work in, to be handed back with giveBack.
func (ix *Index) borrow() (*scratch, error) {
	if s, ok := ix.scratch.Get().(*scratch); ok {
		return s, nil
	}
	return newScratch(ix)
}

func (ix *Index) giveBack(s *scratch) {
	s.reset()
	ix.scratch.Put(s)
}
