package search

import (
	"bytes"
	"cmp"
	"context"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/vellum"
)

// BuildOptions say how an index is built. The zero value is a plain index.
type BuildOptions struct {
	Synonyms []Synonyms
}

// Build writes a complete index of docs into dir, which must not exist or be
// empty. On an error dir holds nothing that Open would accept.
func Build(ctx context.Context, dir string, docs iter.Seq[Document]) error {
	return BuildWith(ctx, dir, docs, BuildOptions{})
}

// BuildWith is Build with options.
func BuildWith(ctx context.Context, dir string, docs iter.Seq[Document], o BuildOptions) error {
	if err := prepare(dir); err != nil {
		return fmt.Errorf("build search index: %w", err)
	}
	b := newBuilder(o)
	if err := b.write(ctx, dir, docs); err != nil {
		return fmt.Errorf("build search index in %s: %w", dir, err)
	}
	return nil
}

// prepare makes dir, or checks that it is empty.
func prepare(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return os.MkdirAll(dir, 0o755)
	}
	if err == nil && len(entries) > 0 {
		err = fmt.Errorf("%s is not empty", dir)
	}
	return err
}

// builder gathers what goes into the catalog while sections go into Bleve.
type builder struct {
	reader   *fieldReader
	sections []builtSection // in the order given
	guides   []builtGuide
	guide    map[string]int // by URL
	seen     map[string]bool
	synonyms []Synonyms
}

type builtSection struct {
	guide       int
	url         string // what follows the guide's
	heading     string
	headingSize int
	textSize    int
	number      uint32 // of the document in Bleve
}

type builtGuide struct {
	url, lang, title, summary string
	questions                 []string
	length                    [guideFields]int
	sections                  []int // places in builder.sections
}

func newBuilder(o BuildOptions) *builder {
	return &builder{reader: newFieldReader(newAnalyzer()), guide: map[string]int{}, seen: map[string]bool{}, synonyms: o.Synonyms}
}

