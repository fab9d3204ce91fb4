package theme

import (
	"bytes"
	"encoding/base64"
	"image/color"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
	"rsc.io/qr/coding"
)

func TestTheCodeOfAnAddressIsAPictureOfItsModules(t *testing.T) {
	drawn := new(codes)
	for _, address := range []string{"/", "https://example.org/zh/guides/reissue/", "https://example.org/" + strings.Repeat("guides/", 40)} {
		url, err := drawn.address(address)
		if err != nil {
			t.Fatal(err)
		}
		body, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(string(url), "data:image/bmp;base64,"))
		if err != nil {
			t.Fatal(err)
		}
		picture, err := bmp.Decode(bytes.NewReader(body))
		if err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		code, err := drawn.encode(segments(address))
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

// The first segment is what means the same in capitals.
func TestAnAddressIsCutForTheSmallestCode(t *testing.T) {
	for address, want := range map[string][]coding.Encoding{
		"https://example.org/":                    {coding.Alpha("HTTPS://EXAMPLE.ORG/")},
		"https://example.org/zh/guides/reissue/":  {coding.Alpha("HTTPS://EXAMPLE.ORG/"), coding.String("zh/guides/reissue/")},
		"http://example.org:8080/%E8%A1%A5?q=A#b": {coding.Alpha("HTTP://EXAMPLE.ORG:8080/"), coding.String("%E8%A1%A5?q=A#b")},
		"http://[::1]/en/":                        {coding.String("http://[::1]/en/")},
		"/en/":                                    {coding.String("/en/")},
	} {
		if got := segments(address); !slices.Equal(got, want) {
			t.Errorf("%s is cut into %v, want %v", address, got, want)
		}
	}
	whole := []coding.Encoding{coding.String("https://cards.example.org/zh/guides/reissue/")}
	large, err := new(codes).encode(whole)
	if err != nil {
		t.Fatal(err)
	}
	small, err := new(codes).encode(segments("https://cards.example.org/zh/guides/reissue/"))
	if err != nil {
		t.Fatal(err)
	}
	if small.Size >= large.Size {
		t.Errorf("%d modules a side, %d without capitals", small.Size, large.Size)
	}
}
