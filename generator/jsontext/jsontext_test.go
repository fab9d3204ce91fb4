package jsontext

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// anyText draws texts with everything that JSON and pages give a meaning to.
func anyText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.OneOf(
			rapid.StringN(0, 8, -1),
			rapid.SampledFrom([]string{"\"", "\\", "\n", "\t", "\x01", "\x7f", "\u2028", "\u2029", "\u2030", "<b>", "&", "卡", " "}),
		), 0, 12).Draw(t, "parts")
		return strings.ToValidUTF8(strings.Join(parts, ""), "?")
	})
}

func TestTextsAreWrittenAsEncodingJSONWould(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := anyText().Draw(r, "text")
		for name, write := range map[string]struct {
			append func([]byte, string) []byte
			html   bool
		}{"in JSON": {AppendString, false}, "in a page": {AppendScriptString, true}} {
			var want bytes.Buffer
			encoder := json.NewEncoder(&want)
			encoder.SetEscapeHTML(write.html)
			if err := encoder.Encode(text); err != nil {
				r.Fatal(err)
			}
			if got := string(write.append(nil, text)) + "\n"; got != want.String() {
				r.Fatalf("%s: got %s, want %s", name, got, want.String())
			}
		}
	})
}

func TestBadBytesBecomeTheReplacementCharacter(t *testing.T) {
	got := AppendString(nil, "a\xffb")
	if !utf8.Valid(got) || string(got) != `"a�b"` {
		t.Errorf("got %q", got)
	}
}
