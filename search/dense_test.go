package search

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
)

func TestADenseSetHoldsWhatItsBitmapsDo(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const sections = 3000
	for range 200 {
		want := map[uint32]bool{}
		d, room := make(dense, denseWords(sections)), []uint64(nil)
		for offset := uint32(0); offset < sections-900; offset += 1 + r.Uint32N(900) {
			b := roaring.New()
			for range r.IntN(300) {
				n := r.Uint32N(900)
				if n += offset; !want[n] {
					want[n] = true
					b.Add(n - offset)
				}
			}
			if from := r.Uint32N(800); r.IntN(3) == 0 { // runs are kept in another way
				b.AddRange(uint64(from), uint64(from+90))
				b.RunOptimize()
				for n := from; n < from+90; n++ {
					want[offset+n] = true
				}
			}
			room = d.add(b, offset, room)
		}
		var all []uint32
		for n := range uint32(sections) {
			if d.has(n) != want[n] {
				t.Fatalf("%d is in it: %t", n, d.has(n))
			}
			if want[n] {
				all = append(all, n)
			}
		}
		if got := d.first(nil, sections); !slices.Equal(got, all) {
			t.Fatalf("it holds %v, want %v", got, all)
		}
		if got := d.first(nil, 3); !slices.Equal(got, all[:3]) {
			t.Fatalf("it begins %v, want %v", got, all[:3])
		}
		from := r.Uint32N(sections)
		n, count := r.Uint32N(min(300, sections-from)+1), 0
		for i := from; i < from+n; i++ {
			if want[i] {
				count++
			}
		}
		if got := d.count(from, n); got != count {
			t.Fatalf("%d of %d from %d on, want %d", got, n, from, count)
		}
	}
}

// Of guides of any number of sections, also of more than a word has bits, in one
// segment or several, with a guide gone.
func TestACommonTermCountsTheSameGuideByGuideAsSectionBySection(t *testing.T) {
	dir := t.TempDir()
	guide := func(g, sections int) Guide {
		url := fmt.Sprintf("/en/%d/", g)
		out := Guide{URL: url, Sum: [32]byte{byte(g), byte(g >> 8), 1}}
		for n := range sections {
			text := "other words"
			if (g*31+n*17)%3 > 0 {
				text = "the card is lost"
			}
			out.Sections = append(out.Sections, Document{URL: fmt.Sprintf("%s#%d", url, n), GuideURL: url, Lang: "en", Title: "Title", Text: text})
		}
		return out
	}
	var guides []Guide
	for g := range 60 {
		guides = append(guides, guide(g, []int{1, 5, 63, 64, 65, 130, 2}[g%7]))
	}
	if err := Build(t.Context(), dir+"/1", slices.Values(guides), BuildOptions{}); err != nil {
		t.Fatal(err)
	}
	earlier, err := OpenEarlier(dir + "/1")
	if err != nil {
		t.Fatal(err)
	}
	changed := append(slices.Delete(slices.Clone(guides), 3, 4), guide(100, 3))
	if err := Build(t.Context(), dir+"/2", slices.Values(changed), BuildOptions{Earlier: earlier}); err != nil {
		t.Fatal(err)
	}
	earlier.Close()
	for _, name := range []string{"/1", "/2"} {
		ix, err := Open(dir + name)
		if err != nil {
			t.Fatal(err)
		}
		defer ix.Close()
		if parts := len(ix.store.segments); name == "/2" && parts < 2 {
			t.Fatalf("the second index has %d segment", parts)
		}
		s, err := ix.borrow()
		if err != nil {
			t.Fatal(err)
		}
		n, err := s.find(textField, []byte("card"))
		if err != nil || n < commonMost || !s.isDense(n) {
			t.Fatalf("%d sections have the term, which is not common, %v", n, err)
		}
		d, err := s.gatherDense(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		s.hitsDense(textField, d, 0.7)
		s.hitsDense(textField, d, 0.6)
		byGuide, met := slices.Clone(s.guide), slices.Sorted(slices.Values(s.guides))
		clear(s.guide)
		s.guides = s.guides[:0]
		if err := s.gather(t.Context(), n); err != nil {
			t.Fatal(err)
		}
		s.hits(textField, 0.7)
		s.hits(textField, 0.6)
		if want := slices.Sorted(slices.Values(s.guides)); !slices.Equal(met, want) {
			t.Errorf("guides %v, want %v", met, want)
		}
		for _, g := range s.guides {
			got, want := byGuide[g], s.guide[g]
			if got.heaviest != want.heaviest || math.Abs(float64(got.tf/want.tf-1)) > 1e-5 {
				t.Errorf("guide %d: %v, want %v", g, got, want)
			}
		}
	}
}
