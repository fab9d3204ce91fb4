package server

import (
	"bytes"
	"io"
	"math/bits"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"shebao/generator/deflate"
)

// packer compresses. It is safe for concurrent use.
type packer struct {
	zstd  *zstd.Encoder
	quick *zstd.Encoder // for one answer each
	gzip  sync.Pool     // of *gzip.Writer, for one answer each
}

func newPacker() (*packer, error) {
	encoder := func(level zstd.EncoderLevel) (*zstd.Encoder, error) {
		return zstd.NewWriter(nil, zstd.WithEncoderLevel(level), zstd.WithEncoderConcurrency(2), zstd.WithLowerEncoderMem(true))
	}
	// The levels above make pages 1 to 5 % smaller and hold 20 to 50 MB of tables.
	kept, err := encoder(zstd.SpeedDefault)
	if err != nil {
		return nil, err
	}
	quick, err := encoder(zstd.SpeedFastest)
	if err != nil {
		return nil, err
	}
	p := &packer{zstd: kept, quick: quick}
	p.gzip.New = func() any {
		w, err := gzip.NewWriterLevel(io.Discard, 5)
		if err != nil {
			panic(err) // unreachable: the level is a constant
		}
		return w
	}
	return p, nil
}

// pack compresses a file that is sent many times. longer is for one for which
// nobody waits: a search that takes ten times as long and more.
func (p *packer) pack(body []byte, e encoding, longer bool) ([]byte, error) {
	var out bytes.Buffer
	var w io.WriteCloser
	switch {
	case e == zstdEncoding:
		return p.zstd.EncodeAll(body, nil), nil
	case e == gzipEncoding && longer && len(body) <= maxLonger:
		return deflate.Gzip(body), nil
	case e == brotliEncoding:
		w = brotli.NewWriterOptions(&out, brotliOptions(len(body), longer))
	default:
		var err error
		if w, err = gzip.NewWriterLevel(&out, gzip.BestCompression); err != nil {
			return nil, err
		}
	}
	_, err := w.Write(body)
	if err == nil {
		err = w.Close()
	}
	return bytes.Clone(out.Bytes()), err
}

// maxLonger is the largest file for which a longer search is worth its time.
const maxLonger = 256 << 10

// brotliOptions keep the first reader of a page from waiting. A page of 20 KB
// takes 2 ms and 1.6 MB at level 9 with a window of its own size, 11 ms and
// 34 MB with the usual window, and 25 ms at level 11, which is 12 % smaller.
func brotliOptions(size int, longer bool) brotli.WriterOptions {
	o := brotli.WriterOptions{Quality: 9, LGWin: min(max(bits.Len(uint(size)), 16), 22)}
	switch {
	case size > maxLonger:
		o.Quality = 5
	case longer:
		o.Quality = 11
	}
	return o
}

// packOnce compresses what is sent only once, quickly.
func (p *packer) packOnce(body []byte, e encoding) ([]byte, error) {
	var out bytes.Buffer
	switch e {
	case zstdEncoding:
		return p.quick.EncodeAll(body, make([]byte, 0, len(body)/2)), nil
	case brotliEncoding:
		w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: 4, LGWin: brotliOptions(len(body), false).LGWin})
		if _, err := w.Write(body); err != nil {
			return nil, err
		}
		err := w.Close()
		return out.Bytes(), err
	}
	w := p.gzip.Get().(*gzip.Writer)
	defer p.gzip.Put(w)
	w.Reset(&out)
	_, err := w.Write(body)
	if err == nil {
		err = w.Close()
	}
	return out.Bytes(), err
}
