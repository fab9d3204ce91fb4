package generator

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shebao/generator/markdown"
)

// pagesWithTexts are pages whose sections take some hundred bytes each.
func pagesWithTexts() []Page {
	return []Page{
		{URL: "/en/a/", Sections: []markdown.Section{{Text: "Before."}, {ID: "by-phone", Heading: "By telephone", Text: strings.Repeat("Call. ", 50)}}},
		{URL: "/zh/b/", Sections: []markdown.Section{{ID: "柜台", Heading: "柜台", Text: "带上身份证。\n再去柜台。"}}},
		{URL: "/en/empty/"},
	}
}

func TestTextsOfALargeSiteWaitInAFile(t *testing.T) {
	scratch := func() (*os.File, error) { return os.Create(filepath.Join(t.TempDir(), "texts")) }
	kept := newTexts(1, scratch)
	defer kept.close()
	pages, w := pagesWithTexts(), new(worker)
	for i := range pages {
		if err := kept.keep(&pages[i], w); err != nil {
			t.Fatal(err)
		}
		if pages[i].Sections != nil {
			t.Errorf("the text of %s is in memory", pages[i].URL)
		}
	}
	for i, want := range pagesWithTexts() {
		got, err := Catalogue{texts: kept}.Sections(&pages[i])
		if err != nil {
			t.Fatal(err)
		}
		equal(t, want.URL, append([]markdown.Section(nil), got...), want.Sections)
	}
	if err := kept.file.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := kept.sections(&pages[0]); err == nil || !strings.Contains(err.Error(), "/en/a/") {
		t.Errorf("of a file that cannot be read it says: %v", err)
	}
	more := pagesWithTexts()[0]
	if err := kept.keep(&more, w); err == nil || !strings.Contains(err.Error(), "/en/a/") {
		t.Errorf("of a file that cannot be written it says: %v", err)
	}
}

func TestTextsOfASmallSiteNeedNoFile(t *testing.T) {
	kept := newTexts(1<<20, func() (*os.File, error) { t.Error("a file was made"); return nil, os.ErrInvalid })
	defer kept.close()
	checkHeld(t, kept)
}

func TestTextsAreHeldWhereThereIsNoSuchFile(t *testing.T) {
	kept := newTexts(1, func() (*os.File, error) { return nil, errors.ErrUnsupported })
	defer kept.close()
	checkHeld(t, kept)
}

func checkHeld(t *testing.T, kept *texts) {
	t.Helper()
	pages := pagesWithTexts()
	for i := range pages {
		if err := kept.keep(&pages[i], new(worker)); err != nil {
			t.Fatal(err)
		}
		got, err := kept.sections(&pages[i])
		if err != nil {
			t.Fatal(err)
		}
		equal(t, pages[i].URL, got, pagesWithTexts()[i].Sections)
	}
}

func TestABuildThatCannotKeepTextsFails(t *testing.T) {
	kept := newTexts(1, func() (*os.File, error) { return nil, os.ErrPermission })
	page := pagesWithTexts()[0]
	if err := kept.keep(&page, new(worker)); !errors.Is(err, os.ErrPermission) {
		t.Errorf("it says: %v", err)
	}
}
