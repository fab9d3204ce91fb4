package cardtest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"shebao/server/card"
)

// Numbers invents the numbers of the i-th card. They pass every check and are
// nobody's: the holders would be born from the year 2200 on.
func Numbers(i int) (idNumber, cardNumber string) {
	day := time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i/1000)
	digits := fmt.Sprintf("310101%s%03d", day.Format("20060102"), i%1000)
	return digits + checkCharacter(digits), fmt.Sprintf("T%08d", i)
}

// checkCharacter is written after the standard's own table of weights, not as
// package card has it.
func checkCharacter(digits string) string {
	weights := [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(digits[i]-'0')
	}
	return string("10X98765432"[sum%11])
}

// CSVFile makes the file that [WriteCSV] writes, for a benchmark.
func CSVFile(b *testing.B, rows int) (path string) {
	b.Helper()
	path = filepath.Join(b.TempDir(), "cards.csv")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	if err := errors.Join(WriteCSV(f, rows, 1), f.Close()); err != nil {
		b.Fatal(err)
	}
	return path
}

// WriteCSV writes an issuer's file with that many rows, each of another card,
// in no order. The same seed gives the same file.
func WriteCSV(w io.Writer, rows int, seed uint64) error {
	random := rand.New(rand.NewPCG(seed, 0))
	statuses := card.Statuses()
	first := time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC)
	out := bufio.NewWriterSize(w, 1<<20)
	fmt.Fprintln(out, card.Header)
	for _, i := range random.Perm(rows) {
		id, number := Numbers(i)
		day := first.AddDate(0, 0, random.IntN(4000))
		fmt.Fprintf(out, "%s,%s,%s,%s\n", id, number, statuses[random.IntN(len(statuses))], day.Format(time.DateOnly))
	}
	return out.Flush()
}
