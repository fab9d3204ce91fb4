package deflate

import (
	"math/bits"
	"slices"
	"sync"
)

// node is a symbol, or two nodes that codes take together.
type node struct {
	weight      int
	symbol      int // of a leaf
	left, right *node
}

// merging is room for package-merge, which is done thousands of times for a text.
type merging struct {
	nodes     []node
	row, next []*node
}

var mergings = sync.Pool{New: func() any { return new(merging) }}

func (m *merging) newNode(n node) *node {
	if len(m.nodes) == cap(m.nodes) { // those that there are stay where they are
		m.nodes = make([]node, 0, max(2*cap(m.nodes), 1<<10))
	}
	m.nodes = append(m.nodes, n)
	return &m.nodes[len(m.nodes)-1]
}

// codeLengths gives each symbol as many bits as make the whole shortest with no
// more than limit bits each, 0 to those that do not occur: package-merge (Larmore
// and Hirschberg, 1990). Two symbols at least get a code; there are readers that
// take no other.
func codeLengths(counts []int, limit int) []uint8 {
	m, _ := mergings.Get().(*merging)
	defer mergings.Put(m)
	m.nodes = m.nodes[:0]
	var leaves []*node
	for symbol, n := range counts {
		if n > 0 {
			leaves = append(leaves, m.newNode(node{weight: n, symbol: symbol}))
		}
	}
	for symbol := 0; len(leaves) < 2; symbol++ {
		if counts[symbol] == 0 {
			leaves = append(leaves, m.newNode(node{weight: 1, symbol: symbol}))
		}
	}
	slices.SortStableFunc(leaves, func(a, b *node) int { return a.weight - b.weight })
	row := append(m.row[:0], leaves...)
	next := m.next
	for range limit - 1 {
		next = next[:0]
		rest := leaves
		for i := 0; i+1 < len(row); i += 2 {
			pair := m.newNode(node{weight: row[i].weight + row[i+1].weight, left: row[i], right: row[i+1]})
			for len(rest) > 0 && rest[0].weight <= pair.weight {
				next, rest = append(next, rest[0]), rest[1:]
			}
			next = append(next, pair)
		}
		row, next = append(next, rest...), row
	}
	m.row, m.next = row, next
	lengths := make([]uint8, len(counts))
	var lengthen func(*node)
	lengthen = func(n *node) {
		if n.left == nil {
			lengths[n.symbol]++
			return
		}
		lengthen(n.left)
		lengthen(n.right)
	}
	for _, n := range row[:2*len(leaves)-2] {
		lengthen(n)
	}
	return lengths
}

// codes are the codes of symbols by their lengths (RFC 1951, 3.2.2), with the
// first bit lowest, as they are written.
func codes(lengths []uint8) []uint32 {
	var next [maxCodeBits + 2]uint32
	for _, n := range lengths {
		if n > 0 {
			next[n+1]++
		}
	}
	for n := 1; n < len(next); n++ {
		next[n] = (next[n] + next[n-1]) << 1
	}
	// next[n] is twice the sum of what shorter codes take: the first of n bits.
	all := make([]uint32, len(lengths))
	for symbol, n := range lengths {
		if n > 0 {
			all[symbol] = bits.Reverse32(next[n]) >> (32 - n)
			next[n]++
		}
	}
	return all
}
