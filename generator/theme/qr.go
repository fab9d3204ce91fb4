package theme

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"html/template"
	"strings"
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
	code, err := c.encode(segments(address))
	if err != nil {
		return "", fmt.Errorf("QR code of %s: %w", address, err)
	}
	return template.URL("data:image/bmp;base64," + base64.StdEncoding.EncodeToString(codeBMP(code))), nil
}

// segments are the parts of an address, each as it takes the least room. Its
// scheme and host mean the same in capitals (RFC 3986, 6.2.2.1), of which a code
// holds three where it holds two other characters: mostly that makes it a size
// smaller, and so each of its modules larger on paper.
func segments(address string) []coding.Encoding {
	scheme, rest, ok := strings.Cut(address, "://")
	host, path, _ := strings.Cut(rest, "/")
	capitals := coding.Alpha(strings.ToUpper(scheme + "://" + host + "/"))
	if !ok || capitals.Check() != nil {
		return []coding.Encoding{coding.String(address)}
	}
	if path == "" {
		return []coding.Encoding{capitals}
	}
	return []coding.Encoding{capitals, coding.String(path)}
}

// encode does what qr.Encode does with level M, for a text of several segments.
func (c *codes) encode(text []coding.Encoding) (*qr.Code, error) {
	version := coding.Version(coding.MinVersion)
	for bits(text, version) > version.DataBytes(coding.M)*8 {
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
	code, err := known.(*coding.Plan).Encode(text...)
	if err != nil {
		return nil, err
	}
	return &qr.Code{Bitmap: code.Bitmap, Size: code.Size, Stride: code.Stride, Scale: 1}, nil
}

// bits is the room that a text takes in a code of a version.
func bits(text []coding.Encoding, version coding.Version) (n int) {
	for _, segment := range text {
		n += segment.Bits(version)
	}
	return n
}

// codeBMP is a code as a Windows bitmap of one bit for each module: what of a PNG
// is no picture would take as much room as half of the modules, and compressing
// them gains nothing. (https://learn.microsoft.com/windows/win32/gdi/bitmap-storage)
func codeBMP(code *qr.Code) []byte {
	const head = 14 + 40 + 2*4 // the file's, the picture's, two colours
	row := (code.Size + 31) / 32 * 4
	b := make([]byte, 0, head+row*code.Size)
	u16, u32 := binary.LittleEndian.AppendUint16, binary.LittleEndian.AppendUint32
	b = append(b, "BM"...)
	b = u32(b, uint32(cap(b)))
	b = u32(b, 0)
	b = u32(b, head)
	b = u32(b, 40)
	b = u32(b, uint32(code.Size))
	b = u32(b, uint32(code.Size))
	b = u16(b, 1) // plane
	b = u16(b, 1) // bit a pixel
	b = append(b, make([]byte, 6*4)...)
	b = u32(b, 0xffffff)                  // 0 is white
	b = u32(b, 0)                         // 1 is black
	for y := code.Size - 1; y >= 0; y-- { // from below
		modules := code.Bitmap[y*code.Stride : y*code.Stride+(code.Size+7)/8]
		b = append(b, modules...)
		b = append(b, make([]byte, row-len(modules))...)
	}
	return b
}
