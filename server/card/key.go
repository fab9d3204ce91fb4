package card

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"log/slog"
	"slices"
	"strings"
	"sync"
)

// ErrKey is behind every fault of a key: missing, short, garbled, readable by
// others, or not the one a store was written with.
var ErrKey = errors.New("card key")

// keySize is that of HMAC-SHA-256's output; more adds nothing.
const keySize = 32

// What is digested begins with one of these labels, so that no digest made for
// one purpose can be compared with one made for another.
const (
	labelKeyID    = "shebao/card/key-id/1\x00"
	labelKeyCheck = "shebao/card/key-check/1\x00"
	labelPair     = "shebao/card/pair/1\x00"
	labelLimit    = "shebao/card/limit/1\x00"
)

// Key is a secret of 32 bytes under which pairs of numbers are digested. Like
// a [Pair] it cannot be printed.
type Key struct {
	secret    func() []byte
	digesters func() *sync.Pool // of *digester, since each takes a kilobyte to make
}

func newKey(secret []byte) Key {
	pool := &sync.Pool{New: func() any { return &digester{mac: hmac.New(sha256.New, secret)} }}
	return Key{secret: func() []byte { return secret }, digesters: func() *sync.Pool { return pool }}
}

// NewKey makes a random key.
func NewKey() Key {
	secret := make([]byte, keySize)
	_, _ = rand.Read(secret) // never fails (crypto/rand)
	return newKey(secret)
}

// ID names the key in key files, in stores and in messages: the first 8
// hexadecimal digits of a digest that serves nothing else.
func (k Key) ID() string { return hex.EncodeToString(k.digest(labelKeyID)[:4]) }

// CheckValue lets a store recognise the key it was written with without
// knowing it.
func (k Key) CheckValue() []byte { return k.digest(labelKeyCheck) }

func (k Key) digest(parts ...string) []byte {
	d := k.digester()
	defer k.release(d)
	sum := d.digest(parts...)
	return sum[:]
}

// digester lends one that digests under the key, until release.
func (k Key) digester() *digester { return k.digesters().Get().(*digester) }

func (k Key) release(d *digester) {
	clear(d.text) // numbers are kept nowhere
	k.digesters().Put(d)
}

// String tells the key's id and not the key.
func (k Key) String() string { return "key " + k.ID() }

// GoString tells the key's id and not the key.
func (k Key) GoString() string { return k.String() }

// Format tells the key's id and not the key, whatever the verb.
func (k Key) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(k.String())) }

// LogValue tells the key's id and not the key.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.ID()) }

// MarshalText tells the key's id and not the key.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.ID()), nil }

// Keys are the keys in use. What is imported is digested under the first; a
// card is looked for under each of them, so that a new key can be added while
// entries under the old one are still there.
type Keys []Key

// First is the key that writes.
func (k Keys) First() Key { return k[0] }

// IDs are the keys' ids in order.
func (k Keys) IDs() []string {
	ids := make([]string, len(k))
	for i, key := range k {
		ids[i] = key.ID()
	}
	return ids
}

// Find returns the key with that id if its check value is the given one.
// A nil error means that entries under that id can be read.
func (k Keys) Find(id string, checkValue []byte) (Key, error) {
	for _, key := range k {
		if key.ID() != id {
			continue
		}
		if subtle.ConstantTimeCompare(key.CheckValue(), checkValue) != 1 {
			return Key{}, fmt.Errorf("%w: key %s is not the one of that name which the store was written with; bring back the key file it was written with", ErrKey, id)
		}
		return key, nil
	}
	return Key{}, fmt.Errorf("%w: the store holds cards under key %s and the key file holds %s; bring back the key file it was written with, or import everything again with --replace",
		ErrKey, id, strings.Join(k.IDs(), ", "))
}

// ParseKeys reads keys from text, one a line: the key as 64 hexadecimal digits,
// with its id before it or without. Empty lines and lines that begin with # do
// not count; in an environment variable a comma may stand for the line's end.
// The id, where it is given, must be the key's own, which tells a garbled line.
func ParseKeys(text string) (Keys, error) {
	var keys Keys
	for i, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		for entry := range strings.SplitSeq(line, ",") {
			fields := strings.Fields(entry)
			if len(fields) == 0 {
				continue
			}
			key, err := parseKey(fields)
			if err != nil {
				return nil, fmt.Errorf("%w: line %d %w", ErrKey, i+1, err)
			}
			if !slices.Contains(keys.IDs(), key.ID()) {
				keys = append(keys, key)
			}
		}
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%w: there is no key in it; make one with: shebao cards key", ErrKey)
	}
	return keys, nil
}

// parseKey never puts what it was given into its errors.
func parseKey(fields []string) (Key, error) {
	digits := fields[len(fields)-1]
	if len(fields) > 2 {
		return Key{}, errors.New("has more than an id and a key; bring back the file from its copy")
	}
	if len(digits) != 2*keySize {
		return Key{}, fmt.Errorf("has %d characters where a key has %d; bring back the file from its copy", len(digits), 2*keySize)
	}
	secret, err := hex.DecodeString(digits)
	if err != nil {
		return Key{}, errors.New("is garbled: a key is written in hexadecimal digits; bring back the file from its copy")
	}
	if bytes.Count(secret, secret[:1]) == keySize {
		return Key{}, errors.New("is no secret: all its bytes are equal; make one with: shebao cards key")
	}
	key := newKey(secret)
	if len(fields) == 2 && fields[0] != key.ID() {
		return Key{}, errors.New("is garbled: the key does not fit its id; bring back the file from its copy")
	}
	return key, nil
}

// line is the key as ParseKeys reads it.
func (k Key) line() string { return k.ID() + " " + hex.EncodeToString(k.secret()) + "\n" }

// Digests are those of the pair under every key, for [Store.Get].
func (k Keys) Digests(p Pair) []Digest {
	id, number := p.numbers()
	digests := make([]Digest, len(k))
	for i, key := range k {
		d := key.digester()
		digests[i] = d.digest(labelPair, id, number)
		key.release(d)
	}
	return digests
}

// limitKeys are what the limits know of a pair: one name for the identity and
// one for the attempt. They are made under a label of their own, so that they
// say nothing about what a store holds.
func (k Keys) limitKeys(p Pair) (identity, attempt string) {
	id, number := p.numbers()
	identity = string(k[0].digest(labelLimit, "identity\x00", id))
	attempt = string(k[0].digest(labelLimit, "attempt\x00", id, number))
	return identity, attempt
}

// digester digests under one key. It is not safe for concurrent use.
type digester struct {
	mac  hash.Hash
	text []byte
}

// pair digests normalised numbers. The identity number has always 18
// characters, so that the text can be taken apart in one way only.
func (d *digester) pair(id, number []byte) Digest {
	d.text = append(append(append(d.text[:0], labelPair...), id...), number...)
	return d.sum()
}

// digest digests what is in the parts, one after the other.
func (d *digester) digest(parts ...string) Digest {
	d.text = d.text[:0]
	for _, part := range parts {
		d.text = append(d.text, part...)
	}
	return d.sum()
}

func (d *digester) sum() (out Digest) {
	d.mac.Reset()
	d.mac.Write(d.text)
	d.mac.Sum(out[:0])
	return out
}
