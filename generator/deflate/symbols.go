package deflate

import "math/bits"

// A token is one byte of the text as it is (distance 0), or points back to as
// many bytes as stood that far before.
type token struct {
	value    uint16 // the byte, or the length: 3 to 258
	distance uint16 // 0, or 1 to 32768
}

const (
	minLength   = 3
	maxLength   = 258
	maxDistance = 1 << 15

	endOfBlock       = 256
	lengthSymbols    = 286 // bytes, the end of a block, lengths
	distanceSymbols  = 30
	maxCodeBits      = 15
	maxCodeCodeBits  = 7
	firstLengthCode  = 257
	longestHasNoBits = 285 // the code of maxLength
)

// length is the symbol of a repetition's length, and what follows it.
func (t token) length() (symbol int, extra uint32, extraBits uint) {
	if t.value == maxLength {
		return longestHasNoBits, 0, 0
	}
	symbol, extra, extraBits = bucket(uint32(t.value-minLength), 4)
	return firstLengthCode + symbol, extra, extraBits
}

// far is the symbol of a repetition's distance, and what follows it.
func (t token) far() (symbol int, extra uint32, extraBits uint) {
	return bucket(uint32(t.distance)-1, 2)
}

// bucket numbers the ranges of RFC 1951, 3.2.5: as many of each size as steps,
// each size twice the one before, after two times as many of one value each.
func bucket(v, steps uint32) (symbol int, extra uint32, extraBits uint) {
	if v < 2*steps {
		return int(v), 0, 0
	}
	n := uint(bits.Len32(v/steps)) - 1
	return int(uint32(n)*steps + v>>n), v & (1<<n - 1), n
}

// histogram counts the symbols of a block.
type histogram struct {
	lengths   [lengthSymbols]int
	distances [distanceSymbols]int
}

func count(tokens []token) *histogram {
	h := new(histogram)
	for _, t := range tokens {
		if t.distance == 0 {
			h.lengths[t.value]++
			continue
		}
		symbol, _, _ := t.length()
		h.lengths[symbol]++
		symbol, _, _ = t.far()
		h.distances[symbol]++
	}
	h.lengths[endOfBlock] = 1
	return h
}
