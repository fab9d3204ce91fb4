package deflate

const (
	rounds = 12 // of learning costs; most texts change no more after as many

	// A code takes 60 to 100 bytes: shorter stretches do not pay.
	leastTokens = 300
)

// cheapest cuts a text into blocks and finds the ways through them.
func cheapest(text []byte) []*block {
	m := findMatches(text)
	best := []*block{learn(text, m, 0, len(text), nil)}
	for range 3 {
		var tokens []token
		for _, b := range best {
			tokens = append(tokens, b.tokens...)
		}
		var blocks []*block
		from := 0
		for _, part := range split(tokens) {
			to := from
			for _, t := range part {
				to += t.bytes()
			}
			blocks = append(blocks, learn(text, m, from, to, part))
			from = to
		}
		if size(blocks) >= size(best) {
			break
		}
		best = blocks
	}
	return best
}

func size(blocks []*block) (bits int) {
	for _, b := range blocks {
		bits += b.size
	}
	return bits
}

// learn makes a block of text[from:to], with costs from the way that is known, if
// any, and then from each way that it finds.
func learn(text []byte, m *matches, from, to int, known []token) *block {
	if known == nil {
		known = path(text, m, from, to, unlearned())
	}
	best := newBlock(known)
	for range rounds {
		known = path(text, m, from, to, newCosts(count(known)))
		if b := newBlock(known); b.size < best.size {
			best = b
		}
	}
	return best
}

// split cuts tokens where codes of their own make the two parts smaller together.
func split(tokens []token) [][]token {
	if len(tokens) < 2*leastTokens {
		return [][]token{tokens}
	}
	// The best of some places, then of some around it.
	from, to := leastTokens, len(tokens)-leastTokens
	cut, least := 0, newBlock(tokens).size
	for step := max((to-from)/8, 1); ; step = max(step/4, 1) {
		middle := 0
		for at := from; at <= to; at += step {
			if s := newBlock(tokens[:at]).size + newBlock(tokens[at:]).size; s < least {
				least, middle = s, at
			}
		}
		if middle == 0 {
			break
		}
		cut = middle
		if step == 1 {
			break
		}
		from, to = max(cut-step, leastTokens), min(cut+step, len(tokens)-leastTokens)
	}
	if cut == 0 {
		return [][]token{tokens}
	}
	return append(split(tokens[:cut]), split(tokens[cut:])...)
}
