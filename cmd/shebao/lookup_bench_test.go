package main

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shebao/server/card/cardtest"
)

var (
	benchmarkCards       = flag.Int("cards", 100_000, "how many cards benchmarks of lookups import; for the figures in the README 5000000")
	benchmarkConnections = flag.Int("connections", 32, "over how many connections BenchmarkLookupOverHTTP asks")
	benchmarkUnder       = flag.String("under", "", "a command that the server is started by, such as 'taskset -c 0'")
	benchmarkFolder      = flag.String("folder", "", "where site and cards are kept from one run to the next (default: they are made anew)")
)

// BenchmarkLookupOverHTTP asks 'shebao serve', in a process of its own and over
// loopback, for a static page and for card status in turn. What counts is the
// ratio of the two rates. Log and limits are those that an operator has: each
// question comes from another address, by way of a proxy that the server trusts,
// so that the table of addresses is full, and its limit lets everybody through.
//
// Then it looks cards up at half the rate that lookups reached, and at half of
// what they have to reach, a third of the rate of pages. Questions come at
// even times, whether or not those before are answered. Times are from the
// question's sending to the end of the answer; they hold what the client takes,
// which shares the processors with the server unless each is given its own:
//
//	go test -c -o bench ./cmd/shebao && cd cmd/shebao
//	taskset -c 1 ../../bench -test.run '^$' -test.bench LookupOverHTTP -under 'taskset -c 0'
func BenchmarkLookupOverHTTP(b *testing.B) {
	address := serveCards(b)
	var pages, lookups float64 // a second
	page := func(space []byte, n int) []byte {
		return fmt.Appendf(space, "GET /zh/guides/report-loss/ HTTP/1.1\r\nHost: %s\r\nX-Forwarded-For: %s\r\n\r\n", address, visitor(n))
	}
	b.Run("page", func(b *testing.B) { pages = askInParallel(b, address, page) })
	lookUp := func(space []byte, n int) []byte {
		card := n * 7919 % *benchmarkCards
		return appendLookup(space, address, "/api/v1/card-status", n, card, card)
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

// visitor is the address that the n-th question comes from: another one for each
// of sixteen million.
func visitor(n int) string {
	n = n * 40_503 % (1 << 24)
	return fmt.Sprintf("10.%d.%d.%d", n>>16, n>>8&0xff, n&0xff)
}

// appendLookup appends the n-th question, for the card of one number with the
// identity of another, to the API or to a form.
func appendLookup(space []byte, address, path string, n, identity, number int) []byte {
	id, _ := cardtest.Numbers(identity)
	_, card := cardtest.Numbers(number)
	format, mediaType := `{"id_number":"%s","card_number":"%s"}`, "application/json"
	if path != "/api/v1/card-status" {
		format, mediaType = "id_number=%s&card_number=%s", "application/x-www-form-urlencoded"
	}
	space = fmt.Appendf(space, "POST %s HTTP/1.1\r\nHost: %s\r\nX-Forwarded-For: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n",
		path, address, visitor(n), mediaType, len(format)-len("%s%s")+len(id)+len(card))
	return fmt.Appendf(space, format, id, card)
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

// serveCards runs the program as an operator does: it imports that many cards
// and serves them with the embedded site, its log in a file, at the address that
// is returned.
func serveCards(b *testing.B) (address string) {
	b.Helper()
	dir := *benchmarkFolder
	if dir == "" {
		dir = b.TempDir()
	}
	data, cards := filepath.Join(dir, "data"), filepath.Join(dir, fmt.Sprintf("cards%d.db", *benchmarkCards))
	if _, err := os.Stat(cards); errors.Is(err, fs.ErrNotExist) {
		if err := importGenerated(dir, data, cards); err != nil {
			b.Fatal(err)
		}
	}
	return serveAtRest(b, *benchmarkUnder, dir, "--trust-proxy", "127.0.0.1",
		"--public", filepath.Join(dir, "public"), "--data", data, "--cards", "sqlite:"+cards)
}

// importGenerated makes a store of invented cards.
func importGenerated(dir, data, cards string) (err error) {
	name := filepath.Join(dir, "cards.csv")
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer os.Remove(name)
	if err := errors.Join(cardtest.WriteCSV(file, *benchmarkCards, 1), file.Close()); err != nil {
		return err
	}
	if said, err := exec.Command("shebao", "cards", "import", name, "--data", data, "--cards", "sqlite:"+cards).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, said)
	}
	return nil
}
