package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"shebao/generator/theme"
	"shebao/search"
	"shebao/server/card"
	"shebao/server/logtest"
)

// A small site: two languages, a guide, files of several kinds.

func newTheme(t testing.TB) *theme.Theme {
	t.Helper()
	th, err := oneTheme()
	if err != nil {
		t.Fatal(err)
	}
	return th
}

var oneTheme = sync.OnceValues(func() (*theme.Theme, error) { return theme.New(theme.Options{}) })

// siteOf describes the small site.
func siteOf(th *theme.Theme, build string) *theme.Site {
	return &theme.Site{
		Build:     build,
		Languages: []string{"zh", "en"},
		Title:     map[string]string{"zh": "社保卡指南", "en": "Card guide"},
		Sections: map[string][]theme.Link{
			"zh": {{URL: "/zh/guides/", Text: "指南"}},
			"en": {{URL: "/en/guides/", Text: "Guides"}},
		},
		Statuses: map[string]map[string]theme.Status{
			"zh": {
				"loss_reported_temporarily": {URL: "/zh/guides/report-loss/#formal", BankURL: "/zh/guides/report-loss/#bank", Ahead: "再等等。", DeadlineDays: 5},
				"active":                    {URL: "/zh/guides/precautions/"},
			},
			"en": {
				"loss_reported_temporarily": {URL: "/en/guides/report-loss/#formal", BankURL: "/en/guides/report-loss/#bank", Ahead: "Wait a little.", DeadlineDays: 5},
				"active":                    {URL: "/en/guides/precautions/"},
			},
		},
		Guides: []theme.Guide{
			{Lang: "zh", URL: "/zh/guides/reissue/", Section: "guides", Slug: "reissue", Title: "补办新卡", Reviewed: "2026-11-20"},
			{Lang: "en", URL: "/en/guides/reissue/", Section: "guides", Slug: "reissue", Title: "Get a new card", Reviewed: "2026-11-20"},
		},
		Redirects: map[string]string{
			"/old/reissue/": "/zh/guides/reissue/#fee",
			"/evil/":        "//evil.example/",
		},
		Assets: th.Assets(),
	}
}

