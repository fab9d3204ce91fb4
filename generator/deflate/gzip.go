package deflate

import (
	"encoding/binary"
	"hash/crc32"
)

// Gzip packs a text. It takes some milliseconds and half a megabyte for every ten
// kilobytes.
func Gzip(text []byte) []byte {
	out := make([]byte, 0, len(text)/3+64)
	// No name and no time, so that the same text gives the same bytes; 2 says that
	// the packer took its time, 255 that the system is of no matter.
	out = append(out, 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255)
	w := bitWriter{out: out}
	blocks := cheapest(text)
	for i, b := range blocks {
		b.write(&w, i == len(blocks)-1)
	}
	out = w.close()
	out = binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(text))
	return binary.LittleEndian.AppendUint32(out, uint32(len(text)))
}

// bitWriter puts bits together, the lowest first.
type bitWriter struct {
	out  []byte
	bits uint64
	n    uint
}

// write adds the n lowest bits of v, at most 32.
func (w *bitWriter) write(v uint32, n uint) {
	w.bits |= uint64(v) << w.n
	for w.n += n; w.n >= 8; w.n -= 8 {
		w.out = append(w.out, byte(w.bits))
		w.bits >>= 8
	}
}

// close fills the last byte up.
func (w *bitWriter) close() []byte {
	if w.n > 0 {
		w.out = append(w.out, byte(w.bits))
	}
	return w.out
}
