package check

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"shebao/generator/markdown"
)

// isChinese tells ideographs and the punctuation that goes with them.
func isChinese(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303f || r >= 0xff01 && r <= 0xffef || strings.ContainsRune("“”‘’…—·", r)
}

// checkEmphasis finds marks of emphasis that CommonMark leaves as they are. It
// decides by spaces and punctuation whether a mark may begin or end emphasis,
// and Chinese has few of the one and its own of the other: **「挂失」**后 stays
// asterisks, because punctuation stands on one side and a letter on the other.
func checkEmphasis(list []passage, add adder) {
	for i := range list {
		p := &list[i]
		if p.above == 0 { // front matter is no Markdown
			continue
		}
		single := map[byte]int{} // marks of one character: two of them belong together
		first := -1
		for at := 0; at < len(p.Text) && first < 0; {
			mark := markAt(p.Text[at:])
			if mark == "" {
				at++
				continue
			}
			before, _ := utf8.DecodeLastRuneInString(p.Text[:at])
			after, _ := utf8.DecodeRuneInString(p.Text[at+len(mark):])
			if p.Span(at).Kind == markdown.Words && (isChinese(before) || isChinese(after)) {
				earlier, second := single[mark[0]]
				switch {
				case len(mark) > 1:
					first = at
				case second:
					first = earlier
				default:
					single[mark[0]] = at
				}
			}
			at += len(mark)
		}
		if first >= 0 {
			line, column := p.place(first)
			more := add("cjk-emphasis", line, column, "%s is shown and emphasises nothing: let it stand between the punctuation and the word, or put a space outside of it", markAt(p.Text[first:]))
			if !more {
				return
			}
		}
	}
}

// markAt is the mark of emphasis with which a text begins, if it does.
func markAt(s string) string {
	switch s[0] {
	case '*', '_', '~':
		n := 1
		for n < len(s) && s[n] == s[0] {
			n++
		}
		if n <= 3 && (s[0] != '~' || n == 2) {
			return s[:n]
		}
	}
	return ""
}

// checkPunctuation finds half-width punctuation in Chinese sentences, which
// stands too close and looks like a slip.
func checkPunctuation(list []passage, add adder) {
	for i := range list {
		p := &list[i]
		if p.Quote || p.listed {
			continue
		}
		for at := 0; at < len(p.Text); at++ {
			full, ok := fullWidth(p.Text[at])
			if !ok || p.Span(at).Kind != markdown.Words {
				continue
			}
			left := p.Text[:at]
			if p.Text[at] == '(' {
				left = strings.TrimSuffix(left, " ")
			}
			before, _ := utf8.DecodeLastRuneInString(left)
			rest := strings.TrimPrefix(p.Text[at+1:], " ")
			after, _ := utf8.DecodeRuneInString(rest)
			closes := rest == "" && p.Text[at] != '(' && p.Text[at] != '"'
			if isChinese(before) && (isChinese(after) || closes) {
				line, column := p.place(at)
				if !add("halfwidth-punctuation", line, column, "write %s instead of %c between Chinese characters", full, p.Text[at]) {
					return
				}
			}
		}
	}
}

// fullWidth gives the Chinese mark for a half-width one.
func fullWidth(c byte) (string, bool) {
	switch c {
	case ',':
		return "，", true
	case '.':
		return "。", true
	case ';':
		return "；", true
	case ':':
		return "：", true
	case '?':
		return "？", true
	case '!':
		return "！", true
	case '(':
		return "（", true
	case ')':
		return "）", true
	case '"':
		return "“ or ”", true
	}
	return "", false
}
