package generator

import (
	"slices"
	"time"
)

// Stage is a part of a build and how long it took.
type Stage struct {
	Name string
	Took time.Duration

	// Within are parts that ran side by side: together they took longer than the
	// stage.
	Within []Part
}

// Part is a part of a stage and how long all workers together took for it.
type Part struct {
	Name string
	Took time.Duration
}

// watch measures one stage after the other.
type watch struct {
	last   time.Time
	stages []Stage
}

// mark ends a stage, which began where the last one ended.
func (w *watch) mark(name string, within ...Part) {
	now := time.Now()
	w.stages = append(w.stages, Stage{name, now.Sub(w.last), within})
	w.last = now
}

// spent is what one worker has spent its time on, part by part.
type spent struct {
	last  time.Time
	parts []Part
}

// begin starts a part without counting what was before.
func (s *spent) begin() { s.last = time.Now() }

// end adds the time since the last call to a part.
func (s *spent) end(name string) {
	now := time.Now()
	took := now.Sub(s.last)
	s.last = now
	for i := range s.parts {
		if s.parts[i].Name == name {
			s.parts[i].Took += took
			return
		}
	}
	s.parts = append(s.parts, Part{Name: name, Took: took})
}

// together adds up what several workers have spent.
func together(workers []worker) []Part {
	var sum []Part
	for _, w := range workers {
		for _, part := range w.spent.parts {
			i := slices.IndexFunc(sum, func(s Part) bool { return s.Name == part.Name })
			if i < 0 {
				sum = append(sum, part)
				continue
			}
			sum[i].Took += part.Took
		}
	}
	return sum
}
