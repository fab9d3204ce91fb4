package card

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// The specimens that are printed with the standard, GB 11643-1999.
const (
	specimenX = "11010519491231002X"
	specimen4 = "440524188001010014"
)

func TestParseIDNumber(t *testing.T) {
	for _, c := range []struct {
		name, typed string
		want        string
		reason      Reason
	}{
		{"as it is printed", specimenX, specimenX, ""},
		{"a check character that is a digit", specimen4, specimen4, ""},
		{"a small x", "11010519491231002x", specimenX, ""},
		{"spaces around and between", "  110105 1949 1231 002X\t\r\n", specimenX, ""},
		{"hyphens", "110105-19491231-002X", specimenX, ""},
		{"dashes and minus signs of other kinds", "110105‐1949‑12‒31–0—0―2−Ｘ﹣﹘", specimenX, ""},
		{"full width", "１１０１０５１９４９１２３１００２Ｘ", specimenX, ""},
		{"full-width spaces and hyphens", "110105　19491231－002X", specimenX, ""},
		{"a no-break space and a thin one", "110105\u00a019491231\u2009002X", specimenX, ""},
		{"direction marks from a message", "\u202a\u200e11010519491231002X\u202c", specimenX, ""},
		{"zero-width characters and a byte order mark", "\ufeff110105\u200b1949\u200d1231\u2060002X", specimenX, ""},
		{"soft hyphens and variation selectors", "110105\u00ad1949\ufe0f1231002X", specimenX, ""},
		{"the Roman numeral ten for X", "11010519491231002Ⅹ", specimenX, ""},
		{"a leap day", "310101200002290015", "310101200002290015", ""},

		{"nothing", "", "", Missing},
		{"nothing but what is removed", " -\u200b　－", "", Missing},
		{"17 characters", "11010519491231002", "", Length},
		{"19 characters", specimenX + "1", "", Length},
		{"the 15 characters of before 1999", "110105491231002", "", Length},
		{"a kilobyte of spaces", strings.Repeat(" ", 1025), "", Length},
		{"a letter in it", "1101051949123100AX", "", Characters},
		{"X in another place", "1101051949123X0024", "", Characters},
		{"another letter at the end", "11010519491231002A", "", Characters},
		{"punctuation", "110105.19491231.002X", "", Characters},
		{"a zero byte", "110105\x0019491231002X", "", Characters},
		{"a Cyrillic Kha for X", "11010519491231002Х", "", Characters},
		{"digits of another script", "١١٠١٠٥١٩٤٩١٢٣١٠٠٢٤", "", Characters},
		{"bytes that are no text", "11010519491231002\xff", "", Characters},
		{"30 February", "110105194902300028", "", BirthDate},
		{"29 February of no leap year", "110105190002290020", "", BirthDate},
		{"month 13", "110105194913310028", "", BirthDate},
		{"day 0", "110105194912000028", "", BirthDate},
		{"the year 0", "110105000012310028", "", BirthDate},
		{"another check character", "110105194912310024", "", CheckDigit},
		{"two digits changed places", "11010519491213002X", "", CheckDigit},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, reason := parseIDNumber(c.typed)
			if got != c.want || reason != c.reason {
				t.Errorf("accepted as expected: %v; reason %q, want %q", got == c.want, reason, c.reason)
			}
		})
	}
}

func TestEverySingleErrorInAnIdentityNumberIsFound(t *testing.T) {
	for place := range idLength - 1 {
		for digit := byte('0'); digit <= '9'; digit++ {
			changed := []byte(specimenX)
			if changed[place] == digit {
				continue
			}
			changed[place] = digit
			if _, reason := parseIDNumber(string(changed)); reason == "" {
				t.Errorf("one wrong digit in place %d is accepted", place+1)
			}
		}
	}
}

func TestEveryDayOfTheCalendarAndNoOtherIsADate(t *testing.T) {
	for _, year := range []int{1900, 1999, 2000, 2024, 2025, 2100} {
		for month := 0; month <= 13; month++ {
			for day := 0; day <= 32; day++ {
				d := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
				real := d.Year() == year && int(d.Month()) == month && d.Day() == day
				if calendarDate(year, month, day) != real {
					t.Errorf("%04d-%02d-%02d is real: %v, and taken for the opposite", year, month, day, real)
				}
			}
		}
	}
}

