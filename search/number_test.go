package search_test

import (
	"testing"

	"shebao/search"
)

func TestNumbersOfPersonsAndOfTelephones(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		is         bool
	}{
		{"an identity number", "11010519491231002X", true},
		{"the old one", "110105491231002", true},
		{"the same in groups", "110105 1949 1231 002 x", true},
		{"with hyphens through its date, too", "110105-1949-12-31-002X", true},
		{"with minus signs, as some keyboards write hyphens", "110105\u221219491231\u2212002X", true},
		{"with fillers that do not show", "110105\u316419491231\u3164002X", true},
		{"with dots", "110105.19491231.002X", true},
		{"with slashes", "110105/19491231/002X", true},
		{"with underscores", "110105_19491231_002X", true},
		{"with commas", "110105,19491231,002X", true},
		{"with full-width commas", "110105，19491231，002X", true},
		{"with ideographic commas", "110105、19491231、002X", true},
		{"with ideographic full stops", "110105。19491231。002X", true},
		{"with middle dots", "110105·19491231·002X", true},
		{"with colons and spaces", "110105 : 19491231 : 002X", true},
		{"in keycaps", "1️⃣1️⃣0️⃣1️⃣0️⃣5️⃣1️⃣9️⃣4️⃣9️⃣1️⃣2️⃣3️⃣1️⃣0️⃣0️⃣2️⃣X", true},
		{"in keycaps that are not enclosed", "1️1️0️1️0️5️1️9️4️9️1️2️3️1️0️0️2️X", true},
		{"in circled digits", "①①⓪①⓪⑤①⑨④⑨①②③①⓪⓪②X", true},
		{"in Arabic digits", "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", true},
		{"as Chinese says it", "一一零一零五一九四九一二三一零零二X", true},
		{"the same in groups", "一一〇一〇五，一九四九一二三一，〇〇二X", true},
		{"in the digits of banks", "壹壹零壹零伍壹玖肆玖壹贰叁壹零零贰X", true},
		{"in groups of which two might be a telephone number", "110105 19491 2310021", true},
		{"a digit at a time", "1,1,0,1,0,5,1,9,4,9,1,2,3,1,0,0,2,X", true},
		{"within a sentence", "查 110105.19491231.002X 的卡", true},
		{"a card number with its letter", "A12345678", true},
		{"the same written apart", "A 1234 5678", true},
		{"a card number beside a word", "card 1234567890", true},
		{"a card number in fours", "6228 4800 1234 5678 901", true},
		{"a card number in fours with dots", "6228.4800.1234.5678", true},
		{"the same before a word that begins as one may end", "A12345678 xinhua bank", true},
		{"two hotlines and a word between them", "12345 or 962222", false},
		{"two hotlines", "962222、12333", false},
		{"three hotlines", "12333,962222,12345", false},
		{"a hotline", "962222", false},
		{"a telephone number", "021-12345678", false},
		{"with brackets", "（021）12345678", false},
		{"two telephone numbers", "021-12345678, 021-87654321", false},
		{"a number of 400", "400-820-1234", false},
		{"a telephone number before a Chinese one", "13800138000一直占线", false},
		{"a day", "2026-11-23", false},
		{"a day with dots", "2026.11.23", false},
		{"a day and an hour", "2026-11-23 12:30", false},
		{"from one day to another", "2026/1/1-2026/12/31", false},
		{"from one day to another, with spaces", "2026.01.01 2026.12.31", false},
		{"the same without signs", "20260101-20261231", false},
		{"several years", "2015 2016 2017 2018", false},
		{"years in Chinese", "二〇一五到二〇一六", false},
		{"a year and an amount", "2016 rate 10.5 on 3271", false},
		{"a year and amounts", "2016 10.5% 3,271 16,353.00", false},
		{"a large amount", "1,234,567.89", false},
		{"a law and its article", "国务院令第259号 沪府令〔2016〕12号", false},
		{"a standard", "GB 11643-1999", false},
		{"a mobile phone", "138 0013 8000", false},
		{"how much in Chinese", "一千二百三十四万五千六百七十八", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if is := search.LooksLikeNumber(tt.text); is != tt.is {
				t.Errorf("%q: %v, want %v", tt.text, is, tt.is)
			}
		})
	}
}
