package sqlite

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"shebao/server/card"
)

// randomRecords are cards in the order of their digests.
func randomRecords(random *rand.Rand, n int) []record {
	records := make([]record, n)
	for i := range records {
		for j := 0; j < 32; j += 8 {
			binary.BigEndian.PutUint64(records[i].digest[j:], random.Uint64())
		}
		records[i].key = byte(1 + random.IntN(3))
		for range 1 + random.IntN(3)*random.IntN(3) {
			e := card.Event{Status: card.Statuses()[random.IntN(7)]}
			switch random.IntN(3) {
			case 0:
				e.ChangedAt = card.Day(1990+random.IntN(110), time.Month(1+random.IntN(12)), 1+random.IntN(28))
			case 1:
				e.ChangedAt = card.At(time.Unix(random.Int64N(4e9), 0))
			case 2:
				e.ChangedAt = card.At(time.UnixMicro(random.Int64N(4e15)))
			}
			records[i].events = append(records[i].events, e)
		}
		records[i].events = card.History(records[i].events)
	}
	slices.SortFunc(records, func(a, b record) int { return slices.Compare(a.digest[:], b.digest[:]) })
	return records
}

func sameRecord(a, b record) bool {
	return a.digest == b.digest && a.key == b.key &&
		slices.EqualFunc(a.events, b.events, func(a, b card.Event) bool { return a.Compare(b) == 0 })
}

// collect gathers the blocks that a writer puts.
type collect map[uint64][]byte

func (c collect) put(first uint64, data []byte) error {
	c[first] = slices.Clone(data)
	return nil
}

// read puts the blocks back together and checks that they follow each other.
func (c collect) read(t *testing.T, first, end uint64) (records []record) {
	t.Helper()
	for count := 0; ; count++ {
		next, cards, err := unseal(first, c[first])
		if err != nil {
			t.Fatalf("a block is missing or broken: %v", err)
		}
		decoded, err := decodeCards(cards)
		if err != nil {
			t.Fatal(err)
		}
		for _, rec := range decoded {
			if !covers(first, next, rec.digest) {
				t.Fatal("a card is in a block that does not cover it")
			}
		}
		if len(decoded) > 1 && len(c[first]) > blockSize {
			t.Errorf("a block with %d cards has %d bytes", len(decoded), len(c[first]))
		}
		records = append(records, decoded...)
		if next == end {
			if count+1 != len(c) {
				t.Errorf("%d blocks were put, %d are needed", len(c), count+1)
			}
			return records
		}
		first = next
	}
}

func TestBlocksHoldEveryCardInOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{0, 1, 2, 90, 100, 150, 200, 1500, 10_000} {
		records := randomRecords(random, n)
		blocks := collect{}
		w := blockWriter{put: blocks.put}
		w.begin(0, 0)
		for _, rec := range records {
			if err := w.add(rec); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.finish(); err != nil {
			t.Fatal(err)
		}
		if got := blocks.read(t, 0, 0); !slices.EqualFunc(got, records, sameRecord) {
			t.Errorf("%d cards come back as %d others", n, len(got))
		}
		small := 0
		for _, data := range blocks {
			if len(data) < blockSize/2-200 {
				small++
			}
		}
		if small > 0 && len(blocks) > 1 {
			t.Errorf("of %d cards %d in %d blocks are less than half full", n, small, len(blocks))
		}
	}
}

func TestCardsThatNoBoundaryPartsAreAllRead(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	records := randomRecords(random, 300)
	for i := range records { // all begin with the same 64 bits
		copy(records[i].digest[:8], "same8888")
	}
	slices.SortFunc(records, func(a, b record) int { return slices.Compare(a.digest[:], b.digest[:]) })
	blocks := collect{}
	w := blockWriter{put: blocks.put}
	for _, first := range []uint64{0, prefix(records[0].digest)} {
		clear(blocks)
		w.begin(first, 0)
		for _, rec := range records {
			if err := w.add(rec); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.finish(); err != nil {
			t.Fatal(err)
		}
		var got []record
		for at := first; ; {
			end, cards, err := unseal(at, blocks[at])
			if err != nil {
				t.Fatal(err)
			}
			decoded, err := decodeCards(cards)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, decoded...)
			if at = end; end == 0 {
				break
			}
		}
		if !slices.EqualFunc(got, records, sameRecord) {
			t.Errorf("%d of %d cards come back", len(got), len(records))
		}
	}
}

func TestACardIsFoundInItsBlock(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 3))
	records := randomRecords(random, 80)
	var cards []byte
	for _, rec := range records {
		cards = appendRecord(cards, rec)
	}
	for _, rec := range records {
		events, err := find(cards, rec.digest)
		if err != nil || !sameRecord(record{rec.digest, rec.key, events}, rec) {
			t.Errorf("a card that is there: %d events, %v", len(events), err)
		}
		rec.digest[31] ^= 1
		if events, err := find(cards, rec.digest); err != nil || events != nil {
			t.Errorf("a card that is not there: %d events, %v", len(events), err)
		}
	}
	if _, err := find(cards[:len(cards)-1], card.Digest{0: 0xff, 1: 0xff}); !errors.Is(err, errBlock) {
		t.Errorf("cards that are cut: %v", err)
	}
}

func FuzzUnseal(f *testing.F) {
	random := rand.New(rand.NewPCG(1, 4))
	var cards []byte
	for _, rec := range randomRecords(random, 5) {
		cards = appendRecord(cards, rec)
	}
	f.Add(uint64(0), seal(0, 0, cards), true)
	f.Add(uint64(5), seal(5, 9, nil), false)
	f.Add(uint64(0), cards, true)
	f.Fuzz(func(t *testing.T, first uint64, data []byte, bless bool) {
		if bless && len(data) >= tailSize { // let it come further than the checksum
			body := data[:len(data)-tailSize]
			data = binary.BigEndian.AppendUint32(slices.Clone(body), checksum(first, body))
		}
		end, cards, err := unseal(first, data)
		if err != nil {
			return
		}
		_, _ = find(cards, card.Digest{0: 0x80})
		records, err := decodeCards(cards)
		if err != nil {
			return
		}
		var again []byte
		for _, rec := range records {
			again = appendRecord(again, rec)
		}
		sealed := seal(first, end, again)
		if _, _, err := unseal(first, sealed); err != nil {
			t.Fatalf("what was read cannot be written and read again: %v", err)
		}
	})
}