// writeSite writes a finished build of the small site into dir, the way the
// generator does: site.json last.
func writeSite(t testing.TB, dir string, th *theme.Theme, build string) {
	t.Helper()
	site := siteOf(th, build)
	write := func(name string, body []byte) {
		t.Helper()
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	draw := func(name string, page any) {
		t.Helper()
		var out bytes.Buffer
		if err := th.Render(&out, page); err != nil {
			t.Fatal(err)
		}
		write(name, out.Bytes())
	}
	archive, err := txtar.ParseFile("testdata/site.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		write(f.Name, f.Data)
	}
	for _, f := range th.Files() {
		write(f.Path, f.Body)
	}
	for _, lang := range site.Languages {
		page := theme.Page{Site: site, Lang: lang, Path: "/" + lang + "/"}
		draw(lang+"/index.html", theme.Home{Page: page, Heading: "home of build " + build})
		draw(lang+"/404.html", theme.NotFound{Page: page})
		page.Path = "/" + lang + "/guides/reissue/"
		page.Title = site.Guides[0].Title
		draw(lang+"/guides/reissue/index.html", theme.GuidePage{Page: page, Summary: strings.Repeat("What to do next. ", 50)})
	}
	text, err := json.Marshal(site)
	if err != nil {
		t.Fatal(err)
	}
	write(siteFile, text)
}

// instance is a server over the small site, with everything that it talks to.
type instance struct {
	*Server
	dir   string
	theme *theme.Theme
	index *fakeIndex
	cards *fakeCards
	log   *logtest.Buffer
}

// start makes a server over the small site; change may alter its settings.
func start(t testing.TB, change func(*Config)) *instance {
	t.Helper()
	i := &instance{dir: t.TempDir(), theme: newTheme(t), index: &fakeIndex{}, cards: newFakeCards(t), log: &logtest.Buffer{}}
	writeSite(t, i.dir, i.theme, "one")
	c := Config{
		Public:    i.dir,
		OpenIndex: func(string) (Searcher, error) { return i.index, nil },
		Theme:     i.theme,
		Cards:     i.cards,
		Repack:    -1, // what a test measures should not depend on how far it has come
		Log:       slog.New(slog.NewJSONHandler(i.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if change != nil {
		change(&c)
	}
	var err error
	if i.Server, err = New(c); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { i.Close() })
	return i
}

// do answers a request without a connection. Headers are "Name: value".
func (i *instance) do(method, target, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for _, h := range headers {
		addHeader(r, h)
	}
	w := httptest.NewRecorder()
	i.Handler().ServeHTTP(w, r)
	return w
}

func addHeader(r *http.Request, header string) {
	name, value, _ := strings.Cut(header, ": ")
	r.Header.Add(name, value)
}

// fakeIndex finds the guide on reissuing for every query but "nothing", and words near to
// "reisue".
type fakeIndex struct {
	mu      sync.Mutex
	queries []search.Query
	err     error
	closed  int
}

func (f *fakeIndex) Search(_ context.Context, q search.Query) (search.Result, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.queries = append(f.queries, q)
	switch {
	case f.err != nil, q.Text == "nothing":
		return search.Result{}, f.err
	case q.Text == "reisue":
		return search.Result{Nearest: []string{"reissue", "loss"}}, nil
	}
	r := search.Result{Total: 12, Took: 1234 * time.Microsecond, Suggestion: "reissue"}
	for n := q.Offset; n < min(q.Offset+q.Limit, r.Total); n++ {
		r.Hits = append(r.Hits, search.Hit{
			URL: "/" + q.Lang + "/guides/reissue/#fee", Title: fmt.Sprintf("Hit %d", n), Heading: "Fee",
			Snippet: "a &lt;new&gt; <mark>card</mark>", Score: 1.5, Lang: q.Lang,
		})
		if q.Text == "more" {
			r.Hits[0].More = []search.Hit{{URL: "/" + q.Lang + "/guides/reissue/#bring", Heading: "What to bring"}}
		}
	}
	return r, nil
}

func (f *fakeIndex) Suggest(_ context.Context, text, lang string, limit int) ([]search.Suggestion, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.queries = append(f.queries, search.Query{Text: text, Lang: lang, Limit: limit})
	if text == "nothing" {
		return nil, f.err
	}
	return []search.Suggestion{{Text: "Get a new card", URL: "/" + lang + "/guides/reissue/"}}, f.err
}

func (f *fakeIndex) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed++
	return nil
}

// ran lists the texts that reached the index.
func (f *fakeIndex) ran() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var texts []string
	for _, q := range f.queries {
		texts = append(texts, q.Text)
	}
	return texts
}

// Numbers that nobody has: area 999999 does not exist.
const (
	knownID     = "999999201501010012"
	unknownID   = "999999201501020018"
	lostCard    = "A12345678"
	activeCard  = "B12345678"
	anotherCard = "C12345678"
)

// fakeCards knows the cards of knownID by their digests.
type fakeCards struct {
	keys    card.Keys
	answers map[card.Digest]card.Answer
	err     error
	ready   error
	mu      sync.Mutex
	from    []netip.Addr
}

func newFakeCards(t testing.TB) *fakeCards {
	f := &fakeCards{keys: card.Keys{card.NewKey()}, answers: map[card.Digest]card.Answer{}}
	add := func(number string, events ...card.Event) {
		pair, errs := card.ParsePair(knownID, number)
		if errs != nil {
			t.Fatal(errs)
		}
		last := events[len(events)-1]
		f.answers[f.keys.Digests(pair)[0]] = card.Answer{Status: last.Status, ChangedAt: last.ChangedAt, Timeline: events,
			DataAsOf: time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC)}
	}
	active := card.Event{Status: card.Active, ChangedAt: card.Day(2024, 3, 1)}
	add(activeCard, active)
	add(lostCard, active, card.Event{Status: card.LossReportedTemporarily,
		ChangedAt: card.At(time.Date(2026, 11, 20, 16, 30, 0, 0, time.UTC))})
	return f
}

func (f *fakeCards) Status(_ context.Context, pair card.Pair, from netip.Addr) (card.Answer, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.from = append(f.from, from)
	if f.err != nil {
		return card.Answer{}, f.err
	}
	if a, ok := f.answers[f.keys.Digests(pair)[0]]; ok {
		return a, nil
	}
	return card.Answer{}, card.ErrNotFound
}

func (f *fakeCards) Ready(context.Context) error { return f.ready }
