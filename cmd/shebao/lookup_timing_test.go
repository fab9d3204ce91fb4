package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"shebao/server/card/cardtest"
)

// BenchmarkNotFoundOverHTTP asks 'shebao serve' through every door for cards that
// it does not have: with an unknown identity, with an unknown card, and with
// another child's card, in turn and each time in another order. It reports the
// three medians, and for each two the p of a Mann-Whitney test: where it is small,
// who measures could tell them apart. Answers have to be equal byte for byte, in
// all but the date.
//
//	go test ./cmd/shebao -run '^$' -bench NotFoundOverHTTP -benchtime 5000x
func BenchmarkNotFoundOverHTTP(b *testing.B) {
	address := serveCards(b)
	for name, path := range map[string]string{"api": "/api/v1/card-status", "zh": "/zh/status/", "en": "/en/status/"} {
		b.Run(name, func(b *testing.B) { tellApart(b, address, path) })
	}
}

func tellApart(b *testing.B, address, path string) {
	known := *benchmarkCards
	cases := []struct {
		name             string
		identity, number func(n int) int
	}{
		{"identity", func(n int) int { return known + n }, func(n int) int { return n % known }},
		{"card", func(n int) int { return n % known }, func(n int) int { return known + n }},
		{"pair", func(n int) int { return n % known }, func(n int) int { return (n + 1) % known }},
	}
	conn, err := net.Dial("tcp", address)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	answers := bufio.NewReaderSize(conn, 64<<10)
	var first string
	took := make([][]time.Duration, len(cases))
	b.ResetTimer()
	for n := range b.N {
		for i, c := range rand.Perm(len(cases)) {
			request := appendLookup(nil, address, path, n*len(cases)+i, cases[c].identity(n), cases[c].number(n))
			start := time.Now()
			if _, err := conn.Write(request); err != nil {
				b.Fatal(err)
			}
			answer, err := readNotFound(answers)
			took[c] = append(took[c], time.Since(start))
			if err != nil {
				b.Fatalf("unknown %s: %v", cases[c].name, err)
			}
			if first == "" {
				first = answer
			}
			if answer != first {
				b.Fatalf("unknown %s has an answer of its own:\n%s\n\nand not\n%s", cases[c].name, answer, first)
			}
		}
	}
	for c, one := range cases {
		b.ReportMetric(float64(median(took[c]).Nanoseconds())/1000, one.name+"-µs")
		for o, other := range cases[:c] {
			b.ReportMetric(cardtest.MannWhitney(took[o], took[c]), "p-"+other.name+"/"+one.name)
		}
	}
}

// readNotFound reads an answer that says so, and gives all of it but its date.
func readNotFound(answers *bufio.Reader) (string, error) {
	var text strings.Builder
	for length := 0; ; {
		line, err := answers.ReadString('\n')
		if err != nil {
			return "", err
		}
		if text.Len() == 0 && line != "HTTP/1.1 404 Not Found\r\n" {
			return "", fmt.Errorf("the answer is %q", line)
		}
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch name {
		case "Date":
			continue
		case "Content-Length":
			if length, err = strconv.Atoi(value); err != nil {
				return "", err
			}
		case "": // the header's end
			_, err = io.CopyN(&text, answers, int64(length))
			return text.String(), err
		}
		text.WriteString(line)
	}
}

func median(d []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(d))[len(d)/2]
}
