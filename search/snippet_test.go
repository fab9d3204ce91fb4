package search_test

import (
	"strings"
	"testing"
)

func TestASnippetMarksWhatWasLookedFor(t *testing.T) {
	ix := openIndex(t, suggested)
	for _, tt := range []struct{ name, query, text, want string }{
		{"what is looked for is marked, in all its forms", "lost card", "The card was lost. Cards that are lost go first.",
			"The <mark>card</mark> was <mark>lost</mark>. <mark>Cards</mark> that are <mark>lost</mark> go first."},
		{"characters that stand together", "挂失", "社保卡丢失后，先打电话挂失。", "社保卡丢失后，先打电话<mark>挂失</mark>。"},
		{"the Chinese that pinyin stands for", "guashi", "社保卡丢失后，先打电话挂失。", "社保卡丢失后，先打电话<mark>挂失</mark>。"},
		{"and initials", "sbk gs", "社保卡丢失后，先打电话挂失。", "<mark>社保卡</mark>丢失后，先打电话<mark>挂失</mark>。"},
		{"and a homophone", "挂是", "社保卡丢失后，先打电话挂失。", "社保卡丢失后，先打电话<mark>挂失</mark>。"},
		{"letters with accents, and what is composed otherwise", "card", "cárd ca\u0301rd ＣＡＲＤ", "<mark>cárd</mark> <mark>ca\u0301rd</mark> <mark>ＣＡＲＤ</mark>"},
		{"text stays text", "card", `<b onclick="x">card & 'more'</b>`, `&lt;b onclick=&#34;x&#34;&gt;<mark>card</mark> &amp; &#39;more&#39;&lt;/b&gt;`},
		{"what is escaped already is text too", "amp", "&amp; &lt;mark&gt;", "&amp;<mark>amp</mark>; &amp;lt;mark&amp;gt;"},
		{"rows of a table", "card", "Item: Fee\nNew card: 10 yuan (2020)\nPhoto: none", "Item: Fee · New <mark>card</mark>: 10 yuan (2020) · Photo: none"},
		{"sentences of different blocks", "card", "Bring the card.\nThen go home.\n", "Bring the <mark>card</mark>. Then go home."},
		{"control characters", "card", "a\x00\x1b[2Jcard\r\n\u2028b", "a [2Jcard · b"},
		{"from the sentence that has it", "card", strings.Repeat("Nothing is said here at all. ", 20) + "The card is here.", "…The <mark>card</mark> is here."},
		{"a whole sentence needs no dots behind it", "card", "The card is" + strings.Repeat(" really", 15) + " here. " + strings.Repeat("x", 170), "The <mark>card</mark> is" + strings.Repeat(" really", 15) + " here."},
		{"and no comma stands before them", "card", "The card is" + strings.Repeat(" really", 15) + " here, " + strings.Repeat("x", 170), "The <mark>card</mark> is" + strings.Repeat(" really", 15) + " here…"},
		{"a full-width mark has its own room", "挂失", "先打电话。 \n挂失以后， 补办。", "先打电话。<mark>挂失</mark>以后，补办。"},
		{"a family is not torn apart", "card", "card " + strings.Repeat("👩‍👩‍👧‍👦", 60), "<mark>card</mark> " + strings.Repeat("👩‍👩‍👧‍👦", 20) + "…"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ix.Snippet(tt.query, "en", tt.text)
			if err != nil {
				t.Fatal(err)
			}
			checkSnippet(t, got)
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