func (b *builder) write(ctx context.Context, dir string, docs iter.Seq[Document]) error {
	if err := b.index(ctx, dir, docs); err != nil {
		return err
	}
	c := &catalog{Synonyms: b.synonyms}
	if len(b.sections) > 0 {
		if err := b.number(dir, c); err != nil {
			return err
		}
	}
	b.catalog(c)
	words, err := wordAutomaton(b.reader.words)
	if err != nil {
		return fmt.Errorf("vocabulary: %w", err)
	}
	c.Words = words
	var out bytes.Buffer
	if err := gob.NewEncoder(&out).Encode(c); err != nil {
		return fmt.Errorf("encode catalog: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, catalogFile), out.Bytes(), 0o644); err != nil {
		return err
	}
	return seal(dir, len(b.sections))
}

// index writes the Bleve part: one document per section, its id the section's
// place.
func (b *builder) index(ctx context.Context, dir string, docs iter.Seq[Document]) (err error) {
	m := bleve.NewIndexMapping()
	m.DefaultMapping = mapping.NewDocumentStaticMapping()
	m.DefaultAnalyzer = keyword.Name // fields hold terms that are already analysed
	for _, name := range fieldNames {
		f := bleve.NewKeywordFieldMapping()
		f.IncludeInAll, f.DocValues, f.Store = false, false, name == fieldNames[textField]
		m.DefaultMapping.AddFieldMappingsAt(name, f)
	}
	encoded, err := json.Marshal(m)
	if err != nil {
		return err
	}
	store := filepath.Join(dir, bleveFolder, "store")
	if err := os.MkdirAll(store, 0o755); err != nil {
		return err
	}
	meta := fmt.Appendf(nil, `{"storage":%q,"index_type":%q}`, scorch.Name, scorch.Name)
	if err := os.WriteFile(filepath.Join(dir, bleveFolder, "index_meta.json"), meta, 0o644); err != nil {
		return err
	}
	w, err := scorch.NewBuilder(map[string]any{
		"path":            store,
		"buildPathPrefix": dir,
		"batchSize":       2000,
		"mergeMax":        100,
		"internal":        map[string][]byte{"_mapping": encoded},
	})
	if err != nil {
		return err
	}
	for d := range docs {
		if err := ctx.Err(); err != nil {
			return err
		}
		doc, err := b.add(d)
		if err != nil {
			return err
		}
		if err := w.Index(doc); err != nil {
			return fmt.Errorf("index %s: %w", d.URL, err)
		}
	}
	if len(b.sections) == 0 {
		return os.RemoveAll(filepath.Join(dir, bleveFolder))
	}
	return w.Close()
}

// add takes one section into the catalog and returns its Bleve document.
func (b *builder) add(d Document) (*document.Document, error) {
	if d.URL == "" || d.GuideURL == "" {
		return nil, fmt.Errorf("section %q of %q: a document needs the addresses of its section and its guide", d.Heading, d.Title)
	}
	if b.seen[d.URL] {
		return nil, fmt.Errorf("two documents with the address %s", d.URL)
	}
	b.seen[d.URL] = true
	doc := document.NewDocument(strconv.Itoa(len(b.sections)))
	read := func(f field, parts ...string) int {
		indexed, length := b.reader.read(f, parts...)
		if len(indexed.freqs) > 0 || indexed.store {
			doc.AddField(indexed)
		}
		return length
	}
	n, ok := b.guide[d.GuideURL]
	if !ok {
		n = len(b.guides)
		b.guide[d.GuideURL] = n
		g := builtGuide{url: d.GuideURL, lang: d.Lang, title: d.Title, summary: d.Summary, questions: d.Questions}
		g.length[titleField] = read(titleField, d.Title)
		g.length[summaryField] = read(summaryField, d.Summary)
		g.length[slugField] = read(slugField, slugWords(d.GuideURL))
		g.length[questionsField] = read(questionsField, d.Questions...)
		b.guides = append(b.guides, g)
	}
	g := &b.guides[n]
	s := builtSection{guide: n, url: strings.TrimPrefix(d.URL, d.GuideURL), heading: d.Heading}
	if len(s.url) == len(d.URL) {
		s.url = d.URL // not below its guide: kept whole
	}
	s.headingSize = read(headingField, d.Heading)
	s.textSize = read(textField, d.Text)
	b.reader.endSection()
	g.length[headingField] += s.headingSize
	g.length[textField] += s.textSize
	g.sections = append(g.sections, len(b.sections))
	b.sections = append(b.sections, s)
	return doc, nil
}

// number learns which document number Bleve gave to each section, and reads
// the Chinese vocabulary off the finished term dictionaries.
func (b *builder) number(dir string, c *catalog) error {
	st, err := openStore(dir)
	if err != nil {
		return err
	}
	defer st.close()
	if st.segment.Count() != uint64(len(b.sections)) {
		return fmt.Errorf("%d documents were indexed, %d are there", len(b.sections), st.segment.Count())
	}
	for n := range st.segment.Count() {
		id, err := st.segment.DocID(n)
		if err != nil {
			return err
		}
		place, err := strconv.Atoi(string(id))
		if err != nil || place < 0 || place >= len(b.sections) {
			return fmt.Errorf("document %d has the id %q", n, id)
		}
		b.sections[place].number = uint32(n)
	}
	weights, err := readHan(st.segment)
	c.Han = newHanVocabulary(weights, b.inner())
	return err
}

// inner returns the pairs of characters that stand inside a longer word: in
// titles, questions and headings they never begin a stretch, and few different
// characters come before them, as 社 and 医 before 保卡.
func (b *builder) inner() map[[2]rune]bool {
	type seen struct {
		times  int
		before map[rune]bool
	}
	pairs := map[[2]rune]*seen{}
	read := func(text string) {
		var prev, last rune // the characters before the one at hand
		b.reader.tokens(text, b.reader.stemmer, func(t token) bool {
			switch t.kind {
			case word:
				prev, last = 0, 0
			case single:
				prev, last = last, t.last
			case pair:
				p := [2]rune{t.first, t.last}
				s := pairs[p]
				if s == nil {
					s = &seen{before: map[rune]bool{}}
					pairs[p] = s
				}
				s.times++
				s.before[prev] = true
			}
			return true
		})
	}
	for _, g := range b.guides {
		read(g.title)
		for _, q := range g.questions {
			read(q)
		}
		for _, s := range g.sections {
			read(b.sections[s].heading)
		}
	}
	inner := map[[2]rune]bool{}
	for p, s := range pairs {
		begins := s.before[0]
		for r := range s.before {
			begins = begins || strings.ContainsRune(chineseLight, r)
		}
		if !begins && len(s.before) <= s.times/4 {
			inner[p] = true
		}
	}
	return inner
}

func (b *builder) catalog(c *catalog) {
	b.catalogGuides(c)
	b.catalogSections(c)
	b.catalogLines(c)
	c.Suffixes = sortSuffixes(&c.Lines)
}

func (b *builder) catalogGuides(c *catalog) {
	families := map[string]uint32{}
	langs := map[string]uint8{}
	for _, g := range b.guides {
		if _, ok := langs[g.lang]; !ok {
			langs[g.lang] = uint8(len(langs))
			c.Guides.Langs = append(c.Guides.Langs, g.lang)
		}
		c.Guides.Lang = append(c.Guides.Lang, langs[g.lang])
		key := familyKey(g.url, g.lang)
		if _, ok := families[key]; !ok {
			families[key] = uint32(len(families))
		}
		c.Guides.Family = append(c.Guides.Family, families[key])
		c.Guides.URL.add(g.url)
		c.Guides.Title.add(g.title)
		c.Guides.Summary.add(g.summary)
		for f, n := range g.length {
			c.Guides.Length[f] = append(c.Guides.Length[f], uint32(n))
		}
		c.Guides.FirstSect = append(c.Guides.FirstSect, uint32(len(c.Guides.Sections)))
		for _, s := range g.sections {
			c.Guides.Sections = append(c.Guides.Sections, b.sections[s].number)
		}
	}
	c.Guides.FirstSect = append(c.Guides.FirstSect, uint32(len(c.Guides.Sections)))
	c.Guides.Families = len(families)
}

// familyKey is a guide's address without its language: /zh/guides/a/ and
// /en/guides/a/ are one guide in two languages.
func familyKey(url, lang string) string {
	if rest, ok := strings.CutPrefix(url, "/"+lang+"/"); ok {
		return "/" + rest
	}
	return url
}

func (b *builder) catalogSections(c *catalog) {
	byNumber := slices.Clone(b.sections)
	slices.SortFunc(byNumber, func(x, y builtSection) int { return cmp.Compare(x.number, y.number) })
	for _, s := range byNumber {
		c.Sections.Guide = append(c.Sections.Guide, uint32(s.guide))
		c.Sections.URL.add(s.url)
		c.Sections.Heading.add(s.heading)
		c.Sections.HeadingLength = append(c.Sections.HeadingLength, uint32(s.headingSize))
		c.Sections.TextLength = append(c.Sections.TextLength, uint32(s.textSize))
	}
}

func (b *builder) catalogLines(c *catalog) {
	l := &c.Lines
	stops := wordSet(englishStops)
	add := func(kind uint8, guide int, section uint32, text string) {
		key := lineKey(b.reader.analyzer, b.reader.stemmer, text)
		if key == "" {
			return
		}
		l.Text.add(text)
		l.Key.add(key)
		l.Kind = append(l.Kind, kind)
		l.Guide = append(l.Guide, uint32(guide))
		l.Section = append(l.Section, section)
		l.FirstTerm = append(l.FirstTerm, uint32(len(l.Terms)))
		l.Terms = append(l.Terms, lineTerms(b.reader.analyzer, b.reader.stemmer, stops, text)...)
	}
	for n, g := range b.guides {
		l.FirstLine = append(l.FirstLine, uint32(l.Text.len()))
		first := b.sections[g.sections[0]].number
		add(titleLine, n, first, g.title)
		for _, q := range g.questions {
			add(questionLine, n, first, q)
		}
		add(slugLine, n, first, slugWords(g.url))
		for _, s := range g.sections {
			if s := b.sections[s]; s.heading != "" {
				add(headingLine, n, s.number, s.heading)
			}
		}
	}
	l.FirstLine = append(l.FirstLine, uint32(l.Text.len()))
	l.FirstTerm = append(l.FirstTerm, uint32(len(l.Terms)))
}

// slugWords returns the words of the last part of an address.
func slugWords(url string) string {
	url = strings.TrimSuffix(url, "/")
	return strings.NewReplacer("-", " ", "_", " ").Replace(url[strings.LastIndexByte(url, '/')+1:])
}

func hashTerm(t string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(t))
	return h.Sum32()
}

// wordAutomaton packs the words as written, with their counts.
func wordAutomaton(words map[string]uint32) ([]byte, error) {
	var out bytes.Buffer
	w, err := vellum.New(&out, nil)
	if err != nil {
		return nil, err
	}
	for _, word := range slices.Sorted(maps.Keys(words)) {
		if err := w.Insert([]byte(word), uint64(words[word])); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
