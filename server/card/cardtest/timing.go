package cardtest

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// MannWhitney is the probability that two samples which differ as much as these
// come from one distribution: the two-sided U test, with the normal
// approximation and the correction for ties. Samples should have at least twenty
// values.
func MannWhitney(a, b []time.Duration) float64 {
	type value struct {
		d  time.Duration
		of int
	}
	all := make([]value, 0, len(a)+len(b))
	for _, d := range a {
		all = append(all, value{d: d})
	}
	for _, d := range b {
		all = append(all, value{d: d, of: 1})
	}
	slices.SortFunc(all, func(x, y value) int { return cmp.Compare(x.d, y.d) })
	var sumA, ties float64
	for start := 0; start < len(all); {
		end := start
		for end < len(all) && all[end].d == all[start].d {
			end++
		}
		rank := float64(start+end+1) / 2 // of each of these equal ones, from 1
		for _, v := range all[start:end] {
			if v.of == 0 {
				sumA += rank
			}
		}
		n := float64(end - start)
		ties += n*n*n - n
		start = end
	}
	na, nb := float64(len(a)), float64(len(b))
	n := na + nb
	u := sumA - na*(na+1)/2
	deviation := math.Sqrt(na * nb / 12 * (n + 1 - ties/(n*(n-1))))
	if deviation == 0 {
		return 1
	}
	return math.Erfc(math.Abs(u-na*nb/2) / deviation / math.Sqrt2)
}

// SameTime reports whether who measures these times could tell which is which.
// A difference of the medians within 3 percent, or 15 microseconds, is what the
// machine does to equal work.
func SameTime(a, b []time.Duration) error {
	p := MannWhitney(a, b)
	ma, mb := median(a), median(b)
	apart := (ma - mb).Abs()
	if p >= 0.001 || apart <= 15*time.Microsecond || float64(apart) <= 0.03*float64(min(ma, mb)) {
		return nil
	}
	return fmt.Errorf("medians of %v and %v, Mann-Whitney p = %.2g", ma, mb, p)
}

func median(d []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(d))
	return sorted[len(sorted)/2]
}
