package theme

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"shebao/generator/typeset"
)

// Words are everything the theme says in one language, by dotted key:
// "nav.home", "status.active.label". A word may hold places for values, {1} to
// {9}, which stand in whatever order the language needs.
type Words struct {
	lang string
	text map[string]string
}

// loadWords reads strings/<language>.json; the files decide which languages
// the theme speaks.
func loadWords(fsys fs.FS) (map[string]Words, error) {
	names, err := fs.Glob(fsys, "strings/*.json")
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("no strings/*.json (%v)", err)
	}
	words := map[string]Words{}
	for _, name := range names {
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		w := Words{lang: strings.TrimSuffix(path.Base(name), ".json")}
		if err := json.Unmarshal(src, &w.text); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for key, text := range w.text {
			if key != "date.layout" { // dates are whole anyway, and stand in texts for programs, too
				w.text[key] = typeset.Hold(text)
			}
		}
		words[w.lang] = w
	}
	for _, a := range words {
		for _, b := range words {
			for key := range a.text {
				if !b.Has(key) {
					return nil, fmt.Errorf("strings/%s.json: %q is missing (strings/%s.json has it)", b.lang, key, a.lang)
				}
			}
		}
	}
	return words, nil
}

// Lang is the language of the words.
func (w Words) Lang() string { return w.lang }

// Has tells whether there are words for a key.
func (w Words) Has(key string) bool {
	_, ok := w.text[key]
	return ok
}

// Text returns the words for a key with the values in their places. An unknown
// key is returned as it stands: a gap that is seen rather than an empty page.
func (w Words) Text(key string, args ...any) string {
	text, ok := w.text[key]
	if !ok {
		return key
	}
	return place(text, args, func(s string) string { return s })
}

// Count returns the words for a number of things: those of key + ".one" where
// the language has a singular and n is 1, otherwise of key + ".other". The
// number is {1}.
func (w Words) Count(key string, n int, args ...any) string {
	form := ".other"
	if n == 1 {
		form = ".one"
	}
	return w.Text(key+form, append([]any{w.number(n)}, args...)...)
}

// number is a number as the language writes it: 1,234 in English.
func (w Words) number(n int) string {
	digits := strconv.Itoa(n)
	if w.lang != "en" || n < 0 {
		return digits
	}
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// HTML is Text for values that are markup already, such as a date's <time>;
// words and other values are escaped.
func (w Words) HTML(key string, args ...any) template.HTML {
	return template.HTML(place(template.HTMLEscapeString(w.text[key]), args, template.HTMLEscapeString))
}

// place puts values where {1}, {2}, … stand.
func place(text string, args []any, escape func(string) string) string {
	if len(args) == 0 {
		return text
	}
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		if len(rest) < 2 || rest[1] != '}' || rest[0] < '1' || int(rest[0]-'0') > len(args) {
			out.WriteByte('{')
			text = rest
			continue
		}
		switch value := args[rest[0]-'1'].(type) {
		case template.HTML:
			out.WriteString(string(value))
		case string:
			out.WriteString(escape(value))
		default:
			out.WriteString(escape(fmt.Sprint(value)))
		}
		text = rest[2:]
	}
}

// Wait says how long a number of seconds is, rounded up to what a person
// would say: "30 seconds", "5 minutes", "2 hours"; "a few minutes" for an
// unknown time (0).
func (w Words) Wait(seconds int) string {
	switch {
	case seconds <= 0:
		return w.Text("wait.soon")
	case seconds < 90:
		return w.Count("wait.seconds", seconds)
	case seconds < 90*60:
		return w.Count("wait.minutes", (seconds+59)/60)
	}
	return w.Count("wait.hours", (seconds+3599)/3600)
}

// Keys are the keys of the words, sorted.
func (w Words) Keys() []string { return slices.Sorted(maps.Keys(w.text)) }
