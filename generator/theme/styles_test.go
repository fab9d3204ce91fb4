package theme_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"shebao/generator/theme/sample"
)

// tokens reads the colours of styles/tokens.css: name -> [light, dark].
func tokens(t *testing.T) map[string][2]string {
	t.Helper()
	src, err := os.ReadFile("styles/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	colors := map[string][2]string{}
	for _, m := range regexp.MustCompile(`--([a-z0-9-]+): var\(--light, (#[0-9a-f]+)\) var\(--dark, (#[0-9a-f]+)\);`).FindAllStringSubmatch(string(src), -1) {
		colors[m[1]] = [2]string{m[2], m[3]}
	}
	for _, m := range regexp.MustCompile(`--([a-z0-9-]+): (#[0-9a-f]+);`).FindAllStringSubmatch(string(src), -1) {
		colors[m[1]] = [2]string{m[2], m[2]}
	}
	return colors
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	digits := strings.TrimPrefix(hex, "#")
	if len(digits) == 3 {
		digits = fmt.Sprintf("%c%c%c%c%c%c", digits[0], digits[0], digits[1], digits[1], digits[2], digits[2])
	}
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, err := strconv.ParseUint(digits[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(v) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func TestTextHasEnoughContrast(t *testing.T) {
	colors := tokens(t)
	pairs := []struct {
		ratio      float64
		text, over string // names, separated by spaces
	}{
		{7, "ink ink-soft", "paper raised sunken"},
		{7, "ink", "accent-soft good-soft wait-soft act-soft ended-soft mark"},
		{7, "accent accent-strong", "paper raised"},
		{7, "accent-strong", "accent-soft good-soft wait-soft act-soft"},
		{7, "good", "good-soft"},
		{7, "wait", "wait-soft"},
		{7, "act", "act-soft"},
		{7, "ended", "ended-soft"},
		{7, "paper", "good wait act ended"}, // the status tag
		{7, "wrong", "paper"},
		{7, "on-accent", "accent accent-strong"},
		{7, "on-hero on-hero-soft", "hero"},
		{3, "line-strong", "paper raised"}, // borders of fields
		{3, "focus", "paper raised sunken"},
	}
	for _, p := range pairs {
		for _, text := range strings.Fields(p.text) {
			for _, over := range strings.Fields(p.over) {
				for i, mode := range []string{"light", "dark"} {
					if colors[text][i] == "" || colors[over][i] == "" {
						t.Fatalf("no colour --%s or --%s", text, over)
					}
					a, b := luminance(t, colors[text][i]), luminance(t, colors[over][i])
					if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < p.ratio {
						t.Errorf("%s on %s, %s: %.2f, want %v", text, over, mode, ratio, p.ratio)
					}
				}
			}
		}
	}
}

func TestThemeColor(t *testing.T) {
	head, err := os.ReadFile("components/head/head.html")
	if err != nil {
		t.Fatal(err)
	}
	for i, mode := range []string{"light", "dark"} {
		if want := fmt.Sprintf(`content="%s" media="(prefers-color-scheme: %s)"`, tokens(t)["paper"][i], mode); !strings.Contains(string(head), want) {
			t.Errorf("components/head/head.html has no %s: the browser's bars would differ from the page", want)
		}
	}
}

func TestStyles(t *testing.T) {
	imports := readStyle(t, "site") + readStyle(t, "more")
	files, err := filepath.Glob("*/*.css")
	if err != nil {
		t.Fatal(err)
	}
	parts, err := filepath.Glob("components/*/*.css")
	if err != nil {
		t.Fatal(err)
	}
	defined := regexp.MustCompile(`(--[a-z0-9-]+):`)
	used := regexp.MustCompile(`var\((--[a-z0-9-]+)`)
	names := map[string]bool{}
	var all strings.Builder
	for _, file := range append(files, parts...) {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(src)
		for _, m := range defined.FindAllStringSubmatch(string(src), -1) {
			names[m[1]] = true
		}
		base := filepath.ToSlash(file)
		if n := strings.Count(imports, strings.TrimPrefix(base, "styles/")+`" `); base != "styles/site.css" && base != "styles/more.css" && n != 1 {
			t.Errorf("styles/site.css and styles/more.css import %s %d times", base, n)
		}
		if base != "styles/tokens.css" && regexp.MustCompile(`#[0-9a-f]{3,6}\b`).Match(src) {
			t.Errorf("%s names a colour itself: colours live in styles/tokens.css", base)
		}
	}
	for _, m := range used.FindAllStringSubmatch(all.String(), -1) {
		if !names[m[1]] {
			t.Errorf("%s is used but defined nowhere", m[1])
		}
	}
	t.Run("every class in a template has a style", func(t *testing.T) {
		templates, err := filepath.Glob("*/*.html")
		if err != nil {
			t.Fatal(err)
		}
		more, err := filepath.Glob("components/*/*.html")
		if err != nil {
			t.Fatal(err)
		}
		class := regexp.MustCompile(`class="([^"{]+)["{]`)
		for _, file := range append(templates, more...) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range class.FindAllStringSubmatch(string(src), -1) {
				for _, name := range strings.Fields(m[1]) {
					if strings.HasSuffix(name, "--") { // the rest is put together while drawing
						continue
					}
					if !regexp.MustCompile(`\.` + regexp.QuoteMeta(name) + `\b`).MatchString(all.String()) {
						t.Errorf("%s: no style for .%s", file, name)
					}
				}
			}
		}
	})
}

// readStyle is a style sheet that only imports others.
func readStyle(t *testing.T, name string) string {
	t.Helper()
	src, err := os.ReadFile("styles/" + name + ".css")
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

// A page that does not load more.css has no part whose style is there.
func TestPagesLoadTheirStyles(t *testing.T) {
	th := newTheme(t)
	class := regexp.MustCompile(`\.([a-z][a-z0-9_-]*)`)
	classes := func(asset string) map[string]bool {
		found := map[string]bool{}
		for _, f := range th.Files() {
			if "/"+f.Path == asset {
				for _, m := range class.FindAllStringSubmatch(string(f.Body), -1) {
					found[m[1]] = true
				}
			}
		}
		return found
	}
	site, more := classes(th.Assets().CSS), classes(th.Assets().More)
	if !site["prose"] || !more["hero"] {
		t.Fatal("the style sheets hold something else")
	}
	attribute := regexp.MustCompile(`class="([^"]+)"`)
	light := 0
	for _, s := range sample.Pages(th.Words("en")) {
		html := render(t, th, s.Page)
		if strings.Contains(html, th.Assets().More) {
			continue
		}
		light++
		for _, m := range attribute.FindAllStringSubmatch(html, -1) {
			for _, name := range strings.Fields(m[1]) {
				if more[name] && !site[name] {
					t.Errorf("%s has class %s, whose style it does not load", s.Name, name)
				}
			}
		}
	}
	if light == 0 {
		t.Error("every page loads more.css")
	}
}

// TestWeight keeps what a first visit loads besides the page. The server sends
// it with Brotli, which makes it smaller still.
func TestWeight(t *testing.T) {
	budgets := map[string]int{".css": 7 << 10, ".js": 4 << 10, ".svg": 1 << 10}
	for _, f := range newTheme(t).Files() {
		var b bytes.Buffer
		w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(f.Body)
		w.Close()
		if limit := budgets[filepath.Ext(f.Path)]; b.Len() > limit {
			t.Errorf("%s has %d bytes compressed, the budget is %d", f.Path, b.Len(), limit)
		}
	}
}
