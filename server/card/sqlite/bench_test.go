package sqlite_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"shebao/server/card"
	"shebao/server/card/cardtest"
	"shebao/server/card/sqlite"
)

var rows = flag.Int("rows", 1_000_000, "how many rows the benchmarks import")

// BenchmarkImport imports a file into an empty store, in a process of its own,
// and lets SQLite's own shell import the same file into a table whose key is the
// two numbers, 27 bytes, where ours has 32. The difference: ours checks, digests
// and sorts.
func BenchmarkImport(b *testing.B) {
	csv := cardtest.CSVFile(b, *rows)
	report := func(b *testing.B, command *exec.Cmd) {
		b.ReportMetric(float64(*rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		if usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage); ok {
			b.ReportMetric(float64(usage.Maxrss)/1024, "MiB-peak")
		}
	}
	b.Run("shebao", func(b *testing.B) {
		keyFile, _ := newKeyFile(b)
		var command *exec.Cmd
		for i := 0; b.Loop(); i++ {
			command = importInChild(b, filepath.Join(b.TempDir(), fmt.Sprint("cards", i, ".db")), keyFile, csv)
			if err := command.Wait(); err != nil {
				b.Fatal(err)
			}
		}
		report(b, command)
	})
	b.Run("sqlite3-shell", func(b *testing.B) {
		if _, err := exec.LookPath("sqlite3"); err != nil {
			b.Skip("sqlite3 is not installed")
		}
		var command *exec.Cmd
		for i := 0; b.Loop(); i++ {
			command = exec.Command("sqlite3", filepath.Join(b.TempDir(), fmt.Sprint("plain", i, ".db")),
				"CREATE TABLE card (id_number TEXT, card_number TEXT, status TEXT, changed_at TEXT, PRIMARY KEY (id_number, card_number)) WITHOUT ROWID",
				".mode csv", ".import --skip 1 "+csv+" card")
			if said, err := command.CombinedOutput(); err != nil {
				b.Fatalf("%v: %s", err, said)
			}
		}
		report(b, command)
	})
}

// BenchmarkGet looks cards up in a store of many, several at a time.
func BenchmarkGet(b *testing.B) {
	path, keys := filepath.Join(b.TempDir(), "cards.db"), card.Keys{card.NewKey()}
	csv, err := os.Open(cardtest.CSVFile(b, *rows))
	if err != nil {
		b.Fatal(err)
	}
	if _, err := importReader(context.Background(), path, keys, csv); err != nil {
		b.Fatal(err)
	}
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			db, err := sqlite.Open(context.Background(), path, keys, sqlite.Options{})
			if err != nil {
				b.Fatal(err)
			}
			_ = db.Close()
		}
	})
	db, err := sqlite.Open(context.Background(), path, keys, sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for name, shift := range map[string]int{"found": 0, "not-found": *rows} {
		b.Run(name, func(b *testing.B) {
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					_, _, err := db.Get(context.Background(), digests(b, keys, shift+rand.IntN(*rows)))
					if (err == nil) != (shift == 0) {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}
