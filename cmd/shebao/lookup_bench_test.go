package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shebao/search"
	"shebao/server"
	"shebao/server/card"
	"shebao/server/card/cardtest"
	"shebao/server/card/sqlite"
)

var (
	benchmarkCards       = flag.Int("cards", 100_000, "how many cards BenchmarkLookupOverHTTP imports; for the figures in the README 5000000")
	benchmarkConnections = flag.Int("connections", 32, "over how many connections it asks")
)

// BenchmarkLookupOverHTTP asks one server, over loopback, for a static page and
// for card status in turn. What counts is the ratio of the two rates; the limits
// of lookups are off, as no single address may ask so often.
//
// Then it looks cards up at half the rate that lookups reached, and at half of
// what they have to reach, a third of the rate of pages. Questions come at
// even times, whether or not those before are answered. Times are from the
// question's sending to the end of the answer; they hold what the client takes,
// which shares the processors, and the collector, with the server.
func BenchmarkLookupOverHTTP(b *testing.B) {
	url := serveCards(b, *benchmarkCards)
	var pages, lookups float64 // a second
	b.Run("page", func(b *testing.B) {
		pages = loadInParallel(b, func(client *http.Client, _ int) error {
			resp, err := client.Get(url + "/zh/guides/report-loss/")
			return drain(resp, err, http.StatusOK)
		})
	})
	lookUp := func(client *http.Client, n int) error {
		id, number := cardtest.Numbers(n * 7919 % *benchmarkCards)
		body := fmt.Appendf(nil, `{"id_number":%q,"card_number":%q}`, id, number)
		resp, err := client.Post(url+"/api/v1/card-status", "application/json", bytes.NewReader(body))
		return drain(resp, err, http.StatusOK)
	}
	b.Run("lookup", func(b *testing.B) { lookups = loadInParallel(b, lookUp) })
	at := func(rate float64) func(b *testing.B) {
		return func(b *testing.B) {
			if rate == 0 {
				b.Fatal("run it together with page and lookup, whose rates it halves")
			}
			start, pace := time.Now(), float64(time.Second)/rate
			loadInParallel(b, lookUp, func(n int) { time.Sleep(time.Until(start.Add(time.Duration(float64(n) * pace)))) })
		}
	}
	b.Run("lookup-at-half-the-rate", at(lookups/2))
	b.Run("lookup-at-half-of-a-third-of-the-pages", at(pages/6))
}

// loadInParallel keeps the connections busy, returns the rate, and reports it
// with how the answers' times are spread. Each question waits for its turn, if
// there are turns.
func loadInParallel(b *testing.B, ask func(client *http.Client, n int) error, turns ...func(n int)) (rate float64) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1000}}
	defer client.CloseIdleConnections()
	var n atomic.Int64
	var mu sync.Mutex
	var times []time.Duration
	b.SetParallelism(max(1, *benchmarkConnections/runtime.GOMAXPROCS(0)))
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		var mine []time.Duration
		for pb.Next() {
			n := int(n.Add(1))
			for _, wait := range turns {
				wait(n)
			}
			start := time.Now()
			if err := ask(client, n); err != nil {
				b.Error(err)
				return
			}
			mine = append(mine, time.Since(start))
		}
		mu.Lock()
		times = append(times, mine...)
		mu.Unlock()
	})
	slices.Sort(times)
	rate = float64(len(times)) / b.Elapsed().Seconds()
	b.ReportMetric(rate, "answers/s")
	for name, part := range map[string]int{"p50-µs": 500, "p90-µs": 900, "p99-µs": 990, "max-µs": 1000} {
		b.ReportMetric(float64(times[(len(times)-1)*part/1000].Microseconds()), name)
	}
	return rate
}

func drain(resp *http.Response, err error, want int) error {
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != want {
		return fmt.Errorf("status %d, want %d", resp.StatusCode, want)
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// serveCards builds the embedded site, imports that many cards and serves both.
func serveCards(b *testing.B, cards int) string {
	b.Helper()
	ctx, dir := context.Background(), b.TempDir()
	b.Cleanup(collectSeldomWhenBusy()) // as serve does
	l := place{public: filepath.Join(dir, "public"), data: filepath.Join(dir, "data")}
	if _, err := l.build(ctx, time.Now()); err != nil {
		b.Fatal(err)
	}
	keys := card.Keys{card.NewKey()}
	store, err := sqlite.Create(ctx, filepath.Join(dir, "cards.db"), keys, sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	if err := importGenerated(ctx, store, keys, dir, cards); err != nil {
		b.Fatal(err)
	}
	lookup, err := card.NewLookup(card.LookupOptions{Store: store, Keys: keys, Addresses: noLimit{}, Attempts: noLimit{}})
	if err != nil {
		b.Fatal(err)
	}
	srv, err := server.New(server.Config{
		Public: l.public, Cards: lookup,
		OpenIndex: func(build string) (server.Searcher, error) { return search.Open(l.index(build)) },
	})
	if err != nil {
		b.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- srv.Serve(ctx, listener) }()
	b.Cleanup(func() {
		stop()
		if err := errors.Join(<-served, srv.Close()); err != nil {
			b.Error(err)
		}
	})
	return "http://" + listener.Addr().String()
}

func importGenerated(ctx context.Context, store card.Importer, keys card.Keys, dir string, cards int) error {
	name := filepath.Join(dir, "cards.csv")
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := cardtest.WriteCSV(file, cards, 1); err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err = card.Import(ctx, file, card.ImportOptions{Keys: keys, Store: store, TempDir: dir, Now: time.Now})
	return err
}

// noLimit lets everybody ask.
type noLimit struct{}

func (noLimit) Allow(context.Context, netip.Addr) (time.Duration, error)   { return 0, nil }
func (noLimit) Try(context.Context, string, string) (time.Duration, error) { return 0, nil }
func (noLimit) Forgive(context.Context, string, string) error              { return nil }
