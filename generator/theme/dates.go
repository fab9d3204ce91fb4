package theme

import (
	"html/template"
	"strings"
	"time"
)

// china is the one time zone of every place the site writes about.
var china = time.FixedZone("UTC+8", 8*60*60)

// Date writes a day as the language does: 2026年11月22日, 22 November 2026.
func (w Words) Date(t time.Time) string {
	return t.Format(w.Text("date.layout"))
}

// Day is Date for a day as YYYY-MM-DD. A text that is no day is given back.
func (w Words) Day(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return w.Date(t)
}

// dateTag is a day or a moment as a <time> element. It takes a time.Time, a
// YYYY-MM-DD or an RFC 3339 string; the time of day is shown where there is
// one, in China's time. A text that is no date is shown as it is, and nothing
// as nothing.
func (w Words) dateTag(value any) template.HTML {
	switch v := value.(type) {
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return timeElement(v.Format(time.DateOnly), w.Date(v))
	case string:
		if day, err := time.Parse(time.DateOnly, v); err == nil {
			return timeElement(v, w.Date(day))
		}
		if at, err := time.Parse(time.RFC3339, v); err == nil {
			at = at.In(china)
			return timeElement(at.Format(time.RFC3339), w.Text("date.moment", w.Date(at), at.Format("15:04")))
		}
		return escaped(v)
	}
	return ""
}

func timeElement(machine, human string) template.HTML {
	var b strings.Builder
	b.WriteString(`<time datetime="`)
	b.WriteString(machine)
	b.WriteString(`">`)
	b.WriteString(template.HTMLEscapeString(human))
	b.WriteString(`</time>`)
	return template.HTML(b.String())
}
