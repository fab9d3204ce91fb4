package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
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
// which shares the processors with the server.
func BenchmarkLookupOverHTTP(b *testing.B) {
	address := serveCards(b, *benchmarkCards)
	var pages, lookups float64 // a second
	page := fmt.Appendf(nil, "GET /zh/guides/report-loss/ HTTP/1.1\r\nHost: %s\r\n\r\n", address)
	b.Run("page", func(b *testing.B) {
		pages = askInParallel(b, address, func([]byte, int) []byte { return page })
	})
	lookUp := func(space []byte, n int) []byte {
		id, number := cardtest.Numbers(n * 7919 % *benchmarkCards)
		const body = `{"id_number":%q,"card_number":%q}`
		return fmt.Appendf(space, "POST /api/v1/card-status HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"+body,
			address, len(body)-len("%q%q")+len(id)+len(number)+4, id, number)
	}
	b.Run("lookup", func(b *testing.B) { lookups = askInParallel(b, address, lookUp) })
	at := func(rate float64) func(b *testing.B) {
		return func(b *testing.B) {
			if rate == 0 {
				b.Fatal("run it together with page and lookup, whose rates it halves")
			}
			start, pace := time.Now(), float64(time.Second)/rate
			askInParallel(b, address, lookUp, func(n int) { time.Sleep(time.Until(start.Add(time.Duration(float64(n) * pace)))) })
		}
	}
	b.Run("lookup-at-half-the-rate", at(lookups/2))
	b.Run("lookup-at-half-of-a-third-of-the-pages", at(pages/6))
}

// askInParallel keeps the connections busy with requests, which are written into
// the space that is given for them. It returns the rate, and reports it with how
// the answers' times are spread. Each question waits for its turn, if there are
// turns.
func askInParallel(b *testing.B, address string, request func(space []byte, n int) []byte, turns ...func(n int)) (rate float64) {
	var n atomic.Int64
	var mu sync.Mutex
	times := make([]time.Duration, 0, b.N)
	b.SetParallelism(max(1, *benchmarkConnections/runtime.GOMAXPROCS(0)))
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			b.Error(err)
			return
		}
		defer conn.Close()
		answers, mine, space := bufio.NewReaderSize(conn, 32<<10), make([]time.Duration, 0, b.N / *benchmarkConnections + 1), []byte(nil)
		for pb.Next() {
			n := int(n.Add(1))
			space = request(space[:0], n)
			for _, wait := range turns {
				wait(n)
			}
			start := time.Now()
			if err := exchange(conn, answers, space); err != nil {
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

// exchange sends a request and reads to the end of its answer. net/http's client
// would take more time than the server, and leave it more to collect than all
// its answers.
func exchange(conn net.Conn, answers *bufio.Reader, request []byte) error {
	if _, err := conn.Write(request); err != nil {
		return err
	}
	for length := 0; ; {
		line, err := answers.ReadSlice('\n')
		if err != nil {
			return err
		}
		name, value, _ := bytes.Cut(bytes.TrimSpace(line), []byte(" "))
		switch {
		case len(name) == 0: // the header's end
			_, err = answers.Discard(length)
			return err
		case string(name) == "HTTP/1.1" && string(value) != "200 OK":
			return fmt.Errorf("the answer is %s", value)
		case string(name) == "Content-Length:":
			if length, err = strconv.Atoi(string(value)); err != nil {
				return err
			}
		}
	}
}

// serveCards builds the embedded site, imports that many cards and serves both
// at the address that it returns.
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
	return listener.Addr().String()
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
