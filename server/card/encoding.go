package card

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// Encoding is how a file's characters are written.
type Encoding string

// The encodings of issuers' files. Plain ASCII is UTF-8.
const (
	UTF8    Encoding = "UTF-8"
	GB18030 Encoding = "GB18030"
)

// U+FEFF, with which some programs begin a file.
var (
	byteOrderMark        = []byte("\xef\xbb\xbf")
	byteOrderMarkGB18030 = []byte("\x84\x31\x95\x33")
)

// looksUTF16 reports whether a file begins like UTF-16, with its byte order
// mark or with ASCII letters between zero bytes.
func looksUTF16(head []byte) bool {
	if len(head) < 4 {
		return false
	}
	if head[0] == 0xff && head[1] == 0xfe || head[0] == 0xfe && head[1] == 0xff {
		return true
	}
	return (head[0] == 0) != (head[1] == 0) && (head[0] == 0) == (head[2] == 0) && (head[1] == 0) == (head[3] == 0)
}

// detectEncoding tells the encoding of text that is not all ASCII: UTF-8 if it
// is valid UTF-8, which other text hardly ever is, then GB18030 if it is valid
// that. A few lines may be neither; they are refused one by one. Text that is
// no encoding, or now one and now the other, is "", and odd is how many lines
// stand before the first that does not fit the ones before it.
func detectEncoding(text []byte) (e Encoding, odd int) {
	switch {
	case utf8.Valid(text):
		return UTF8, 0
	case validGB18030(text):
		return GB18030, 0
	}
	var lines, unicode, chinese int
	odd = -1
	at := 0
	for line := range bytes.Lines(text) {
		if !ascii(line) {
			lines++
			if utf8.Valid(line) {
				unicode++
			}
			if validGB18030(line) {
				chinese++
			}
			if odd < 0 && unicode < lines && chinese < lines {
				odd = at
			}
		}
		at++
	}
	switch {
	case unicode*10 >= lines*9:
		return UTF8, 0
	case chinese*10 >= lines*9:
		return GB18030, 0
	}
	return "", odd
}

func ascii(text []byte) bool {
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// valid reports whether the text is whole characters of the encoding.
func (e Encoding) valid(text []byte) bool {
	if e == GB18030 {
		return validGB18030(text)
	}
	return utf8.Valid(text)
}

// validGB18030 decodes, because which of the four-byte codes exist is a long
// table. The decoder marks what is no character by U+FFFD.
func validGB18030(text []byte) bool {
	decoded, err := decodeGB18030(text)
	return err == nil && !bytes.ContainsRune(decoded, utf8.RuneError)
}

func decodeGB18030(text []byte) ([]byte, error) {
	decoded, _, err := transform.Bytes(simplifiedchinese.GB18030.NewDecoder(), text)
	return decoded, err
}

// looksUTF8 reports whether text that is not ASCII is nothing but UTF-8 with
// characters of three bytes or more, as Chinese is.
func looksUTF8(text []byte) bool {
	found := false
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if r == utf8.RuneError || size == 2 {
			return false
		}
		found = found || size > 2
		text = text[size:]
	}
	return found
}
