package markdown

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// Goldmark is linear for what people write. For what an attacker writes it is
// not: an unclosed bracket or emphasis mark may be looked for to the end of its
// paragraph, each open container is asked about each line, a short table row is
// filled up to the width of its header, a footnote is compared with every
// other. One look over the lines tells a body that would cost much more than
// its size, before anything is parsed. The limits leave a page of a hundred
// times the usual length alone.
const (
	maxSource = 4 << 20   // bytes
	maxLines  = 200_000   // as a list can have an item a line
	maxDepth  = 100       // quotes and lists in one another, also inline elements
	maxOpen   = 2_000_000 // lines × depth: goldmark notes every open container of every line
	maxMarks  = 400_000   // characters that may mean something
	maxWork   = 4 << 30   // marks × bytes, summed over the paragraphs
	maxCells  = 100_000   // of all tables, those filled up included
	maxNotes  = 2_000     // footnotes and references to them
	maxPipes  = 2_000     // \| in tables
	maxGrowth = 20        // bytes of HTML for a byte of Markdown, beyond a first megabyte
)

// measure looks over the lines, notes where they begin, and refuses a body that
// exceeds a limit, naming the line on which it did.
func (p *page) measure() (Fault, bool) {
	src := p.src
	if len(src) > maxSource {
		return Fault{Line: 1, Message: fmt.Sprintf("the text is longer than %d MiB: divide it into several pages", maxSource>>20), Rule: "too-large"}, false
	}
	var (
		line, depth         int
		total, notes, pipes int
		columns, cells      int
		work                int64
		first, size, inside int // first line, bytes and marks of this paragraph
	)
	valid := utf8.Valid(src)
	refuse := func(line int, what string) (Fault, bool) {
		return Fault{Line: line, Message: what, Rule: "too-large"}, false
	}
	for start := 0; start < len(src); {
		end := len(src)
		if i := bytes.IndexByte(src[start:], '\n'); i >= 0 {
			end = start + i
		}
		p.lines = append(p.lines, start)
		line++
		l := src[start:end]
		start = end + 1

		if !valid && !utf8.Valid(l) {
			return Fault{Line: line, Message: "this line is not UTF-8: save the file as UTF-8", Rule: "bad-file"}, false
		}
		pre := containers(l)
		depth = max(depth, pre.depth)
		if depth > maxDepth {
			return refuse(line, fmt.Sprintf("quotes and lists stand more than %d deep in one another", maxDepth))
		}
		if line > maxLines || line*max(depth, 1) > maxOpen {
			return refuse(line, "the text has too many lines: divide it into several pages")
		}

		blank := len(pre.rest) == 0 && pre.lists == 0
		if blank || pre.item { // a paragraph ends here
			work += int64(size) * int64(inside)
			size, inside = 0, 0
		}
		if blank {
			columns = 0
			continue
		}
		if size == 0 {
			first = line
		}
		n := countMarks(l)
		size += len(l) + 1
		inside += n
		total += n
		if total > maxMarks || work+int64(size)*int64(inside) > maxWork {
			return refuse(first, "this paragraph holds too many brackets, emphasis marks or the like: divide it by blank lines")
		}

		columns = max(columns, delimiterColumns(pre.rest))
		cells += columns
		if cells > maxCells {
			return refuse(line, fmt.Sprintf("the tables of this page have more than %d cells: divide them", maxCells))
		}
		if n > 0 {
			notes += bytes.Count(l, []byte("[^"))
			pipes += bytes.Count(l, []byte(`\|`))
		}
		if notes > maxNotes {
			return refuse(line, fmt.Sprintf("the page has more than %d footnotes and references to them", maxNotes))
		}
		if pipes > maxPipes {
			return refuse(line, fmt.Sprintf(`the page has more than %d times \|`, maxPipes))
		}
	}
	return Fault{}, true
}

// prefix is what stands before the text of a line.
type prefix struct {
	depth int    // quotes, lists and footnotes opened or gone on with
	lists int    // of these, lists and footnotes
	item  bool   // surely begins a list item: a paragraph above ends
	rest  []byte // what follows
}

// containers reads the beginning of a line. Indentation counts where a marker
// follows, for it may stand for an item of a list opened above.
func containers(l []byte) (p prefix) {
	spaces, i := 0, 0
	for i < len(l) {
		n := 0
		switch c := l[i]; {
		case c == ' ':
			spaces++
			i++
			continue
		case c == '\t':
			spaces += 4
			i++
			continue
		case c == '>':
			p.depth++
			i++
			continue
		case c == '-' || c == '+' || c == '*':
			if i+1 == len(l) || l[i+1] == ' ' || l[i+1] == '\t' {
				n = 1
				p.item = p.item || spaces < 4 && len(bytes.TrimSpace(l[i+1:])) > 0
			}
		case c >= '0' && c <= '9':
			j := i
			for j < len(l) && j-i < 9 && l[j] >= '0' && l[j] <= '9' {
				j++
			}
			if j < len(l) && (l[j] == '.' || l[j] == ')') && (j+1 == len(l) || l[j+1] == ' ' || l[j+1] == '\t') {
				n = j + 1 - i
			}
		case c == '[' && i+1 < len(l) && l[i+1] == '^':
			if j := bytes.Index(l[i:], []byte("]:")); j > 0 {
				n = j + 2
			}
		}
		if n == 0 {
			break
		}
		p.depth++
		p.lists++
		i += n
	}
	if p.depth > 0 {
		p.depth += spaces / 2
	}
	p.rest = l[i:]
	return p
}

// marks are the bytes at which Goldmark may begin to search. A table and not a
// switch: every byte of every page is looked up here.
var marks = [256]uint8{
	'*': 1, '_': 1, '~': 1, '`': 1, '[': 1, ']': 1, '(': 1, '<': 1, '&': 1, '\\': 1, '!': 1,
}

func countMarks(l []byte) (n int) {
	for _, c := range l {
		n += int(marks[c])
	}
	return n
}

// delimiterColumns tells a table's delimiter row (|---|:-:|) and counts its
// columns, 0 for any other line.
func delimiterColumns(l []byte) int {
	n := 0
	for _, c := range l {
		switch c {
		case '|', ':': // a colon: a table of one column needs no bar
			n++
		case '-', ' ', '\t':
		default:
			return 0
		}
	}
	if n > 0 {
		n++
	}
	return n
}

// overgrown tells a page that has grown far beyond its text, as one does that
// repeats a long link definition, and notes the fault once.
func (p *page) overgrown(pos int) bool {
	if len(p.html) <= maxGrowth*len(p.src)+1<<20 {
		return false
	}
	if !p.grown {
		p.grown = true
		p.fault("too-large", max(pos, 0), "the page grows far beyond its text: is a link definition repeated too often?")
	}
	return true
}
