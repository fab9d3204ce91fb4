package server

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/sync/singleflight"

	"shebao/generator/records"
)

// variant is a file in one encoding, ready to be sent. The slices are header
// values.
type variant struct {
	body         []byte
	encoding     encoding // identity where packing would not make it smaller
	encodingName []string
	etag         []string
	length       []string
}

// variant returns a file in an encoding. It is made once, however many ask for
// it at a time, and kept while there is room.
func (s *Server) variant(b *build, f *file, e encoding) (*variant, error) {
	if v := b.cache.get(f, e); v != nil {
		return v, nil
	}
	made, err, _ := b.cache.making.Do(e.String()+":"+f.name, func() (any, error) {
		if v := b.cache.get(f, e); v != nil {
			return v, nil
		}
		body, err := b.readFile(f)
		if err != nil {
			return nil, err
		}
		v := newVariant(body, body, identity)
		if e != identity {
			packed, err := s.pack(b.cache, f, body, e)
			if err != nil {
				return nil, fmt.Errorf("compress %s: %w", f.name, err)
			}
			if len(packed) < len(body) {
				v = newVariant(body, packed, e)
			}
		}
		f.etags[e].Store(&v.etag)
		b.cache.add(f, e, v)
		return v, nil
	})
	if err != nil {
		return nil, err
	}
	return made.(*variant), nil
}

// pack compresses a file to be kept: well where it is sent many times, quickly
// where pages of a site that does not fit into the cache take turns in it.
func (s *Server) pack(in *cache, f *file, body []byte, e encoding) ([]byte, error) {
	if !in.isTooSmall() {
		return s.packer.pack(body, e, false)
	}
	packed, err := s.packer.packOnce(body, e)
	return bytes.Clone(packed), err // without the room that was left
}

// newVariant makes the variant of a body that is packed in an encoding. Its ETag
// names the body and the encoding, not the packed bytes: replicas, and this
// server before and after repack, have different ones of the same page.
func newVariant(body, packed []byte, e encoding) *variant {
	hash := sha256.Sum256(body)
	etag := formatETag(hash[:])
	if e != identity {
		etag = etag[:len(etag)-1] + "-" + e.String() + `"`
	}
	return &variant{
		body:         packed,
		encoding:     e,
		encodingName: []string{e.String()},
		etag:         []string{etag},
		length:       []string{strconv.Itoa(len(packed))},
	}
}

// readFile reads a file whole. It has grown no larger than what is kept.
func (b *build) readFile(f *file) ([]byte, error) {
	if f.in != "" {
		return b.readRecord(f)
	}
	r, err := b.root.Open(f.name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, b.cache.largest()+1))
	if err == nil && int64(len(body)) > b.cache.largest() {
		err = fmt.Errorf("it has grown since the build was picked up")
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", f.name, err)
	}
	return body, nil
}

// readRecord reads the record of a guide from the file that it stands in.
func (b *build) readRecord(f *file) ([]byte, error) {
	r, err := b.root.Open(f.in)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	info, err := r.Stat()
	if err != nil {
		return nil, err
	}
	body, err := records.Read(r, info.Size(), "/"+strings.TrimSuffix(f.name, guideFile))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.in, err)
	}
	return body, nil
}

// cache keeps the variants of one build, the least recently used ones dropped
// when they take more than their budget. It is safe for concurrent use.
type cache struct {
	budget int64
	making singleflight.Group // variants that are being made

	mu       sync.Mutex
	used     int64
	asked    int64 // how often something was looked for
	madeRoom int64 // asked, when something had to make room last
	kept     *simplelru.LRU[cacheKey, *variant]
}

type cacheKey struct {
	*file
	encoding
}

func newCache(budget int64) *cache {
	c := &cache{budget: budget}
	// Bounded by bytes alone; an error would mean that the size is not positive.
	c.kept, _ = simplelru.NewLRU(math.MaxInt, func(_ cacheKey, v *variant) { c.used -= v.cost() })
	return c
}

// largest is the size above which a file is served from the disk.
func (c *cache) largest() int64 { return min(c.budget/4, 8<<20) }

// cost is roughly what a variant takes, with its place in the table.
func (v *variant) cost() int64 { return int64(cap(v.body)) + 512 }

func (c *cache) get(f *file, e encoding) *variant {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	v, _ := c.kept.Get(cacheKey{f, e})
	return v
}

func (c *cache) add(f *file, e encoding, v *variant) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if old, ok := c.kept.Peek(cacheKey{f, e}); ok {
		if len(old.body) <= len(v.body) {
			return
		}
		c.used -= old.cost()
	}
	c.kept.Add(cacheKey{f, e}, v)
	c.used += v.cost()
	for c.used > c.budget {
		c.kept.RemoveOldest()
		c.madeRoom = max(c.asked, 1)
	}
}

// isFull tells whether what nobody has asked for would soon take the place of what
// somebody has.
func (c *cache) isFull() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.used > c.budget/4*3
}

// seldom is among how many answers one that has to be packed takes little of the
// time, however well it is packed.
const seldom = 1000

// isTooSmall tells whether what is added has to take the place of something else,
// more often than seldom: somebody who once asked for everything does not leave
// pages worse packed for those who ask for a few.
func (c *cache) isTooSmall() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.madeRoom > 0 && c.asked-c.madeRoom < seldom
}
