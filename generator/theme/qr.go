package theme

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/adler32"
	"hash/crc32"
	"html/template"
	"sync"

	"rsc.io/qr"
	"rsc.io/qr/coding"
)

// codes draws QR codes. Where the modules of a code of some size go is worked out
// once: it took longer than filling them in. It is safe for concurrent use.
type codes struct {
	plans sync.Map // *coding.Plan by coding.Version
}

// address is a QR code (ISO/IEC 18004) of an address, for telephones to read
// from paper: a picture of one pixel for each module, without the quiet zone,
// as a data: address. It stands in the page, so that it prints offline and
// costs no request. Level M survives a fold or a stain.
func (c *codes) address(address string) (template.URL, error) {
	code, err := c.encode(address)
	if err != nil {
		return "", fmt.Errorf("QR code of %s: %w", address, err)
	}
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(codePNG(code))), nil
}

// encode does what qr.Encode does with level M; an address is more than digits.
func (c *codes) encode(address string) (*qr.Code, error) {
	var text coding.Encoding = coding.String(address)
	if coding.Alpha(address).Check() == nil {
		text = coding.Alpha(address)
	}
	version := coding.Version(coding.MinVersion)
	for text.Bits(version) > version.DataBytes(coding.M)*8 {
		if version++; version > coding.MaxVersion {
			return nil, errors.New("the address is too long")
		}
	}
	known, ok := c.plans.Load(version)
	if !ok {
		plan, err := coding.NewPlan(version, coding.M, 0)
		if err != nil {
			return nil, err
		}
		known, _ = c.plans.LoadOrStore(version, plan)
	}
	code, err := known.(*coding.Plan).Encode(text)
	if err != nil {
		return nil, err
	}
	return &qr.Code{Bitmap: code.Bitmap, Size: code.Size, Stride: code.Stride, Scale: 1}, nil
}

// codePNG is a code as a PNG (RFC 2083) with one bit for each module, not
// compressed: there is little to gain from 200 bytes, and every page has one,
// for which compressing took longer than all the rest of the page.
func codePNG(code *qr.Code) []byte {
	row := (code.Size + 7) / 8
	pixels := make([]byte, 0, code.Size*(1+row))
	last := byte(0xff) << (8*row - code.Size) // of the last byte of a row: what belongs to the code
	for y := range code.Size {
		pixels = append(pixels, 0) // the row is not filtered
		for _, black := range code.Bitmap[y*code.Stride : y*code.Stride+row] {
			pixels = append(pixels, ^black) // 1 is white
		}
		pixels[len(pixels)-1] &= last
	}
	b := append(make([]byte, 0, len(pixels)+100), "\x89PNG\r\n\x1a\n"...)
	chunk := func(kind string, body []byte) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(body)))
		start := len(b)
		b = append(append(b, kind...), body...)
		b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[start:]))
	}
	size := binary.BigEndian.AppendUint32(nil, uint32(code.Size))
	chunk("IHDR", append(append(size, size...), 1, 0, 0, 0, 0)) // one bit, shades of grey
	// A zlib stream (RFC 1950) of one stored block; the largest code has less than its limit of 65,535 bytes.
	data := []byte{0x78, 0x01, 1}
	data = binary.LittleEndian.AppendUint16(data, uint16(len(pixels)))
	data = binary.LittleEndian.AppendUint16(data, ^uint16(len(pixels)))
	data = binary.BigEndian.AppendUint32(append(data, pixels...), adler32.Checksum(pixels))
	chunk("IDAT", data)
	chunk("IEND", nil)
	return b
}
