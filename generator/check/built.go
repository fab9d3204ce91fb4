package check

import (
	"bytes"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/html"

	"shebao/generator"
	"shebao/generator/markdown"
)

// built knows where the pages lead to, as they would be published: the whole
// page counts, with its navigation, its lists and its steps, and not only what
// an editor wrote. It is safe for concurrent use.
type built struct {
	mu      sync.Mutex
	words   map[string]string  // each id and address once, however many pages have it
	targets map[string]*target // by address as it stands in a page
	sheets  []*sheet
}

// target is an address of this site and the pages that lead to it.
type target struct {
	file  string // of the site; "" for an address that is not looked up
	place string // behind the #
	image bool
	from  []int32 // places in sheets
}

// sheet is one page.
type sheet struct {
	file     string          // of the site
	source   string          // of the content; "" for none
	bodyLine int             // of source
	links    []markdown.Link // of its text, those to other places of the site
	ids      []string
}

func newBuilt() *built {
	return &built{words: map[string]string{}, targets: map[string]*target{}}
}

// reference is an address in a page.
type reference struct {
	address string
	image   bool
}

// add takes a page in.
func (b *built) add(p *generator.Proof) {
	s := &sheet{file: p.File}
	if p.Guide != nil {
		s.source, s.bodyLine = p.Guide.File, p.Guide.BodyLine
		for _, l := range p.Text.Links {
			if strings.HasPrefix(l.URL, "/") {
				s.links = append(s.links, l)
			}
		}
	}
	found := scan(p.HTML)
	b.mu.Lock()
	defer b.mu.Unlock()
	number := int32(len(b.sheets))
	b.sheets = append(b.sheets, s)
	s.ids = make([]string, len(found.ids))
	for i, id := range found.ids {
		s.ids[i] = b.once(id)
	}
	for _, ref := range found.refs {
		address := ref.address
		if len(address) > 0 && (address[0] == '#' || address[0] == '?') {
			address = siteURL(p.File) + address
		}
		t := b.targets[address]
		if t == nil {
			t = b.target(address, ref.image)
			b.targets[b.once(address)] = t
		}
		if t.file != "" && (len(t.from) == 0 || t.from[len(t.from)-1] != number) {
			t.from = append(t.from, number)
		}
	}
}

func (b *built) once(s string) string {
	if kept, ok := b.words[s]; ok {
		return kept
	}
	s = strings.Clone(s)
	b.words[s] = s
	return s
}

// target reads an address. Those of other sites, and what a server answers
// itself (the API, and the page about it in each language), are not looked up.
func (b *built) target(address string, image bool) *target {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" || strings.HasPrefix(u.Path, "/api/") {
		return &target{}
	}
	if reference, _ := path.Match("/*/api/", u.Path); reference {
		return &target{}
	}
	file := strings.TrimPrefix(u.Path, "/")
	if file == "" || strings.HasSuffix(file, "/") {
		file += "index.html"
	}
	return &target{file: file, place: u.Fragment, image: image}
}

// siteURL is the address of a file of the site.
func siteURL(file string) string { return "/" + strings.TrimSuffix(file, "index.html") }

// stepPlace is a place in one of the guides that a journey's page repeats.
var stepPlace = regexp.MustCompile(`^step-[0-9]+-`)

// ofStep tells whether an address on a page is one of a guide's own places,
// repeated on the page of a journey.
func (t *target) ofStep(s *sheet) bool { return t.file == s.file && stepPlace.MatchString(t.place) }

// report looks every address up, once all pages are in. Pages that the site
// makes by itself repeat what guides say: what can be mended in a guide is told
// there alone.
func (b *built) report(files map[string]bool, add func(rule, file string, line, column int, message string)) {
	sheets := map[string]*sheet{}
	for _, s := range b.sheets {
		sheets[s.file] = s
	}
	for address, t := range b.targets {
		rule, message := "", ""
		switch to := sheets[t.file]; {
		case t.file == "":
		case !files[t.file] && t.image:
			rule, message = "dead-image", "the page shows "+address+", which is not on the site"
		case !files[t.file]:
			rule, message = "dead-link", "the page leads to "+address+", which is not on the site"
		case t.place != "" && to != nil && !slices.Contains(to.ids, t.place):
			rule, message = "dead-anchor", "there is no place #"+t.place+" on "+siteURL(t.file)
		}
		if rule == "" {
			continue
		}
		written := slices.ContainsFunc(t.from, func(n int32) bool { return b.sheets[n].source != "" })
		for _, n := range t.from {
			s := b.sheets[n]
			if s.source == "" && (written || t.ofStep(s)) {
				continue
			}
			line, column := 0, 0
			for _, l := range s.links {
				if sameAddress(l.URL, address) {
					line, column = s.bodyLine+l.Line-1, l.Column
					break
				}
			}
			if s.source == "" {
				add(rule, "", 0, 0, siteURL(s.file)+": "+message)
				continue
			}
			add(rule, s.source, line, column, message)
		}
	}
}

// sameAddress compares addresses that may be encoded otherwise.
func sameAddress(a, b string) bool {
	if a == b {
		return true
	}
	x, err := url.PathUnescape(a)
	y, err2 := url.PathUnescape(b)
	return err == nil && err2 == nil && x == y
}

// scanned is what a page has and leads to.
type scanned struct {
	ids  []string
	refs []reference
}

// scan reads a page's tags.
func scan(page []byte) (s scanned) {
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return s // the end: the tokenizer reads anything
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			image := string(name) == "img"
			refresh := string(name) == "meta"
			for more {
				var key, value []byte
				key, value, more = z.TagAttr()
				switch string(key) {
				case "id":
					s.ids = append(s.ids, string(value))
				case "href", "src", "action":
					s.refs = append(s.refs, reference{string(value), image})
				case "content":
					if _, to, ok := bytes.Cut(value, []byte("url=")); ok && refresh {
						s.refs = append(s.refs, reference{string(to), false})
					}
				}
			}
		}
	}
}
