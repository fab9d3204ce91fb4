package check

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// figure is a number with what it counts.
type figure struct{ kind, value string }

// units say what a number counts, in both languages. A pattern has to begin
// where the number ends.
var units = []struct {
	kind    string
	pattern *regexp.Regexp
}{
	{"percentage", regexp.MustCompile(`^ ?(%|per ?cent|个百分点|percentage point)`)},
	{"amount", regexp.MustCompile(`^ ?(万元|亿元|元|yuan)`)},
	{"working days", regexp.MustCompile(`^ ?(个?工作日|working days?)`)},
	{"days", regexp.MustCompile(`^[ -]?(天|日|days?)`)},
	{"weeks", regexp.MustCompile(`^[ -]?(周岁)?(个?星期|weeks?)`)},
	{"months", regexp.MustCompile(`^[ -]?(个月|months?)`)},
	{"hours", regexp.MustCompile(`^[ -]?(个?小时|hours?)`)},
	{"years of age", regexp.MustCompile(`^ ?(周岁|岁)`)},
	{"years", regexp.MustCompile(`^[ -]?(or more missed )?(年|years?)`)},
	{"times", regexp.MustCompile(`^ ?(次|times)`)},
}

var (
	months    = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
	isoDate   = regexp.MustCompile(`\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b`)
	zhDate    = regexp.MustCompile(`(?:((?:19|20)\d\d) ?年 ?)?(\d{1,2}) ?月(?: ?(\d{1,2}) ?日)?`)
	enDate    = regexp.MustCompile(`(?:\b(\d{1,2})(?: to \d{1,2})? )?\b(` + strings.Join(months, "|") + `)\b(?: (\d{1,2})\b)?(?:,? ((?:19|20)\d\d))?`)
	telephone = regexp.MustCompile(`(?:\d{3,4}-)?\d{5,}`)
	number    = regexp.MustCompile(`\d+(?:,\d{3})*(?:\.\d+)?`)
	year      = regexp.MustCompile(`^(19|20)\d\d$`)
	enNumbers = regexp.MustCompile(`\b(half an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|sixty)([ -](?:working )?(?:day|week|month|hour|year)s?\b)`)
	zhNumbers = regexp.MustCompile(`(^|[^下哪某每同第这那])(半|[一二两三四五六七八九十百]+)( ?(?:天|日|个工作日|个?星期|个月|个?小时|周岁|岁|年))`)
)

// figures reads a text in either language.
func figures(text string) []figure {
	text = strings.ToLower(norm.NFKC.String(text))
	var list []figure
	add := func(kind, value string) { list = append(list, figure{kind, value}) }
	date := func(y, m, d string) string {
		if y != "" {
			add("year", y)
			add("month", y+"-"+trimZero(m))
		}
		if d != "" {
			add("day of the year", trimZero(m)+"-"+trimZero(d))
		}
		return " "
	}
	text = isoDate.ReplaceAllStringFunc(text, func(s string) string {
		m := isoDate.FindStringSubmatch(s)
		return date(m[1], m[2], m[3])
	})
	text = zhDate.ReplaceAllStringFunc(text, func(s string) string {
		m := zhDate.FindStringSubmatch(s)
		return date(m[1], m[2], m[3])
	})
	text = enDate.ReplaceAllStringFunc(text, func(s string) string {
		m := enDate.FindStringSubmatch(s)
		return date(m[4], strconv.Itoa(slices.Index(months, m[2])+1), cmp.Or(m[1], m[3]))
	})
	text = enNumbers.ReplaceAllStringFunc(text, func(s string) string {
		m := enNumbers.FindStringSubmatch(s)
		return englishNumber(m[1]) + m[2]
	})
	text = zhNumbers.ReplaceAllStringFunc(text, func(s string) string {
		m := zhNumbers.FindStringSubmatch(s)
		return m[1] + chineseNumber(m[2]) + m[3]
	})
	text = telephone.ReplaceAllStringFunc(text, func(s string) string { add("number", s); return " " })
	for _, m := range number.FindAllStringIndex(text, -1) {
		value, rest := strings.ReplaceAll(text[m[0]:m[1]], ",", ""), text[m[1]:]
		if year.MatchString(value) {
			add("year", value)
			continue
		}
		kind := ""
		for _, u := range units {
			if u.pattern.MatchString(rest) {
				kind = u.kind
				break
			}
		}
		add(kind, value)
	}
	return list
}

func trimZero(s string) string { return strings.TrimPrefix(s, "0") }

func englishNumber(word string) string {
	if strings.HasPrefix(word, "half") {
		return "0.5"
	}
	words := []string{"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if i := slices.Index(words, word); i > 0 {
		return strconv.Itoa(i)
	}
	return map[string]string{"fifteen": "15", "twenty": "20", "thirty": "30", "sixty": "60"}[word]
}

// chineseNumber reads numbers below a hundred: 半, 三, 十五, 二十, 六十.
func chineseNumber(word string) string {
	if word == "半" {
		return "0.5"
	}
	digits := strings.NewReplacer("一", "1", "二", "2", "两", "2", "三", "3", "四", "4", "五", "5", "六", "6", "七", "7", "八", "8", "九", "9")
	tens, ones, ten := strings.Cut(word, "十")
	if !ten {
		return digits.Replace(word)
	}
	return cmp.Or(digits.Replace(tens), "1") + cmp.Or(digits.Replace(ones), "0")
}

// TestFiguresAreReadFromText holds what the trace reads, so that it cannot pass by not reading.
func TestFiguresAreReadFromText(t *testing.T) {
	tests := []struct {
		text string
		want []figure
	}{
		{"拨打 12333 或 021-962999。", []figure{{"number", "12333"}, {"number", "021-962999"}}},
		{"5 天内，5天，five days", []figure{{"days", "5"}, {"days", "5"}, {"days", "5"}}},
		{"半年，六个月，10 working days, １０个工作日", []figure{{"years", "0.5"}, {"months", "6"}, {"working days", "10"}, {"working days", "10"}}},
		{"下一个工作日，哪一天", nil},
		{"满十五年，二十年", []figure{{"years", "15"}, {"years", "20"}}},
		{"9.5 %，8 个百分点, 70 per cent", []figure{{"percentage", "9.5"}, {"percentage", "8"}, {"percentage", "70"}}},
		{"3,902 元, 200 yuan", []figure{{"amount", "3902"}, {"amount", "200"}}},
		{"2019 年 9 月 17 日", []figure{{"year", "2019"}, {"month", "2019-9"}, {"day of the year", "9-17"}}},
		{"17 September 2019", []figure{{"year", "2019"}, {"month", "2019-9"}, {"day of the year", "9-17"}}},
		{"since July 2016, in 2017", []figure{{"year", "2016"}, {"month", "2016-7"}, {"year", "2017"}}},
		{"未满 16 周岁, under 16", []figure{{"years of age", "16"}, {"", "16"}}},
	}
	for _, test := range tests {
		if got := figures(test.text); !slices.Equal(got, test.want) {
			t.Errorf("%s reads as %v, want %v", test.text, got, test.want)
		}
	}
}
