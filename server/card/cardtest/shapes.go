package cardtest

import (
	"bytes"
	"crypto"
	_ "crypto/md5" // for crypto.Hash
	_ "crypto/sha1"
	_ "crypto/sha256"
	_ "crypto/sha512"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/unicode"
)

// Traces finds numbers in bytes that should not have any, in every shape in
// which something that was written might give them away.
type Traces struct{ shapes map[string][]byte }

// NewTraces looks for the numbers of one card.
func NewTraces(idNumber, cardNumber string) *Traces {
	t := &Traces{shapes: map[string][]byte{}}
	for name, text := range map[string]string{
		"identity number": idNumber, "card number": cardNumber,
		"pair": idNumber + cardNumber, "pair with a comma": idNumber + "," + cardNumber, "pair with a zero byte": idNumber + "\x00" + cardNumber,
		"birth date and sequence": idNumber[6:17],
	} {
		t.add(name, text)
	}
	return t
}

func (t *Traces) add(name, text string) {
	plain := []byte(text)
	t.shapes[name+" in clear"] = plain
	t.shapes[name+" in small letters"] = []byte(strings.ToLower(text))
	t.shapes[name+" backwards"] = reversed(plain)
	t.shapes[name+" in hex"] = []byte(hex.EncodeToString(plain))
	t.shapes[name+" in capital hex"] = bytes.ToUpper([]byte(hex.EncodeToString(plain)))
	t.shapes[name+" in base32"] = []byte(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(plain))[:len(plain)]
	for shift := range 3 { // base64 of it wherever it stands in something longer
		t.shapes[name+" in base64, shifted by "+strconv.Itoa(shift)] = innerBase64(plain, shift)
	}
	t.shapes[name+" in percent signs"] = []byte(percent(plain))
	t.shapes[name+" with spaces"] = []byte(strings.Join(strings.Split(text, ""), " "))
	for order, endian := range map[string]unicode.Endianness{"little": unicode.LittleEndian, "big": unicode.BigEndian} {
		wide, _ := unicode.UTF16(endian, unicode.IgnoreBOM).NewEncoder().Bytes(plain)
		t.shapes[name+" in UTF-16, "+order+" endian"] = wide
	}
	if n, err := strconv.ParseUint(text[:min(len(text), 17)], 10, 64); err == nil && n > 1<<32 {
		t.shapes[name+" as an integer, little endian"] = binary.LittleEndian.AppendUint64(nil, n)[:7]
		t.shapes[name+" as an integer, big endian"] = binary.BigEndian.AppendUint64(nil, n)[1:]
	}
	for hash, algorithm := range map[string]crypto.Hash{
		"MD5": crypto.MD5, "SHA-1": crypto.SHA1, "SHA-224": crypto.SHA224,
		"SHA-256": crypto.SHA256, "SHA-384": crypto.SHA384, "SHA-512": crypto.SHA512,
	} {
		h := algorithm.New()
		h.Write(plain)
		sum := h.Sum(nil)
		t.shapes[name+" as "+hash] = sum[:16] // also where it was cut
		t.shapes[name+" as "+hash+" in hex"] = []byte(hex.EncodeToString(sum))[:32]
		t.shapes[name+" as "+hash+" in base64"] = []byte(base64.StdEncoding.EncodeToString(sum))[:21]
	}
}

// In names the shapes that are in the bytes, never the numbers.
func (t *Traces) In(written []byte) []string {
	var found []string
	for name, shape := range t.shapes {
		if bytes.Contains(written, shape) {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found
}

// Shapes is how many there are.
func (t *Traces) Shapes() int { return len(t.shapes) }

func reversed(b []byte) []byte {
	b = bytes.Clone(b)
	slices.Reverse(b)
	return b
}

func percent(b []byte) string {
	var text strings.Builder
	for _, c := range b {
		text.WriteString("%" + strings.ToUpper(hex.EncodeToString([]byte{c})))
	}
	if decoded, err := url.QueryUnescape(text.String()); err != nil || decoded != string(b) {
		panic("percent encoding is wrong")
	}
	return text.String()
}

// innerBase64 are the characters that depend on b alone when shift bytes stand
// before it.
func innerBase64(b []byte, shift int) []byte {
	encoded := base64.StdEncoding.EncodeToString(append(make([]byte, shift), b...))
	start := (shift*8 + 5) / 6
	end := (shift + len(b)) * 8 / 6
	return []byte(encoded[start:end])
}
