package publish

import (
	"bytes"
	"fmt"
	"io"
	"math/bits"
	"path"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"shebao/generator/deflate"
)

// siblings makes compressed copies that stand beside the files of a site, for
// servers that send such copies rather than compress each answer: nginx's
// gzip_static, Caddy's precompressed. The same bytes always give the same copies.
// It is safe for concurrent use.
type siblings struct {
	zstd *zstd.Encoder
	gzip sync.Pool // of *gzip.Writer
}

// siblingExts are what the names of the copies end in.
var siblingExts = [...]string{".br", ".gz", ".zst"}

// leastPacked is the size below which a file is sent as it is, in bytes: it
// fits into one packet with or without compression.
const leastPacked = 1 << 10

// Precompress lets the stage hold copies of its files compressed with Brotli,
// gzip and Zstandard, beside those that gain by it.
func (s *Stage) Precompress() (err error) {
	s.siblings, err = newSiblings()
	return err
}

func newSiblings() (*siblings, error) {
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, err
	}
	return &siblings{zstd: encoder}, nil
}

// hasSiblings tells whether a file is worth compressing. Pictures and fonts are
// compressed already, and nobody but the server reads site.json.
func hasSiblings(name string, size int) bool {
	if size < leastPacked || name == SiteFile {
		return false
	}
	switch path.Ext(name) {
	case ".css", ".html", ".js", ".json", ".md", ".svg", ".txt", ".webmanifest", ".xml":
		return true
	}
	return false
}

// pack compresses a file for the copy that ends in ext.
func (s *siblings) pack(name string, body []byte, ext string) ([]byte, error) {
	var out bytes.Buffer
	var w io.WriteCloser
	switch ext {
	case ".zst":
		return s.zstd.EncodeAll(body, make([]byte, 0, len(body)/2)), nil
	case ".br":
		w = brotli.NewWriterOptions(&out, brotliOptions(name, len(body)))
	case ".gz":
		if isForever(name, len(body)) {
			return deflate.Gzip(body), nil
		}
		packer, ok := s.gzip.Get().(*gzip.Writer)
		if !ok {
			var err error
			if packer, err = gzip.NewWriterLevel(&out, gzip.BestCompression); err != nil {
				return nil, err
			}
		}
		defer s.gzip.Put(packer)
		packer.Reset(&out)
		w = packer
	}
	_, err := w.Write(body)
	if err == nil {
		err = w.Close()
	}
	return out.Bytes(), err
}

// brotliOptions search for longest where a file is fetched most often: a page
// of 20 KB takes 2 ms at level 9, with a window of its own size, and 25 ms at
// level 11, which makes it 12 % smaller.
func brotliOptions(name string, size int) brotli.WriterOptions {
	o := brotli.WriterOptions{Quality: 9, LGWin: min(max(bits.Len(uint(size)), 16), 22)}
	if isForever(name, size) {
		o.Quality = 11
	}
	return o
}

// isForever tells a file of all pages, which hardly ever changes: one for which a
// longer search is worth its time.
func isForever(name string, size int) bool {
	return strings.HasPrefix(name, "assets/") && size <= 256<<10
}

// writeSiblings brings the copies of a file into the stage: those of the
// earlier site where the file is the same, else new ones. One that would not be
// smaller than the file is left out.
func (s *Stage) writeSiblings(name string, body []byte, sum digest) error {
	if known, ok := s.earlier[name]; ok && known.Sum == sum {
		kept, err := s.keepSiblings(name)
		if kept || err != nil {
			return err
		}
		s.dropSiblings(name)
	}
	for _, ext := range siblingExts {
		packed, err := s.siblings.pack(name, body, ext)
		if err != nil {
			return fmt.Errorf("compress %s: %w", name, err)
		}
		if len(packed) >= len(body) {
			continue
		}
		if err := s.writeFile(name+ext, packed, hashBytes(packed)); err != nil {
			return err
		}
	}
	return nil
}

// keepSiblings takes over the copies of a file of the earlier site.
func (s *Stage) keepSiblings(name string) (bool, error) {
	for _, ext := range siblingExts {
		known, ok := s.earlier[name+ext]
		if !ok {
			continue // it was no smaller
		}
		if kept, err := s.keepFile(name+ext, known); err != nil || !kept {
			return false, err
		}
	}
	return true, nil
}

func (s *Stage) dropSiblings(name string) {
	var names []string
	for _, ext := range siblingExts {
		names = append(names, name+ext)
	}
	s.dropFiles(names)
}
