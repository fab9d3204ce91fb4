package cardtest

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

func TestMannWhitney(t *testing.T) {
	ms := func(values ...int) (d []time.Duration) {
		for _, v := range values {
			d = append(d, time.Duration(v)*time.Millisecond)
		}
		return d
	}
	// Worked out by the textbook formula, without the correction for continuity:
	// U against a normal distribution whose variance is corrected for ties.
	for _, c := range []struct {
		name string
		a, b []time.Duration
		want float64
	}{
		{"apart", ms(1, 2, 3, 4, 5), ms(6, 7, 8, 9, 10), 0.009023438818080326},
		{"mixed", ms(1, 4, 5, 8), ms(2, 3, 6, 7), 1},
		{"with ties", ms(1, 2, 2, 3, 3, 3), ms(2, 3, 3, 4, 4, 5), 0.06520651565396934},
		{"all equal", ms(1, 1, 1), ms(1, 1), 1},
	} {
		if got := MannWhitney(c.a, c.b); math.Abs(got-c.want) > 1e-4 {
			t.Errorf("%s: p = %.5f, want %.5f", c.name, got, c.want)
		}
	}
}

func TestSameTime(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	sample := func(middle time.Duration) []time.Duration {
		d := make([]time.Duration, 2000)
		for i := range d {
			d[i] = middle + time.Duration(random.ExpFloat64()*float64(50*time.Microsecond))
		}
		return d
	}
	if err := SameTime(sample(time.Millisecond), sample(time.Millisecond)); err != nil {
		t.Errorf("equal work: %v", err)
	}
	if err := SameTime(sample(time.Millisecond), sample(1100*time.Microsecond)); err == nil {
		t.Error("a tenth of a millisecond is not noticed")
	}
}
