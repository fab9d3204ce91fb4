package poster

import (
	"image"
	"math"
)

// drawIcon draws a card with its chip at the top left and a tick at the bottom
// right, as the site's icon has it.
func drawIcon(picture *image.Paletted) {
	const (
		white = shades - 1
		chip  = shades
		line  = 8
	)
	card := image.Rect(margin, margin, margin+148, margin+100)
	fill(picture, card, white, 14)
	fill(picture, card.Inset(line), 0, 8)
	fill(picture, image.Rect(card.Min.X+26, card.Min.Y+26, card.Min.X+62, card.Min.Y+56), chip, 4)
	fill(picture, image.Rect(card.Min.X+26, card.Min.Y+68, card.Min.X+66, card.Min.Y+76), white, 0)
	turn := card.Min.Add(image.Pt(100, 76))
	stroke(picture, turn.Sub(image.Pt(14, 14)), turn, line)
	stroke(picture, turn, turn.Add(image.Pt(30, -30)), line)
}

// stroke draws a line with round ends in white, smoothed at its edges.
func stroke(picture *image.Paletted, from, to image.Point, width int) {
	around := image.Rectangle{Min: from, Max: to}.Canon().Inset(-width)
	along := to.Sub(from)
	for y := around.Min.Y; y < around.Max.Y; y++ {
		for x := around.Min.X; x < around.Max.X; x++ {
			at := image.Pt(x, y).Sub(from)
			t := float64(at.X*along.X+at.Y*along.Y) / float64(along.X*along.X+along.Y*along.Y)
			t = min(max(t, 0), 1)
			away := math.Hypot(float64(at.X)-t*float64(along.X), float64(at.Y)-t*float64(along.Y))
			covered := min(max(float64(width)/2+0.5-away, 0), 1)
			picture.SetColorIndex(x, y, max(picture.ColorIndexAt(x, y), uint8(math.Round(covered*(shades-1)))))
		}
	}
}

// fill paints a rectangle with round corners.
func fill(picture *image.Paletted, r image.Rectangle, shade uint8, radius int) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			dx := max(r.Min.X+radius-x, x-(r.Max.X-1-radius), 0)
			dy := max(r.Min.Y+radius-y, y-(r.Max.Y-1-radius), 0)
			if dx*dx+dy*dy <= radius*radius {
				picture.SetColorIndex(x, y, shade)
			}
		}
	}
}
