package poster

import "image"

// drawIcon draws a card with its chip at the top left, as the site's icon has
// it. Its lines lie along the pixels, so that nothing need be smoothed.
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
	fill(picture, image.Rect(card.Min.X+84, card.Min.Y+30, card.Min.X+122, card.Min.Y+38), white, 0)
	fill(picture, image.Rect(card.Min.X+84, card.Min.Y+48, card.Min.X+122, card.Min.Y+56), white, 0)
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
