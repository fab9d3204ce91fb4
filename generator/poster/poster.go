// Package poster draws the pictures that stand for pages where people share
// them: a page's title and the site's name, in Latin and Chinese letters, on
// the site's own colour.
//
//	p, err := poster.Find()
//	png, err := p.Draw("社保卡丢了怎么办", "上海儿童社保卡指南")
//
// The letters are those of a font on the machine that builds the site, Debian's
// fonts-noto-cjk; readers need none. The font is opened when the first picture
// is drawn. The same words give the same bytes.
package poster

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"strings"
	"sync"

	"golang.org/x/image/font/sfnt"
)

// Size of a picture in pixels: what the great networks show whole.
const (
	Width  = 1200
	Height = 630
)

// fonts are where systems keep Noto Sans CJK, whose letters cover both languages.
var fonts = []string{
	"/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",   // Debian, Ubuntu: fonts-noto-cjk
	"/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc",        // Arch, Alpine: font-noto-cjk
	"/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc", // Fedora
	"/opt/homebrew/share/fonts/NotoSansCJK-Bold.ttc",        // macOS
	"/usr/local/share/fonts/NotoSansCJK-Bold.ttc",
}

// ErrNoFont says that this machine has no font to draw with.
var ErrNoFont = errors.New("no font with Chinese letters was found; on Debian, install fonts-noto-cjk")

// Painter draws pictures. It is safe for concurrent use.
type Painter struct {
	file     string
	revision string
	load     func() (*sfnt.Font, error)
}

// Find looks for a font, ErrNoFont if there is none.
func Find() (*Painter, error) {
	for _, file := range fonts {
		if p, err := Open(file); err == nil {
			return p, nil
		}
	}
	return nil, ErrNoFont
}

// Open draws with the simplified Chinese font in a file: a font, or a
// collection of them.
func Open(file string) (*Painter, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("find the font: %w", err)
	}
	if !info.Mode().IsRegular() || info.Size() > 256<<20 {
		return nil, fmt.Errorf("find the font: %s is no font", file)
	}
	return &Painter{
		file:     file,
		revision: fmt.Sprint("poster 3 ", info.Size()),
		load:     sync.OnceValues(func() (*sfnt.Font, error) { return loadFont(file) }),
	}, nil
}

// Revision names the drawing and the font: pictures of different ones differ.
func (p *Painter) Revision() string { return p.revision }

// loadFont opens a font file. Its letters are read when they are drawn: a site
// needs a few hundred of them, and the whole font is 19 MB. Of a collection it takes the font whose shapes are
// those of simplified Chinese, or the first.
func loadFont(file string) (*sfnt.Font, error) {
	f, err := os.Open(file) // closes itself when the font is forgotten
	if err != nil {
		return nil, fmt.Errorf("read the font: %w", err)
	}
	all, err := sfnt.ParseCollectionReaderAt(f)
	if err != nil {
		return nil, fmt.Errorf("read the font %s: %w", file, err)
	}
	for i := range all.NumFonts() {
		f, err := all.Font(i)
		if err != nil {
			return nil, fmt.Errorf("read the font %s: %w", file, err)
		}
		if name, err := f.Name(nil, sfnt.NameIDFull); err == nil && strings.Contains(name+" ", " SC ") && !strings.Contains(name, "Mono") {
			return f, nil
		}
	}
	return all.Font(0)
}

// The colours of the theme's icon.
var (
	ground = color.RGBA{0x0b, 0x5a, 0x4b, 0xff}
	ink    = color.RGBA{0xff, 0xff, 0xff, 0xff}
	gold   = color.RGBA{0xf3, 0xc6, 0x67, 0xff}
)

// shades is how many colours lie between ground and ink, both included: as many
// as fit beside gold into half a byte for each pixel.
const shades = 15

// palette goes from ground to ink; gold stands last.
func palette() color.Palette {
	var p color.Palette
	for i := range shades {
		mix := func(from, to uint8) uint8 { return uint8(int(from) + (int(to)-int(from))*i/(shades-1)) }
		p = append(p, color.RGBA{mix(ground.R, ink.R), mix(ground.G, ink.G), mix(ground.B, ink.B), 0xff})
	}
	return append(p, gold)
}

// Places on a picture, in pixels.
const (
	margin    = 84
	titleTop  = 236
	titleEnd  = 500
	nameLine  = Height - margin // the base of the site's name
	nameSize  = 36
	nameShade = 0.78 // of the title's brightness
)

// Draw draws the picture of a page as a PNG. A title that is too long for it
// ends in an ellipsis; letters that the font lacks are left out.
func (p *Painter) Draw(title, site string) ([]byte, error) {
	f, err := p.load()
	if err != nil {
		return nil, err
	}
	picture := image.NewPaletted(image.Rect(0, 0, Width, Height), palette())
	drawIcon(picture)
	w := &writer{font: f, mask: image.NewAlpha(picture.Rect)}
	block := w.fit(printable(title), Width-2*margin, titleEnd-titleTop)
	for i, line := range block.lines {
		w.write(line, block.size, margin, titleTop+int(block.size)+i*block.leading)
	}
	w.blend(picture, 1)
	w.write(w.cut(printable(site), nameSize, Width-2*margin), nameSize, margin, nameLine)
	w.blend(picture, nameShade)
	if w.err != nil {
		return nil, fmt.Errorf("draw a picture for sharing: %w", w.err)
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.DefaultCompression}
	if err := encoder.Encode(&out, picture); err != nil {
		return nil, fmt.Errorf("draw a picture for sharing: %w", err)
	}
	return out.Bytes(), nil
}
