package card

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestTheEncodingOfAFileIsFoundOut(t *testing.T) {
	chinese := func(text string) string {
		encoded, err := simplifiedchinese.GB18030.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return encoded
	}
	good := strings.Repeat("姓名\n", 20)
	for _, c := range []struct {
		name, text string
		want       Encoding
		odd        int
	}{
		{"Chinese in UTF-8", "姓名\n", UTF8, 0},
		{"Chinese in GB18030", chinese("姓名\n"), GB18030, 0},
		{"four bytes a character in GB18030", chinese("㐀ü𠀀\n"), GB18030, 0},
		{"one bad line of many in UTF-8", good + "\xff\n", UTF8, 0},
		{"one bad line of many in GB18030", chinese(good) + "\xff\n", GB18030, 0},
		{"Latin-1", "caf\xe9\n\xe9t\xe9\n", "", 0},
		{"half and half", "x\n王小明\n" + chinese("王小明\n"), "", 2},
		{"noise", "\x80\xff\n", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, odd := detectEncoding([]byte(c.text))
			if got != c.want || odd != c.odd {
				t.Errorf("got %q and %d lines before the odd one, want %q and %d", got, odd, c.want, c.odd)
			}
		})
	}
}

func TestLooksUTF16(t *testing.T) {
	for _, c := range []struct {
		name, head string
		want       bool
	}{
		{"little endian with its mark", "\xff\xfei\x00d\x00", true},
		{"big endian with its mark", "\xfe\xff\x00i\x00d", true},
		{"little endian", "i\x00d\x00_\x00", true},
		{"big endian", "\x00i\x00d\x00_", true},
		{"ASCII", "id_number", false},
		{"zero bytes", "\x00\x00\x00\x00", false},
		{"nothing", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := looksUTF16([]byte(c.head)); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func FuzzDetectEncoding(f *testing.F) {
	f.Add([]byte("姓名\n"))
	f.Add([]byte("\xd0\xd5\xc3\xfb\n"))
	f.Add([]byte("\x81\x30\x81\x30\xff"))
	f.Fuzz(func(t *testing.T, text []byte) {
		encoding, odd := detectEncoding(text)
		switch {
		case utf8.Valid(text) && encoding != UTF8:
			t.Fatalf("valid UTF-8 is taken for %q", encoding)
		case odd < 0 || odd > strings.Count(string(text), "\n"):
			t.Fatalf("the odd line %d is none of the text's", odd)
		case encoding == GB18030 && validGB18030(text):
			decoded, err := decodeGB18030(text)
			if err != nil || !utf8.Valid(decoded) {
				t.Fatalf("valid GB18030 does not decode: %v", err)
			}
		}
	})
}
