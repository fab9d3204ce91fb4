package check

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"shebao/content"
	"shebao/generator"
)

// TestChineseInEnglishPagesIsMarked looks at our own pages as they are built: a
// screen reader changes its voice for each run of Chinese (WCAG 3.1.2), for which
// an element says so once.
func TestChineseInEnglishPagesIsMarked(t *testing.T) {
	var marked atomic.Int32
	_, err := generator.Inspect(context.Background(), generator.Options{Content: content.FS, Theme: sharedTheme(t), Now: today}, func(p *generator.Proof) error {
		if !strings.HasPrefix(p.File, "en/") {
			return nil
		}
		root, err := html.Parse(bytes.NewReader(p.HTML))
		if err != nil {
			return fmt.Errorf("%s: %w", p.File, err)
		}
		var walk func(n *html.Node, lang string)
		walk = func(n *html.Node, lang string) {
			chinese := strings.HasPrefix(lang, "zh")
			for _, a := range n.Attr {
				if a.Key == "lang" {
					if a.Val == "zh-Hans" && chinese {
						t.Errorf("%s: %s is marked twice", p.File, n.FirstChild.Data)
					}
					lang = a.Val
				}
			}
			switch {
			case n.Type != html.TextNode || strings.IndexFunc(n.Data, isHan) < 0:
			case chinese:
				marked.Add(1)
			default:
				t.Errorf("%s: Chinese is not marked in %q", p.File, n.Data)
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				walk(c, lang)
			}
		}
		walk(root, "")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if marked.Load() < 100 {
		t.Errorf("only %d texts are Chinese: are they still read?", marked.Load())
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
