package publish

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// fileSum is the fingerprint of a file and its name.
func fileSum(name string, sum digest) digest {
	b := make([]byte, 0, 200)
	return sha256.Sum256(append(append(b, sum[:]...), name...))
}

// total is the sum of fingerprints of files, in whatever order they came.
type total [4]uint64

// count adds the fingerprint of a file to the total, or takes it out again.
func (t *total) count(sum digest, do func(x, y, carry uint64) (uint64, uint64)) {
	var carry uint64
	for i := range t {
		t[i], carry = do(t[i], binary.LittleEndian.Uint64(sum[8*i:]), carry)
	}
}

func (t total) digest() (d digest) {
	for i, part := range t {
		binary.LittleEndian.PutUint64(d[8*i:], part)
	}
	return d
}

// Name names what was written, by its bytes, and by what else the build is made
// of. The fingerprints of the files are added up, so that their order does not
// matter and none needs be looked at again.
func (s *Stage) Name(others []digest) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := sha256.New()
	all := s.total.digest()
	h.Write(append(binary.LittleEndian.AppendUint64(nil, uint64(len(s.written))), all[:]...))
	for _, sum := range others {
		h.Write(sum[:])
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
