package generator

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"shebao/generator/scaffold"
)

// warningsOf builds a site on a day and gives what it warns of.
func warningsOf(t *testing.T, content fstest.MapFS, now time.Time, cache *Cache) []string {
	t.Helper()
	o := testOptions(t, content, filepath.Join(t.TempDir(), "public"))
	o.Now, o.Cache = now, cache
	r, err := Build(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return messages(r.Warnings)
}

func TestADayOfCheckingThatIsStillToComeIsAWarning(t *testing.T) {
	site := edited(smallSite(), map[string]string{
		"en/guides/new.md": "---\ntitle: New\nreviewed: 2026-11-24\nreview_by: 2030-01-01\nsources:\n  - {title: 法, \"accessed\": '2026-11-25'}\n  - title: B\n    accessed:\n      2026-11-26\n---\n",
		"facts.yaml":       string(smallSite()["facts.yaml"].Data) + "new: {kind: period, value: 5 days, checked: 2026-11-25}\n",
	})
	day := func(d, hour int, zone *time.Location) time.Time { return time.Date(2026, 11, d, hour, 0, 0, 0, zone) }
	still := func(days ...string) (want []string) {
		line := strings.Count(string(site["facts.yaml"].Data), "\n")
		for _, d := range days {
			switch d {
			case "reviewed":
				want = append(want, "en/guides/new.md:3:11: reviewed: 2026-11-24 is still to come: write the day on which it was done")
			case "accessed":
				want = append(want, "en/guides/new.md:6:29: accessed: 2026-11-25 is still to come: write the day on which it was done")
			case "checked":
				want = append(want, "facts.yaml:"+strconv.Itoa(line)+":45: checked: 2026-11-25 is still to come: write the day on which it was done")
			}
		}
		return want
	}
	for _, c := range []struct {
		name string
		now  time.Time
		want []string
	}{
		{"two days before the first of them", day(22, 12, time.UTC), still("reviewed", "accessed", "checked")},
		{"on the eve, as it may be the day already elsewhere", day(24, 0, time.UTC), nil},
		{"the day is that of the machine's own zone", day(23, 23, time.FixedZone("west", -12*3600)), still("accessed", "checked")},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, w := range warningsOf(t, site, c.now, nil) {
				if strings.Contains(w, "2026-11-2") {
					got = append(got, w)
				}
			}
			equal(t, "warnings", got, c.want)
		})
	}
	t.Run("a day that is not written behind its key is told with the page", func(t *testing.T) {
		odd := edited(smallSite(), map[string]string{"en/about.md": "---\ntitle: x\nreviewed:\n  2031-01-01\n---\n"})
		equal(t, "warnings", warningsOf(t, odd, day(22, 0, time.UTC), nil), []string{
			"en/about.md:1: a day on which the page was checked is still to come: write the day on which it was done",
		})
	})
}

func TestDaysOfFactsOnOneLineAreToldOnce(t *testing.T) {
	site := edited(smallSite(), map[string]string{"facts.yaml": "{phone: {value: \"12333\", checked: 2031-01-01}, fine: {value: y, checked: 2032-01-01}}\n"})
	equal(t, "warnings", warningsOf(t, site, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), nil), []string{
		"facts.yaml:1:35: checked: 2031-01-01 is still to come: write the day on which it was done",
		"facts.yaml:1:74: checked: 2032-01-01 is still to come: write the day on which it was done",
	})
}

func TestAPublishedPlaceholderIsAWarningInEveryBuild(t *testing.T) {
	var lines []string
	for line := range scaffold.Placeholders() {
		if strings.HasPrefix(line, "1. The") {
			lines = append(lines, line)
		}
	}
	if len(lines) != 1 {
		t.Fatalf("a new guide has %q", lines)
	}
	site := edited(smallSite(), map[string]string{"en/about.md": "---\ntitle: x\n---\n\n" + lines[0] + "\n"})
	want := []string{"en/about.md:5:1: “1. The first step.” is what a new page begins with: write your own, or take the line out"}
	cache := &Cache{}
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	equal(t, "warnings", warningsOf(t, site, now, cache), want)
	equal(t, "warnings of the next build", warningsOf(t, site, now, cache), want)
	site["en/guides/report.md"] = &fstest.MapFile{Data: append(site["en/guides/report.md"].Data, "\nMore.\n"...)}
	equal(t, "warnings of a build that keeps the page", warningsOf(t, site, now, cache), want)
}