func TestParseCardNumber(t *testing.T) {
	for _, c := range []struct {
		name, typed, want string
		reason            Reason
	}{
		{"letters and digits", "A1234567", "A1234567", ""},
		{"small letters", "a1b2c3", "A1B2C3", ""},
		{"in groups", "A123 4567-89", "A123456789", ""},
		{"full width", "Ａ１２３４５６７", "A1234567", ""},
		{"the shortest", "1234", "1234", ""},
		{"the longest", strings.Repeat("Z", 32), strings.Repeat("Z", 32), ""},
		{"nothing", "", "", Missing},
		{"too short", "12-3", "", Length},
		{"too long", strings.Repeat("1", 33), "", Length},
		{"Chinese characters", "沪A1234567", "", Characters},
		{"an underline", "A_1234567", "", Characters},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, reason := parseCardNumber(c.typed)
			if got != c.want || reason != c.reason {
				t.Errorf("accepted as expected: %v; reason %q, want %q", got == c.want, reason, c.reason)
			}
		})
	}
}

func TestEveryFaultOfAPairIsToldAtOnce(t *testing.T) {
	_, faults := ParsePair("1", "")
	if got := fmt.Sprint(faults); got != "[id_number has the wrong length: an identity number has 18 characters card_number is empty]" {
		t.Errorf("got %s", got)
	}
	if _, faults := ParsePair(specimenX, "A1234567"); faults != nil {
		t.Errorf("a good pair is refused: %v", faults)
	}
}

func TestAPairIsNeverPrinted(t *testing.T) {
	const number = "A1234567"
	pair, _ := ParsePair(specimenX, number)
	type open struct{ Pair Pair }
	type closed struct{ pair Pair }

	var out bytes.Buffer
	for _, v := range []any{pair, &pair, []Pair{pair}, map[string]Pair{"": pair}, open{pair}, closed{pair}, &closed{pair}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%10.3v", "%w"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(text)
		for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(handler).Info("a lookup", "pair", v, slog.Group("in", "a group", v))
		}
	}
	said := strings.ToUpper(out.String())
	for what, secret := range map[string]string{
		"the identity number": specimenX, "its birth date": "19491231", "the card number": number,
		"the identity number in hex": fmt.Sprintf("%X", specimenX), "the card number in hex": fmt.Sprintf("%X", number),
		"the card number in decimals": strings.ToUpper(strings.Trim(fmt.Sprint([]byte(number)), "[]")),
	} {
		if strings.Contains(said, secret) {
			t.Errorf("%s got printed", what)
		}
	}
	if !strings.Contains(out.String(), hidden) {
		t.Error("it does not say that something is hidden")
	}
}

func FuzzParsePair(f *testing.F) {
	f.Add(specimenX, "A1234567")
	f.Add("１１０１０５　１９４９－１２－３１　００２ｘ", "ａ１２３\u200b４")
	f.Add("110105\xff", strings.Repeat("-", 2000))
	f.Fuzz(func(t *testing.T, id, number string) {
		for field, parse := range map[string]func(string) (string, Reason){FieldID: parseIDNumber, FieldCard: parseCardNumber} {
			typed := id
			if field == FieldCard {
				typed = number
			}
			plain, reason := parse(typed)
			if (plain == "") == (reason == "") {
				t.Fatalf("%s: both or neither of a number and the reason %q", field, reason)
			}
			if reason != "" {
				continue
			}
			for _, c := range []byte(plain) {
				if c >= utf8.RuneSelf || !unicode.IsUpper(rune(c)) && !unicode.IsDigit(rune(c)) {
					t.Fatalf("%s: something else than capitals and digits", field)
				}
			}
			// Normalising is done once; doing it again must not change anything.
			if again, reason := parse(plain); again != plain || reason != "" {
				t.Fatalf("%s: a normalised number is normalised further, or refused with %q", field, reason)
			}
		}
	})
}
