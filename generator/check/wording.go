package check

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"shebao/generator/markdown"
)

// Limits of readability: GOV.UK's for English, whose readers lose the thread of
// longer sentences, and a proposal of ours for Chinese, where a reader of
// subtitles takes in some twenty characters at a glance.
const (
	maxWords     = 30 // in an English sentence
	maxMeanWords = 20 // in the English sentences of a page, on average
	maxClause    = 40 // characters between two marks of a Chinese sentence
)

// sentence is a piece of a passage.
type sentence struct {
	text  string
	start int // in the passage
}

// checkSentences finds sentences that are too long.
func checkSentences(lang string, list []passage, add adder) {
	words, sentences := 0, 0
	for i := range list {
		p := &list[i]
		if p.Kind != markdown.Paragraph || p.Quote {
			continue
		}
		if lang == "zh" {
			if !checkClauses(p, add) {
				return
			}
			continue
		}
		for _, s := range englishSentences(p.Text) {
			n := countWords(s.text)
			if n == 0 {
				continue
			}
			words += n
			sentences++
			if n > maxWords {
				line, column := p.place(s.start)
				add("long-sentence", line, column, "this sentence has %d words: divide it, %d are enough", n, maxWords)
			}
		}
	}
	if sentences > 1 && words > maxMeanWords*sentences {
		add("long-sentence", 1, 1, "the sentences of this page have %.1f words on average: divide some, %d are enough", float64(words)/float64(sentences), maxMeanWords)
	}
}

// checkClauses finds long stretches of Chinese without a mark.
func checkClauses(p *passage, add adder) (more bool) {
	start, n := 0, 0
	inWord := false
	more = true
	end := func(next int) {
		if n > maxClause {
			line, column := p.place(start)
			more = add("long-sentence", line, column, "%d characters without a pause: divide the sentence, %d are enough", n, maxClause)
		}
		start, n, inWord = next, 0, false
	}
	for i, r := range p.Text {
		switch {
		case !more:
			return false
		case isClauseEnd(r):
			end(i + utf8.RuneLen(r))
		case unicode.Is(unicode.Han, r):
			n++
			inWord = false
		case unicode.IsLetter(r) || unicode.IsDigit(r): // a number or a name is one
			if !inWord {
				n++
			}
			inWord = true
		default:
			inWord = inWord && r != ' '
		}
	}
	end(len(p.Text))
	return more
}

// isClauseEnd tells the marks at which a reader of Chinese pauses.
func isClauseEnd(r rune) bool {
	return strings.ContainsRune("，。；：？！、…—\n,;:?!（）《》", r)
}

// abbreviations do not end a sentence.
var abbreviations = regexp.MustCompile(`(?i)(^|[\s(.])(art|arts|no|nos|dr|mr|mrs|ms|st|vs|cf|approx|e\.g|i\.e|[a-z])\.$`)

// englishSentences cuts a text behind its full stops.
func englishSentences(text string) []sentence {
	var list []sentence
	start := 0
	for i := 0; i < len(text); i++ {
		if c := text[i]; c != '.' && c != '!' && c != '?' && c != '\n' {
			continue
		}
		end := i + 1
		if text[i] != '\n' {
			end = len(text) - len(strings.TrimLeft(text[end:], ".!?\"')]”’"))
			if end < len(text) && text[end] != ' ' && text[end] != '\n' {
				continue
			}
		}
		rest := strings.TrimLeft(text[end:], " ")
		if text[i] == '.' && rest != "" && (abbreviations.MatchString(text[max(start, i-8):i+1]) || unicode.IsLower(firstRune(rest))) {
			continue
		}
		list = append(list, sentence{strings.TrimSpace(text[start:end]), start})
		start = len(text) - len(rest)
		i = start - 1
	}
	if rest := strings.TrimSpace(text[start:]); rest != "" {
		list = append(list, sentence{rest, start})
	}
	return list
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func countWords(s string) (n int) {
	for _, word := range strings.Fields(s) {
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			n++
		}
	}
	return n
}

// now finds words that mean the day of writing: a reader of some later day takes
// them for the day of reading. parts are in all of them, whatever the capitals;
// most texts have none, and to look for these is quick.
var now = map[string]struct {
	words *regexp.Regexp
	parts []string
}{
	"en": {regexp.MustCompile(`(?i)\b(currently|at present|at the moment|nowadays|these days|presently|as of now)\b`),
		[]string{"urrent", "t present", "t the moment", "owadays", "hese days", "resently", "s of now"}},
	"zh": {regexp.MustCompile(`目前|当前|现阶段|如今|眼下|时下`),
		[]string{"目前", "当前", "现阶段", "如今", "眼下", "时下"}},
}

// dated is what fixes them: a year, or a day.
var dated = regexp.MustCompile(`\b(19|20)\d\d\b|(19|20)\d\d ?年|\d ?月`)

// checkNow finds such words in sentences without a date.
func checkNow(lang string, list []passage, add adder) {
	look := now[lang]
	for i := range list {
		p := &list[i]
		if p.Quote || p.listed || !slices.ContainsFunc(look.parts, func(part string) bool { return strings.Contains(p.Text, part) }) {
			continue
		}
		for _, m := range look.words.FindAllStringIndex(p.Text, -1) {
			if p.Span(m[0]).Kind != markdown.Words {
				continue
			}
			around := sentenceAround(lang, p.Text, m[0])
			if dated.MatchString(around) {
				continue
			}
			line, column := p.place(m[0])
			more := add("undated-now", line, column, "say as of when: %q holds on the day of writing, and pages are read for years", p.Text[m[0]:m[1]])
			if !more {
				return
			}
		}
	}
}

// nearby is how far a sentence is followed for its date, in bytes.
const nearby = 400

// sentenceAround is the sentence in which an offset lies.
func sentenceAround(lang, text string, offset int) string {
	from, to := max(offset-nearby, 0), min(offset+nearby, len(text))
	if lang != "zh" {
		for _, s := range englishSentences(text[from:to]) {
			if offset-from < s.start+len(s.text) {
				return s.text
			}
		}
		return text[from:to]
	}
	if before := strings.LastIndexAny(text[from:offset], "。！？\n"); before >= 0 {
		from += before
	}
	if behind := strings.IndexAny(text[offset:to], "。！？\n"); behind >= 0 {
		to = offset + behind
	}
	return text[from:to]
}
