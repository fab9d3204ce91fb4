package deflate_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"shebao/generator/deflate"
)

func unpack(t testing.TB, packed []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func usual(t testing.TB, text []byte) int {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

func TestWhatIsPackedIsReadAgainAsItWas(t *testing.T) {
	noise := make([]byte, 40_000)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	texts := map[string][]byte{
		"nothing":                    nil,
		"a byte":                     []byte("a"),
		"two of one":                 []byte("aa"),
		"two":                        []byte("ab"),
		"three times the same":       []byte("aaa"),
		"every byte":                 every,
		"one byte many times":        bytes.Repeat([]byte{0}, 3_000),
		"the longest repetition":     bytes.Repeat([]byte("社保卡丢了，先打电话。"), 60),
		"noise":                      noise[:3_000],
		"noise again, just in reach": append(append(bytes.Clone(noise[:32768]), noise[:300]...), noise[:300]...),
		"noise again, out of reach":  append(bytes.Clone(noise[:32769]), noise[:300]...),
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			if got := unpack(t, deflate.Gzip(text)); !bytes.Equal(got, text) {
				t.Errorf("%d bytes came back of %d", len(got), len(text))
			}
		})
	}
}

func TestPagesGetSmallerThanUsual(t *testing.T) {
	for _, file := range []string{"../../content/zh/guides/reissue.md", "../../content/en/guides/reissue.md", "../theme/scripts/worker.js"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		packed := deflate.Gzip(text)
		if !bytes.Equal(unpack(t, packed), text) {
			t.Fatalf("%s is not read again", file)
		}
		if best := usual(t, text); len(packed)*100 > best*98 {
			t.Errorf("%s takes %d bytes, usually %d", file, len(packed), best)
		}
	}
}

func TestSameTextGivesSameBytes(t *testing.T) {
	text := []byte(strings.Repeat("the same text gives the same bytes; ", 40))
	if !bytes.Equal(deflate.Gzip(text), deflate.Gzip(text)) {
		t.Error("the second time it is packed otherwise")
	}
}

func FuzzGzip(f *testing.F) {
	f.Add([]byte("<p>社保卡丢了</p><p>社保卡丢了</p>"), uint8(3))
	f.Fuzz(func(t *testing.T, part []byte, times uint8) {
		text := bytes.Repeat(part, int(times)%64)
		if len(text) > 1<<16 {
			return
		}
		if got := unpack(t, deflate.Gzip(text)); !bytes.Equal(got, text) {
			t.Errorf("%q came back as %q", text, got)
		}
	})
}

func BenchmarkGzip(b *testing.B) {
	text, err := os.ReadFile("../../content/zh/guides/reissue.md")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		deflate.Gzip(text)
	}
}
