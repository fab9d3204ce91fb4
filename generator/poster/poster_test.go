package poster

import (
	"bytes"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// painter draws with the font of this machine.
func painter(t testing.TB) *Painter {
	t.Helper()
	p, err := Find()
	if errors.Is(err, ErrNoFont) {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPicturesAreSmallAndOfTheRightSize(t *testing.T) {
	p := painter(t)
	for name, title := range map[string]string{
		"Chinese":          "社保卡丢了怎么办：从挂失到激活",
		"English":          "Report the card lost: by phone, at a counter or online",
		"both":             "银行 App 里的 Electronic card 怎么开",
		"nothing":          "",
		"spaces":           " \n\t ",
		"one word":         strings.Repeat("Donaudampfschifffahrt", 20),
		"very long":        strings.Repeat("很长的标题，", 2000),
		"no such letters":  "\U0010FFFD\u202e\x00\xff 🏳️‍🌈 ﷽",
		"nothing to break": strings.Repeat("（", 300),
	} {
		picture, err := p.Draw(title, "上海儿童社保卡指南")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		config, err := png.DecodeConfig(bytes.NewReader(picture))
		if err != nil || config.Width != Width || config.Height != Height {
			t.Errorf("%s: %dx%d, %v", name, config.Width, config.Height, err)
		}
		if len(picture) > 30<<10 {
			t.Errorf("%s: %d bytes", name, len(picture))
		}
	}
}

func TestTheSameWordsGiveTheSamePicture(t *testing.T) {
	p := painter(t)
	want, err := p.Draw("挂失", "卡")
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if got, err := p.Draw("挂失", "卡"); err != nil || !bytes.Equal(got, want) {
				t.Errorf("another picture, %v", err)
			}
		})
	}
	group.Wait()
	if other, _ := p.Draw("补卡", "卡"); bytes.Equal(other, want) {
		t.Error("other words give the same picture")
	}
}

func TestLinesBreakWhereReadersExpect(t *testing.T) {
	for text, want := range map[string]string{
		"report the loss": "report |the |loss",
		"卡丢了，怎么办？":        "卡|丢|了，|怎|么|办？",
		"看《社保法》全文":        "看|《社|保|法》|全|文",
		"用 App 挂失":        "用 |App |挂|失",
		"第2条":             "第|2|条",
		"one":             "one",
		"":                "",
	} {
		if got := strings.Join(pieces(text), "|"); got != want {
			t.Errorf("%q breaks as %q, want %q", text, got, want)
		}
	}
}

// newWriter sets titles in the machine's font.
func newWriter(t *testing.T) *writer {
	t.Helper()
	f, err := painter(t).load()
	if err != nil {
		t.Fatal(err)
	}
	return &writer{font: f}
}

func TestTitlesBreakWhereReadersPause(t *testing.T) {
	w := newWriter(t)
	for text, want := range map[string]string{
		"社保卡丢了怎么办：从挂失到激活":                     "社保卡丢了怎么办：|从挂失到激活",
		"孩子的社保卡丢了怎么办（上海）":                     "孩子的社保卡丢了怎么办|（上海）",
		"补办新卡：到哪里办、带什么、多久拿到":                  "补办新卡：到哪里办、|带什么、多久拿到",
		"开通（激活）新卡：银行、社区、网上、电话":                "开通（激活）新卡：|银行、社区、网上、电话",
		"Lost, found: what to do with a card": "Lost, found:|what to do with a card",
		"社会保障卡金融功能的挂失办法和补办办法全文":               "社会保障卡金融功能的挂|失办法和补办办法全文", // no pause: about halves
		"挂失": "挂失",
	} {
		if got := strings.Join(w.fit(text, Width-2*margin, titleEnd-titleTop).lines, "|"); got != want {
			t.Errorf("%q breaks as %q, want %q", text, got, want)
		}
	}
}

func TestLinesFit(t *testing.T) {
	w := newWriter(t)
	for _, text := range []string{"社保卡丢了怎么办：从挂失到激活", strings.Repeat("word ", 60), strings.Repeat("长", 300), strings.Repeat("x", 300)} {
		b := w.fit(text, 1000, 260)
		if len(b.lines)*b.leading > 260 {
			t.Errorf("%.20q takes %d lines of %d", text, len(b.lines), b.leading)
		}
		for _, line := range b.lines {
			if w.width(line, b.size) > 1000 {
				t.Errorf("the line %q is too long", line)
			}
		}
	}
	if b := w.fit("社保卡丢了怎么办：从挂失到激活", 1032, 264); len(b.lines) == 2 && len([]rune(b.lines[1])) < 5 {
		t.Errorf("a few characters stand alone: %q", b.lines)
	}
}

func TestAFontThatIsNoneIsRefused(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(filepath.Join(dir, "missing.ttc")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := Open(dir); err == nil {
		t.Error("a folder is taken for a font")
	}
	file := filepath.Join(dir, "broken.ttc")
	if err := os.WriteFile(file, []byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x09"), 0o644); err != nil {
		t.Fatal(err)
	}
	p, err := Open(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Draw("x", "y"); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("a broken font draws: %v", err)
	}
}

func BenchmarkDraw(b *testing.B) {
	p := painter(b)
	for b.Loop() {
		if _, err := p.Draw("社保卡丢了怎么办：从挂失到激活", "上海儿童社保卡指南"); err != nil {
			b.Fatal(err)
		}
	}
}
