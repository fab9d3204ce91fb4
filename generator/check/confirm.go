package check

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"shebao/generator/guide"
)

// ConfirmedFile keeps, beside the content, which texts of each pair were last
// compared. A line is a part of a page and the fingerprint of its text in each
// language, so that a change of it shows in any diff, and two editors' lines do
// not meet:
//
//	guides/reissue#fee: {zh: 1a2b3c4d5e6f, en: 6f5e4d3c2b1a}
//
// What changed is told by the text itself, not by the date of its file: dates
// do not survive a checkout.
const ConfirmedFile = "confirmed.yaml"

const confirmedHead = `# Which texts of each pair of pages have been compared: a part of a page, and the
# fingerprint of its text in each language. "shebao check" says what has changed
# since; "shebao check --confirm PAGE" writes this file. Not for writing by hand.

`

// maxConfirmed is how long the file may be, in bytes: some 100,000 pages.
const maxConfirmed = 64 << 20

// confirmed is what the file says: fingerprints by pair, part and language.
type confirmed map[string]map[string]guide.Text

var (
	confirmedLine = regexp.MustCompile(`^([^\s#]+)#([^\s#:]+): \{([^{}]*)\}$`)
	confirmedSum  = regexp.MustCompile(`^(en|zh): ([0-9a-f]{12})$`)
)

// readConfirmed reads the file. nil: there is none, and nobody compares pairs.
func readConfirmed(content fs.FS, add func(rule, file string, line, column int, message string)) confirmed {
	info, err := fs.Lstat(content, ConfirmedFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err == nil && !info.Mode().IsRegular():
		err = errors.New("it is no regular file")
	case err == nil && info.Size() > maxConfirmed:
		err = fmt.Errorf("it has more than %d bytes", maxConfirmed)
	}
	var text []byte
	if err == nil {
		text, err = fs.ReadFile(content, ConfirmedFile)
	}
	if err != nil {
		add("bad-file", ConfirmedFile, 0, 0, "cannot be read: "+err.Error())
		return nil
	}
	all := confirmed{}
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if !all.take(line) {
			add("wrong-value", ConfirmedFile, number, 1, "this line is none of shebao check --confirm: run it again, it writes the file anew")
		}
	}
	return all
}

// take reads a line.
func (c confirmed) take(line string) bool {
	m := confirmedLine.FindStringSubmatch(line)
	if m == nil {
		return false
	}
	sums := guide.Text{}
	for pair := range strings.SplitSeq(m[3], ", ") {
		s := confirmedSum.FindStringSubmatch(pair)
		if s == nil {
			return false
		}
		sums[s[1]] = s[2]
	}
	if c[m[1]] == nil {
		c[m[1]] = map[string]guide.Text{}
	}
	c[m[1]][m[2]] = sums
	return true
}

// put notes the parts of a pair as they are now.
func (c confirmed) put(key string, pair []*page) {
	c[key] = map[string]guide.Text{}
	for _, p := range pair {
		for _, s := range p.parts {
			if c[key][s.name] == nil {
				c[key][s.name] = guide.Text{}
			}
			c[key][s.name][p.Lang] = s.sum
		}
	}
}

// encode writes the file, in the order of the names.
func (c confirmed) encode() []byte {
	var b bytes.Buffer
	b.WriteString(confirmedHead)
	for _, key := range slices.Sorted(maps.Keys(c)) {
		for _, name := range slices.Sorted(maps.Keys(c[key])) {
			var sums []string
			for _, lang := range []string{"zh", "en"} {
				if sum := c[key][name][lang]; sum != "" {
					sums = append(sums, lang+": "+sum)
				}
			}
			fmt.Fprintf(&b, "%s#%s: {%s}\n", key, name, strings.Join(sums, ", "))
		}
	}
	return b.Bytes()
}

// changed names the parts of a page that are not as they were confirmed, in
// its order, and then those that are gone.
func (c confirmed) changed(p *page) []string {
	was := c[p.key()]
	var names []string
	there := map[string]bool{}
	for _, s := range p.parts {
		there[s.name] = true
		if was[s.name][p.Lang] != s.sum {
			names = append(names, called(s.name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(was)) {
		if was[name][p.Lang] != "" && !there[name] {
			names = append(names, called(name)+" (gone)")
		}
	}
	return names
}

// ErrNotConfirmed says that there is nothing to confirm under a name.
var ErrNotConfirmed = errors.New("cannot be confirmed")

// Confirm notes that the languages of pages have been compared as they are now.
// Pages are named "guides/reissue" or by a file of theirs; none means all. It
// gives the new text of [ConfirmedFile], for the caller to write, and the pages
// that it confirms.
func Confirm(ctx context.Context, o Options, names ...string) (text []byte, done []string, err error) {
	c, err := inspect(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	if c.in.Partial {
		return nil, nil, fmt.Errorf("%w while guides have errors: run shebao check first", ErrNotConfirmed)
	}
	pairs := map[string][]*page{}
	for _, p := range c.pages {
		pairs[p.key()] = append(pairs[p.key()], p)
	}
	all := readConfirmed(o.Content, func(string, string, int, int, string) {})
	if all == nil {
		all = confirmed{}
	}
	maps.DeleteFunc(all, func(key string, _ map[string]guide.Text) bool { return len(pairs[key]) < 2 })
	keys := slices.DeleteFunc(slices.Sorted(maps.Keys(pairs)), func(key string) bool { return len(pairs[key]) < 2 })
	if len(names) > 0 {
		chosen := map[string]bool{}
		for _, name := range names {
			key := keyOf(name, c.in.Site.Config.Languages)
			switch {
			case pairs[key] == nil:
				return nil, nil, fmt.Errorf("%s %w: there is no such page", name, ErrNotConfirmed)
			case len(pairs[key]) < 2:
				return nil, nil, fmt.Errorf("%s %w: it has no translation", name, ErrNotConfirmed)
			}
			chosen[key] = true
		}
		keys = slices.Sorted(maps.Keys(chosen))
	}
	for _, key := range keys {
		all.put(key, pairs[key])
	}
	return all.encode(), keys, nil
}

// keyOf reads the name of a page: guides/reissue, zh/guides/reissue.md, or an
// address of it.
func keyOf(name string, languages []string) string {
	name = strings.Trim(name, "/")
	for _, lang := range languages {
		if rest, ok := strings.CutPrefix(name, lang+"/"); ok {
			name = rest
			break
		}
	}
	return strings.TrimSuffix(name, ".md")
}
