package sqlite

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"time"

	"shebao/server/card"
)

// The digests are one long line of 256-bit numbers. A block holds the cards of
// one stretch of it: those whose digests begin with 64 bits from first up to,
// and without, end. The blocks of a store follow each other without a gap, so
// that the block that should hold a card also proves that the card is not
// there.
//
// As bytes:
//
//	end       8 bytes, big endian; 0 for the end of the line
//	cards     in the order of their digests
//	checksum  4 bytes, CRC-32C of first, end and cards
//
// and each card:
//
//	digest    32 bytes
//	key       1 byte, card_key.number
//	events    how many (uvarint), then in their order
//
// and each event: one byte of status (card.Status.Order) and flags, then the
// moment (varint) in the coarsest unit that holds it.
type block struct {
	first, end uint64
	cards      []record
}

// record is one card.
type record struct {
	digest card.Digest
	key    byte
	events []card.Event
}

const (
	flagDay    = 0x10 // the unit is a day; the moment is known by its date alone
	flagMicros = 0x20 // the unit is a microsecond; otherwise a second
	maskStatus = 0x0f

	daySeconds  = 24 * 60 * 60
	chinaOffset = 8 * 60 * 60

	headSize, tailSize = 8, 4

	// blockSize is the most that a block with several cards holds. With what
	// SQLite adds, 17 bytes to each and 8 to a page, four of them fill a page of
	// 4096 bytes. Larger ones cost lookups more to copy, check and collect,
	// smaller ones take more room.
	blockSize = 1000
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// prefix is the place of a digest on the line.
func prefix(d card.Digest) uint64 { return binary.BigEndian.Uint64(d[:8]) }

// rowID is the key of the block that begins at first: SQLite's integers have a
// sign.
func rowID(first uint64) int64 { return int64(first ^ 1<<63) }

func firstOf(rowID int64) uint64 { return uint64(rowID) ^ 1<<63 }

func checksum(first uint64, data []byte) uint32 {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], first)
	return crc32.Update(crc32.Checksum(b[:], castagnoli), castagnoli, data)
}

// seal makes a block's bytes from those of its cards.
func seal(first, end uint64, cards []byte) []byte {
	data := make([]byte, headSize, headSize+len(cards)+tailSize)
	binary.BigEndian.PutUint64(data, end)
	data = append(data, cards...)
	return binary.BigEndian.AppendUint32(data, checksum(first, data))
}

var errBlock = errors.New("a block of cards does not fit its checksum")

// unseal checks a block's bytes and returns those of its cards.
func unseal(first uint64, data []byte) (end uint64, cards []byte, err error) {
	if len(data) < headSize+tailSize {
		return 0, nil, errBlock
	}
	body := data[:len(data)-tailSize]
	if checksum(first, body) != binary.BigEndian.Uint32(data[len(body):]) {
		return 0, nil, errBlock
	}
	end = binary.BigEndian.Uint64(body)
	if end != 0 && end <= first {
		return 0, nil, errBlock
	}
	return end, body[headSize:], nil
}

// covers reports whether the stretch from first to end has the digest.
func covers(first, end uint64, d card.Digest) bool {
	p := prefix(d)
	return first <= p && (end == 0 || p < end)
}

// find returns the events of one card among the cards of a block, nil if it is
// not there. It walks over the cards before it, two dozen at most.
func find(cards []byte, digest card.Digest) ([]card.Event, error) {
	for len(cards) > 0 {
		size, err := recordSize(cards)
		if err != nil {
			return nil, err
		}
		switch bytes.Compare(cards[:len(digest)], digest[:]) {
		case 0:
			rec, err := decodeRecord(cards[:size])
			return rec.events, err
		case 1:
			return nil, nil
		}
		cards = cards[size:]
	}
	return nil, nil
}

// decodeCards takes a block's cards apart.
func decodeCards(cards []byte) ([]record, error) {
	var records []record
	for len(cards) > 0 {
		size, err := recordSize(cards)
		if err != nil {
			return nil, err
		}
		rec, err := decodeRecord(cards[:size])
		if err != nil {
			return nil, err
		}
		records = append(records, rec)
		cards = cards[size:]
	}
	return records, nil
}

// recordSize is the length of the first record.
func recordSize(cards []byte) (int, error) {
	const fixed = len(card.Digest{}) + 1
	if len(cards) <= fixed {
		return 0, errBlock
	}
	count, n := binary.Uvarint(cards[fixed:])
	if n <= 0 || count == 0 || count > uint64(len(cards)) {
		return 0, errBlock
	}
	size := fixed + n
	for range count {
		size++ // status and flags
		if size >= len(cards) {
			return 0, errBlock
		}
		_, n := binary.Varint(cards[size:])
		if n <= 0 {
			return 0, errBlock
		}
		size += n
	}
	return size, nil
}

// decodeRecord reads a record that recordSize has measured.
func decodeRecord(b []byte) (record, error) {
	var rec record
	b = b[copy(rec.digest[:], b):]
	rec.key = b[0]
	count, n := binary.Uvarint(b[1:])
	b = b[1+n:]
	rec.events = make([]card.Event, count)
	for i := range rec.events {
		status, ok := card.StatusAt(int(b[0] & maskStatus))
		if !ok {
			return rec, errBlock
		}
		value, n := binary.Varint(b[1:])
		rec.events[i] = card.Event{Status: status, ChangedAt: moment(b[0], value)}
		b = b[1+n:]
	}
	return rec, nil
}

func moment(flags byte, value int64) card.Moment {
	switch {
	case flags&flagDay != 0:
		return card.Moment{Time: time.Unix(value*daySeconds-chinaOffset, 0).In(card.China()), DateOnly: true}
	case flags&flagMicros != 0:
		return card.At(time.UnixMicro(value))
	}
	return card.At(time.Unix(value, 0))
}

// appendRecord writes a record as decodeRecord reads it.
func appendRecord(b []byte, rec record) []byte {
	b = append(b, rec.digest[:]...)
	b = append(b, rec.key)
	b = binary.AppendUvarint(b, uint64(len(rec.events)))
	for _, e := range rec.events {
		b = appendEvent(b, e)
	}
	return b
}

func appendEvent(b []byte, e card.Event) []byte {
	flags := byte(e.Status.Order())
	seconds := e.ChangedAt.Time.Unix()
	micros := e.ChangedAt.Time.Nanosecond() / 1000
	switch {
	case e.ChangedAt.DateOnly:
		return binary.AppendVarint(append(b, flags|flagDay), (seconds+chinaOffset)/daySeconds)
	case micros != 0:
		return binary.AppendVarint(append(b, flags|flagMicros), e.ChangedAt.Time.UnixMicro())
	}
	return binary.AppendVarint(append(b, flags), seconds)
}
