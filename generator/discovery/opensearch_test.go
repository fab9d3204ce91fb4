package discovery

import "testing"

func TestFirstCharactersCutsBetweenWords(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Town cards", "Town cards"},
		{"Shanghai children’s cards", "Shanghai"},
		{"Social security cards", "Social security"},
		{"Sixteen letters: and more", "Sixteen letters:"},
		{"Krankenversicherungskarten", "Krankenversicher"},
		{"上海少儿社会保障卡办理补领挂失指南大全", "上海少儿社会保障卡办理补领挂失指"},
		{"", ""},
	} {
		if got := firstCharacters(c.text, 16); got != c.want {
			t.Errorf("%q is cut to %q, want %q", c.text, got, c.want)
		}
	}
}
