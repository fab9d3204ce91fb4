package theme

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html/template"
	"image"
	"image/color"
	"image/png"

	"rsc.io/qr"
)

// codeColors: index 1 is a dark module.
var codeColors = color.Palette{color.White, color.Black}

// codePNG squeezes a code into some 200 bytes.
var codePNG = png.Encoder{CompressionLevel: png.BestCompression}

// addressCode is a QR code (ISO/IEC 18004) of an address, for telephones to read
// from paper: a picture of one pixel for each module, without the quiet zone,
// as a data: address. It stands in the page, so that it prints offline and
// costs no request. Level M survives a fold or a stain.
func addressCode(address string) (template.URL, error) {
	code, err := qr.Encode(address, qr.M)
	if err != nil {
		return "", fmt.Errorf("QR code of %s: %w", address, err)
	}
	picture := image.NewPaletted(image.Rect(0, 0, code.Size, code.Size), codeColors)
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				picture.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	if err := codePNG.Encode(&b, picture); err != nil {
		return "", fmt.Errorf("QR code of %s: %w", address, err)
	}
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())), nil
}
