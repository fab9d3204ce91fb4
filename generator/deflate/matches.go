package deflate

// matches are the repetitions that begin at each place of a text: each longer
// than the one before it, and the nearest of its length.
type matches struct {
	all   []token
	begin []int32 // where those of a place begin in all; one more than places

	way []arrival // room for path, which is gone a dozen times
}

func (m *matches) at(place int) []token {
	return m.all[m.begin[place]:m.begin[place+1]]
}

// maxTried is how many earlier places are looked at for each: a text that says
// the same over and over does not take for ever.
const maxTried = 1024

func findMatches(text []byte) *matches {
	m := &matches{begin: make([]int32, len(text)+1), way: make([]arrival, len(text)+1)}
	var last [1 << 15]int32 // the last place of three bytes, plus one, by their hash
	before := make([]int32, len(text))
	for i := range text {
		m.begin[i] = int32(len(m.all))
		limit := min(maxLength, len(text)-i)
		if limit < minLength {
			continue
		}
		hash := (uint32(text[i]) | uint32(text[i+1])<<8 | uint32(text[i+2])<<16) * 0x9e3779b1 >> 17
		before[i], last[hash] = last[hash], int32(i+1)
		longest := minLength - 1
		for at, tried := int(before[i])-1, 0; at >= 0 && i-at <= maxDistance && tried < maxTried && longest < limit; at, tried = int(before[at])-1, tried+1 {
			if text[at+longest] != text[i+longest] {
				continue
			}
			n := 0
			for n < limit && text[at+n] == text[i+n] {
				n++
			}
			if n > longest {
				longest = n
				m.all = append(m.all, token{uint16(n), uint16(i - at)})
			}
		}
	}
	m.begin[len(text)] = int32(len(m.all))
	return m
}
