package deflate

// A block is a stretch of the text with codes of its own.
type block struct {
	tokens    []token
	lengths   []uint8 // bits of the code of each symbol
	distances []uint8
	head      []codeRun
	headCode  []uint8
	size      int // bits
}

func newBlock(tokens []token) *block {
	h := count(tokens)
	b := &block{tokens: tokens, lengths: codeLengths(h.lengths[:], maxCodeBits), distances: codeLengths(h.distances[:], maxCodeBits)}
	b.lengths = trim(b.lengths, firstLengthCode)
	b.distances = trim(b.distances, 1)
	b.head = runs(append(append([]uint8(nil), b.lengths...), b.distances...))
	var used [19]int
	for _, r := range b.head {
		used[r.symbol]++
	}
	b.headCode = codeLengths(used[:], maxCodeCodeBits)
	b.size = 3 + 5 + 5 + 4 + 3*b.headCodes()
	for _, r := range b.head {
		b.size += int(b.headCode[r.symbol]) + int(r.extraBits)
	}
	for symbol, n := range b.lengths {
		b.size += h.lengths[symbol] * int(n)
	}
	for symbol, n := range b.distances {
		b.size += h.distances[symbol] * int(n)
	}
	for _, t := range tokens {
		if t.distance > 0 {
			_, _, n := t.length()
			_, _, m := t.far()
			b.size += int(n + m)
		}
	}
	return b
}

// trim cuts symbols off that do not occur, but for the first least.
func trim(lengths []uint8, least int) []uint8 {
	for len(lengths) > least && lengths[len(lengths)-1] == 0 {
		lengths = lengths[:len(lengths)-1]
	}
	return lengths
}

// codeRun is a symbol of the code in which the lengths of the two others stand:
// a length, or how often one is repeated (RFC 1951, 3.2.7).
type codeRun struct {
	symbol    uint8
	extra     uint8
	extraBits uint8
}

const (
	repeatLast  = 16 // 3 to 6 times
	repeatZero  = 17 // 3 to 10
	repeatZeros = 18 // 11 to 138
)

func runs(lengths []uint8) []codeRun {
	var all []codeRun
	for i := 0; i < len(lengths); {
		v, n := lengths[i], 1
		for i+n < len(lengths) && lengths[i+n] == v {
			n++
		}
		i += n
		if v > 0 {
			all = append(all, codeRun{symbol: v})
			n--
		}
		for n > 0 {
			switch {
			case v == 0 && n >= 11:
				k := min(n, 138)
				all = append(all, codeRun{repeatZeros, uint8(k - 11), 7})
				n -= k
			case v == 0 && n >= 3:
				all = append(all, codeRun{repeatZero, uint8(n - 3), 3})
				n = 0
			case v > 0 && n >= 3:
				k := min(n, 6)
				all = append(all, codeRun{repeatLast, uint8(k - 3), 2})
				n -= k
			default:
				all = append(all, codeRun{symbol: v})
				n--
			}
		}
	}
	return all
}

// headOrder is the order in which the lengths of the head's own code stand.
var headOrder = [19]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// headCodes is how many of them stand there.
func (b *block) headCodes() int {
	n := len(headOrder)
	for n > 4 && b.headCode[headOrder[n-1]] == 0 {
		n--
	}
	return n
}

func (b *block) write(w *bitWriter, last bool) {
	if last {
		w.write(1, 1)
	} else {
		w.write(0, 1)
	}
	w.write(2, 2) // with codes of its own
	w.write(uint32(len(b.lengths)-firstLengthCode), 5)
	w.write(uint32(len(b.distances)-1), 5)
	n := b.headCodes()
	w.write(uint32(n-4), 4)
	for _, symbol := range headOrder[:n] {
		w.write(uint32(b.headCode[symbol]), 3)
	}
	code := codes(b.headCode)
	for _, r := range b.head {
		w.write(code[r.symbol], uint(b.headCode[r.symbol]))
		w.write(uint32(r.extra), uint(r.extraBits))
	}
	lengths, distances := codes(b.lengths), codes(b.distances)
	for _, t := range b.tokens {
		if t.distance == 0 {
			w.write(lengths[t.value], uint(b.lengths[t.value]))
			continue
		}
		symbol, extra, extraBits := t.length()
		w.write(lengths[symbol], uint(b.lengths[symbol]))
		w.write(extra, extraBits)
		symbol, extra, extraBits = t.far()
		w.write(distances[symbol], uint(b.distances[symbol]))
		w.write(extra, extraBits)
	}
	w.write(lengths[endOfBlock], uint(b.lengths[endOfBlock]))
}
