package kept

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"sync"
	"unsafe"
)

// magic begins the file. Behind it stand, for the head and for the rest, the
// length and a checksum, then both.
const magic = "shebao build cache\n"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Load reads what a build has left. Where nothing is there, or it is damaged or of
// another version, it is empty: the next build makes everything and leaves anew.
func Load(path string) State {
	data, err := os.ReadFile(path)
	if err != nil || !bytes.HasPrefix(data, []byte(magic)) {
		return State{}
	}
	var s State
	head, rest, ok := cut(data[len(magic):])
	if !ok || decode(head, &s.Head) != nil || s.Format != Format {
		return State{}
	}
	s.unread = rest
	return s
}

// cut cuts what stands behind the magic into head and rest.
func cut(data []byte) (head, rest string, ok bool) {
	var parts [2]string
	if len(data) < 24 {
		return "", "", false
	}
	text := data[24:]
	for i := range parts {
		length := binary.LittleEndian.Uint64(data[12*i:])
		if length > uint64(len(text)) || crc32.Checksum(text[:length], castagnoli) != binary.LittleEndian.Uint32(data[12*i+8:]) {
			return "", "", false
		}
		parts[i] = unsafe.String(unsafe.SliceData(text), length) // #nosec G103 -- nobody changes data any more
		text = text[length:]
	}
	return parts[0], parts[1], len(text) == 0
}

// Read reads the rest, which Load leaves for when it is needed.
func (s *State) Read() {
	if s.unread == "" {
		return
	}
	if err := decode(s.unread, &s.Rest); err != nil {
		s.Rest = Rest{}
	}
	s.unread = ""
}

// encodeRest is the rest as it is written.
func (s *State) encodeRest() []byte {
	if s.unread != "" {
		return []byte(s.unread)
	}
	size := 1 << 20
	for _, made := range s.Pages {
		size += len(made) + 100
	}
	for _, guide := range s.Guides.ByFile {
		size += len(guide) + 100
	}
	return encodeRoomy(s.Rest, size)
}

// Save writes it all, whole or not at all.
func (s *State) Save(path string) error {
	var parts [2][]byte // head and rest
	var sums [2]uint32
	var side sync.WaitGroup
	side.Go(func() {
		parts[1] = s.encodeRest()
		sums[1] = crc32.Checksum(parts[1], castagnoli)
	})
	parts[0] = encodeRoomy(s.Head, 1<<20+200*len(s.Site.Files)+300*len(s.Content))
	sums[0] = crc32.Checksum(parts[0], castagnoli)
	side.Wait()
	var sizes []byte
	for i, part := range parts {
		sizes = binary.LittleEndian.AppendUint64(sizes, uint64(len(part)))
		sizes = binary.LittleEndian.AppendUint32(sizes, sums[i])
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("keep the build's cache: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.new")
	if err != nil {
		return fmt.Errorf("keep the build's cache: %w", err)
	}
	for _, part := range [][]byte{[]byte(magic), sizes, parts[0], parts[1]} {
		if err == nil {
			_, err = f.Write(part)
		}
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keep the build's cache: %w", err), os.Remove(f.Name()))
	}
	return nil
}
