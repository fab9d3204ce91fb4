package poster

import (
	"image"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// writer sets letters into a mask. The first error stays.
type writer struct {
	font *sfnt.Font
	mask *image.Alpha
	err  error

	faces map[float64]font.Face
}

// titleSizes are tried until a title fits, in pixels.
var titleSizes = []float64{78, 66, 56, 48}

// block is a text in lines.
type block struct {
	lines   []string
	size    float64
	leading int // from line to line
}

// fit sets a text as large as it fits into a box. What does not even fit in the
// smallest size is cut.
func (w *writer) fit(text string, width, height int) block {
	var b block
	for _, size := range titleSizes {
		b = block{size: size, leading: int(size * 1.32), lines: w.lines(pieces(text), size, width)}
		if len(b.lines)*b.leading <= height {
			b.lines = w.balanced(text, size, width, b.lines)
			return b
		}
	}
	room := height / b.leading
	rest := strings.Join(b.lines[room-1:], " ")
	b.lines = append(b.lines[:room-1:room-1], w.cut(rest, b.size, width))
	return b
}

// balanced breaks a text into as many lines as it has, of about the same width,
// and between its phrases if that takes no more of them: a reader stumbles over
// a Chinese word that is broken.
func (w *writer) balanced(text string, size float64, width int, lines []string) []string {
	tooWide := func(piece string) bool { return w.width(strings.TrimRight(piece, " "), size) > width }
	parts := pieces(text)
	if whole := phrases(text); !slices.ContainsFunc(whole, tooWide) {
		if between := w.lines(whole, size, width); len(between) <= len(lines) {
			parts, lines = whole, between
		}
	}
	for width = width * 19 / 20; len(lines) > 1 && !slices.ContainsFunc(parts, tooWide); width = width * 19 / 20 {
		narrower := w.lines(parts, size, width)
		if len(narrower) > len(lines) {
			break
		}
		lines = narrower
	}
	return lines
}

// lines puts pieces of a text together to lines.
func (w *writer) lines(pieces []string, size float64, width int) []string {
	var lines []string
	line := ""
	for _, piece := range pieces {
		if line != "" && w.width(strings.TrimRight(line+piece, " "), size) > width {
			lines = append(lines, strings.TrimRight(line, " "))
			line = ""
		}
		for line == "" && w.width(strings.TrimRight(piece, " "), size) > width { // a word longer than a line
			runes := []rune(piece)
			n := len(runes) - 1
			for n > 1 && w.width(string(runes[:n]), size) > width {
				n--
			}
			lines = append(lines, string(runes[:n]))
			piece = string(runes[n:])
		}
		line += piece
	}
	if line = strings.TrimRight(line, " "); line != "" {
		lines = append(lines, line)
	}
	return lines
}

// phrases cuts a text where a reader pauses: after a comma, a colon and the
// like, and before what stands in Chinese brackets.
func phrases(text string) []string {
	var all []string
	phrase := ""
	for _, piece := range pieces(text) {
		if strings.HasPrefix(piece, "（") && phrase != "" {
			all = append(all, phrase)
			phrase = ""
		}
		phrase += piece
		if end, _ := utf8.DecodeLastRuneInString(strings.TrimRight(phrase, " ")); strings.ContainsRune("，。、；：？！,.;:?!", end) {
			all = append(all, phrase)
			phrase = ""
		}
	}
	if phrase != "" {
		all = append(all, phrase)
	}
	return all
}

// pieces cuts a text where a line may end: at spaces and between Chinese
// characters, but not before what ends a sentence or a bracket.
func pieces(text string) []string {
	var all []string
	runes := []rune(text)
	start := 0
	for i := 1; i < len(runes); i++ {
		before, after := runes[i-1], runes[i]
		if before == ' ' || (wide(before) || wide(after)) && !closes(after) && !opens(before) && after != ' ' {
			all = append(all, string(runes[start:i]))
			start = i
		}
	}
	return append(all, string(runes[start:]))
}

// wide tells a character of a script without spaces.
func wide(r rune) bool { return r >= 0x2E80 && !unicode.IsSpace(r) }

func closes(r rune) bool {
	return strings.ContainsRune("，。、；：？！）】》」』”’…,.;:?!)]", r)
}
func opens(r rune) bool { return strings.ContainsRune("（【《「『“‘([", r) }

// cut shortens a text to a line, with an ellipsis.
func (w *writer) cut(text string, size float64, width int) string {
	if w.width(text, size) <= width {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && w.width(string(runes)+"…", size) > width {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimRight(string(runes), " ，、：—-") + "…"
}

// printable is a text in one line, without what has no shape.
func printable(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	text = strings.Join(strings.Fields(text), " ")
	const most = 400 // more is never shown, and measuring takes time
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most])
	}
	return text
}

func (w *writer) face(size float64) font.Face {
	if f := w.faces[size]; f != nil {
		return f
	}
	f, err := opentype.NewFace(w.font, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		if w.err == nil {
			w.err = err
		}
		return nil
	}
	if w.faces == nil {
		w.faces = map[float64]font.Face{}
	}
	w.faces[size] = f
	return f
}

func (w *writer) width(text string, size float64) int {
	f := w.face(size)
	if f == nil {
		return 0
	}
	return font.MeasureString(f, text).Ceil()
}

// write sets a line with its base at a height.
func (w *writer) write(line string, size float64, x, y int) {
	f := w.face(size)
	if f == nil {
		return
	}
	d := font.Drawer{Dst: w.mask, Src: image.Opaque, Face: f, Dot: fixed.P(x, y)}
	d.DrawString(line)
}

// blend lays what was written over a picture, so bright, and clears the mask.
func (w *writer) blend(picture *image.Paletted, brightness float64) {
	top := float64(shades-1) * brightness
	for i, alpha := range w.mask.Pix {
		if alpha > 0 {
			picture.Pix[i] = max(picture.Pix[i], uint8(float64(alpha)/255*top+0.5))
			w.mask.Pix[i] = 0
		}
	}
}
