package main

import (
	"fmt"
	"math"

	"github.com/dustin/go-humanize"
)

// parseSize reads an amount of memory: "64MB", "1 GiB", "500000".
func parseSize(text string) (int64, error) {
	n, err := humanize.ParseBytes(text)
	if err != nil || n == 0 || n > math.MaxInt64 {
		return 0, fmt.Errorf("%q: write an amount such as 64MB or 1GiB", text)
	}
	return int64(n), nil
}
