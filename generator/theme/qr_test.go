package theme

import (
	"bytes"
	"encoding/base64"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"rsc.io/qr"
)

func TestTheCodeOfAnAddressIsAPictureOfItsModules(t *testing.T) {
	drawn := new(codes)
	for _, address := range []string{"/", "https://example.org/zh/guides/reissue/", "https://example.org/" + strings.Repeat("guides/", 40)} {
		url, err := drawn.address(address)
		if err != nil {
			t.Fatal(err)
		}
		body, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(string(url), "data:image/png;base64,"))
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(body))
		if err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		code, err := qr.Encode(address, qr.M)
		if err != nil {
			t.Fatal(err)
		}
		if size := picture.Bounds().Size(); size.X != code.Size || size.Y != code.Size {
			t.Fatalf("%s: %v, want %d modules a side", address, size, code.Size)
		}
		for y := range code.Size {
			for x := range code.Size {
				if dark := color.GrayModel.Convert(picture.At(x, y)).(color.Gray).Y == 0; dark != code.Black(x, y) {
					t.Fatalf("%s: module %d, %d: dark %t", address, x, y, dark)
				}
			}
		}
	}
}
