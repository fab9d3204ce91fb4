package sqlite_test

import (
	"bytes"
	"context"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shebao/server/card"
	"shebao/server/card/sqlite"
)

var flips = flag.Int("flips", 400, "how many single bits of the store are flipped, one at a time")

// A damaged file is refused when it is opened, or a lookup is right, or it says
// that it cannot answer. What it never says is "no such card" of a card that
// was imported, or another status.
func TestDamageIsNeverTakenForAMissingCard(t *testing.T) {
	const cards = 3000 // some thirty blocks and their index
	path, keys := newStore(t, cards)
	good := readFile(t, path)
	random := rand.New(rand.NewPCG(1, 2))
	noise := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		return b
	}
	damaged := filepath.Join(t.TempDir(), "cards.db")
	check := func(t *testing.T, what string, data []byte) (refused bool) {
		t.Helper()
		for _, suffix := range []string{"-wal", "-shm"} {
			_ = os.Remove(damaged + suffix)
		}
		writeFile(t, damaged, data)
		return checkAnswers(t, what, damaged, keys, cards, random)
	}

	t.Run("garbage over a part", func(t *testing.T) {
		for at := 0; at < len(good); at += 4096 {
			data := bytes.Clone(good)
			copy(data[at:], noise(min(8192, len(data)-at)))
			check(t, "garbage", data)
		}
	})
	t.Run("a part moved over another", func(t *testing.T) {
		for range 60 {
			from, to := random.IntN(len(good)/4096), random.IntN(len(good)/4096)
			data := bytes.Clone(good)
			copy(data[to*4096:], good[from*4096:(from+1)*4096])
			check(t, "a page in another's place", data)
		}
	})
	t.Run("cut", func(t *testing.T) {
		check(t, "cut by a byte", good[:len(good)-1])
		for _, size := range []int{0, 1, 50, 100, 4096, len(good) / 2, len(good) - 4096} {
			if !check(t, "cut", good[:size]) {
				t.Errorf("a file cut to %d of %d bytes is opened", size, len(good))
			}
		}
	})
	t.Run("garbage alone", func(t *testing.T) {
		if !check(t, "garbage", noise(len(good))) {
			t.Error("it is opened")
		}
	})
	t.Run("single bits", func(t *testing.T) {
		for range *flips {
			data := bytes.Clone(good)
			bit := random.IntN(8 * len(data))
			data[bit/8] ^= 1 << (bit % 8)
			check(t, "a flipped bit", data)
		}
	})
	t.Run("garbage for a write-ahead log and its index", func(t *testing.T) {
		for _, size := range []int{0, 1, 32, 8192} {
			writeFile(t, damaged, good)
			writeFile(t, damaged+"-wal", noise(size))
			writeFile(t, damaged+"-shm", noise(size))
			checkAnswers(t, "garbage beside it", damaged, keys, cards, random)
		}
	})
}

// checkAnswers opens a store and looks some cards up, in it and not in it.
func checkAnswers(t *testing.T, what, path string, keys card.Keys, cards int, random *rand.Rand) (refused bool) {
	t.Helper()
	// The check of all pages is left out: it would hide what lookups let pass.
	db, err := sqlite.Open(context.Background(), path, keys, sqlite.Options{CheckTime: -1})
	if err != nil {
		if !strings.Contains(err.Error(), path) {
			t.Errorf("%s: refused without naming the file: %v", what, err)
		}
		return true
	}
	defer func() { _ = db.Close() }()
	for range 60 {
		i := random.IntN(2 * cards)
		want := "active 2026-01-01"
		if i >= cards {
			want = card.ErrNotFound.Error()
		}
		if got := history(t, db, keys, i); got != want && got != "unavailable" {
			t.Errorf("%s: a lookup says %q, want %q or that it cannot answer", what, got, want)
		}
	}
	if stats, err := db.Stats(context.Background()); err == nil && (stats.Total != int64(cards) || stats.Cards[card.Active] != int64(cards)) {
		t.Errorf("%s: the statistics count %d cards, want %d", what, stats.Total, cards)
	}
	return false
}

func TestAnImportIntoADamagedStoreIsRefused(t *testing.T) {
	path, keys := newStore(t, 3000)
	data := readFile(t, path)
	for at := 8192; at < len(data); at += 4096 {
		data[at+2000] ^= 1
	}
	writeFile(t, path, data)
	before := readFile(t, path)
	_, err := importFile(t.Context(), path, keys, fileOf(0, 3000, "cancelled,2026-02-02"))
	if err == nil || !strings.Contains(err.Error(), card.ErrDamaged.Error()) {
		t.Errorf("got %v, want ErrDamaged", err)
	}
	if !bytes.Equal(before, readFile(t, path)) {
		t.Error("the file was changed")
	}
}
