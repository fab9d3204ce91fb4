package deflate

import "math"

// costs are what symbols take, in bits, with what follows them.
type costs struct {
	bytes     [256]float32
	lengths   [maxLength + 1]float32
	distances [distanceSymbols]float32
}

// newCosts learns from how often symbols occurred.
func newCosts(h *histogram) *costs {
	c := new(costs)
	lengths, distances := information(h.lengths[:]), information(h.distances[:])
	copy(c.bytes[:], lengths)
	for n := minLength; n <= maxLength; n++ {
		symbol, _, extra := token{value: uint16(n)}.length()
		c.lengths[n] = lengths[symbol] + float32(extra)
	}
	for symbol := range c.distances {
		c.distances[symbol] = distances[symbol] + float32(max(symbol/2-1, 0))
	}
	return c
}

// information is what symbols take in bits by Shannon, one that did not occur as
// much as one that did so once.
func information(counts []int) []float32 {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	whole := math.Log2(float64(max(sum, 1)))
	bits := make([]float32, len(counts))
	for i, n := range counts {
		bits[i] = float32(whole - math.Log2(float64(max(n, 1))))
	}
	return bits
}

// unlearned are costs to begin with: about those of the code that the format has
// for short texts.
func unlearned() *costs {
	c := new(costs)
	for i := range c.bytes {
		c.bytes[i] = 7
	}
	for n := minLength; n <= maxLength; n++ {
		_, _, extra := token{value: uint16(n)}.length()
		c.lengths[n] = 6 + float32(extra)
	}
	for symbol := range c.distances {
		c.distances[symbol] = 5 + float32(max(symbol/2-1, 0))
	}
	return c
}

// arrival is the cheapest way to a place, and its last token.
type arrival struct {
	cost float32
	by   token
}

// path is the cheapest way through text[from:to].
func path(text []byte, m *matches, from, to int, c *costs) []token {
	way := m.way[:to-from+1]
	way[0].cost = 0
	for i := range way[1:] {
		way[1+i].cost = math.MaxFloat32
	}
	for i := range to - from {
		here := way[i].cost
		b := text[from+i]
		if cost := here + c.bytes[b]; cost < way[i+1].cost {
			way[i+1] = arrival{cost, token{value: uint16(b)}}
		}
		n := minLength
		for _, t := range m.at(from + i) {
			symbol, _, _ := t.far()
			far := here + c.distances[symbol]
			for ; n <= int(t.value) && i+n <= to-from; n++ {
				if cost := far + c.lengths[n]; cost < way[i+n].cost {
					way[i+n] = arrival{cost, token{uint16(n), t.distance}}
				}
			}
		}
	}
	steps := 0
	for i := to - from; i > 0; i -= way[i].by.bytes() {
		steps++
	}
	tokens := make([]token, steps)
	for i := to - from; i > 0; i -= way[i].by.bytes() {
		steps--
		tokens[steps] = way[i].by
	}
	return tokens
}

// bytes is how much of the text a token stands for.
func (t token) bytes() int {
	if t.distance == 0 {
		return 1
	}
	return int(t.value)
}
