package postgres_test

import (
	"context"
	"flag"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"shebao/server/card"
	"shebao/server/card/cardtest"
	"shebao/server/card/postgres"
)

var rows = flag.Int("rows", 1_000_000, "how many rows the benchmarks import")

// BenchmarkImport imports a file into an empty store, and lets PostgreSQL copy
// the same file into a table whose key is as long.
func BenchmarkImport(b *testing.B) {
	csv := cardtest.CSVFile(b, *rows)
	cluster := sharedCluster(b)
	open := func() *os.File {
		f, err := os.Open(csv)
		if err != nil {
			b.Fatal(err)
		}
		return f
	}
	report := func(b *testing.B) { b.ReportMetric(float64(*rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s") }

	b.Run("shebao", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			url, keys, file := cluster.Database(b), card.Keys{card.NewKey()}, open()
			b.StartTimer()
			db, err := postgres.Create(context.Background(), url, keys, postgres.Options{})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := card.Import(context.Background(), file, card.ImportOptions{Keys: keys, Store: db, TempDir: b.TempDir()}); err != nil {
				b.Fatal(err)
			}
			_, _ = db.Close(), file.Close()
		}
		report(b)
	})
	b.Run("bare-copy", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			url, file := cluster.Database(b), open()
			cluster.Exec(b, url, "CREATE TABLE card (id_number text, card_number text, status text, changed_at text, PRIMARY KEY (id_number, card_number))")
			b.StartTimer()
			conn, err := pgx.Connect(context.Background(), url)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := conn.PgConn().CopyFrom(context.Background(), file, "COPY card FROM STDIN CSV HEADER"); err != nil {
				b.Fatal(err)
			}
			_, _ = conn.Close(context.Background()), file.Close()
		}
		report(b)
	})
}
