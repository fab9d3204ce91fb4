package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"shebao/cmd/shebao/site"
	"shebao/generator/corpustest"
	"shebao/generator/publish"
	"shebao/search"
	"shebao/search/eval"
)

// BenchmarkSearchOverHTTP tells what a search takes longer over HTTP than in the
// index. Each question is asked four times in turn: of the index itself, in this
// process; of 'shebao serve' with log, metrics and limits, over one connection
// that is kept, as the API answers and as a page; and, to know what client,
// loopback and two processes that wake each other take, a plain Echo handler in
// its place that says "ok". SEARCH_BENCH_GUIDES asks a site of so many generated
// guides in each of two languages instead of our own:
//
//	go test ./cmd/shebao -bench SearchOverHTTP -run '^$' -benchtime 5000x
//	SEARCH_BENCH_GUIDES=5000 go test ./cmd/shebao -bench SearchOverHTTP -run '^$' -benchtime 5000x
//
// "added" is the median over all questions of what HTTP took longer than the index.
func BenchmarkSearchOverHTTP(b *testing.B) {
	dir := b.TempDir()
	place := site.Place{Public: filepath.Join(dir, "public"), Data: filepath.Join(dir, "data")}
	args := []string{"--public", place.Public, "--data", place.Data}
	questions := judgedQuestions
	if n, err := strconv.Atoi(os.Getenv("SEARCH_BENCH_GUIDES")); err == nil {
		content := filepath.Join(dir, "content")
		if err := corpustest.Write(content, n); err != nil {
			b.Fatal(err)
		}
		args, questions = append(args, "--content", content), corpusQuestions
	}
	if said, err := exec.Command("shebao", append([]string{"build"}, args...)...).CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, said)
	}
	index, err := search.Open(place.Index(publish.In(place.Public)))
	if err != nil {
		b.Fatal(err)
	}
	defer index.Close()
	// Room for a few pages, so that it is soon done with packing them.
	served := dial(b, serveAtRest(b, "", dir, append(args, "--search-limit", "1000000", "--cache-size", "1MB")...))
	plainAddress := someAddress(b)
	runBeside(b, filepath.Join(dir, "plain.log"), "plainecho", plainAddress)
	plain := dial(b, plainAddress)

	all := questions(b)
	b.Run("mixed", func(b *testing.B) {
		var inIndex, api, page, nothing, addedAPI, addedPage []time.Duration
		took := func(ask func() error) time.Duration {
			start := time.Now()
			if err := ask(); err != nil {
				b.Fatal(err)
			}
			return time.Since(start)
		}
		for n := range b.N + len(all) {
			q := all[n%len(all)]
			itself := took(func() error {
				_, err := index.Search(context.Background(), q.Query)
				return err
			})
			overAPI := took(func() error { return exchange(served.Conn, served.answers, q.api) })
			asPage := took(func() error { return exchange(served.Conn, served.answers, q.page) })
			trivial := took(func() error { return exchange(plain.Conn, plain.answers, q.api) })
			if n < len(all) {
				continue // to warm up
			}
			inIndex, api, page, nothing = append(inIndex, itself), append(api, overAPI), append(page, asPage), append(nothing, trivial)
			addedAPI, addedPage = append(addedAPI, overAPI-itself), append(addedPage, asPage-itself)
		}
		for name, times := range map[string][]time.Duration{"query": inIndex, "api": api, "page": page, "plain": nothing, "api-added": addedAPI, "page-added": addedPage} {
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)/2].Nanoseconds())/1000, name+"-p50-µs")
			b.ReportMetric(float64(times[(len(times)-1)*99/100].Nanoseconds())/1000, name+"-p99-µs")
		}
	})
}

// asked is a search and how it is asked for over HTTP.
type asked struct {
	search.Query
	api, page []byte
}

func newAsked(text, lang string) asked {
	const rest = " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n\r\n"
	return asked{
		Query: search.Query{Text: text, Lang: lang, Limit: 10},
		api:   fmt.Appendf(nil, "GET /api/v1/search?%s%s", url.Values{"q": {text}, "lang": {lang}}.Encode(), rest),
		page:  fmt.Appendf(nil, "GET /%s/search/?%s%s", lang, url.Values{"q": {text}}.Encode(), rest),
	}
}

// judgedQuestions are all that the ranking is judged by, in both languages.
func judgedQuestions(b *testing.B) (all []asked) {
	for _, lang := range []string{"en", "zh"} {
		file, err := os.Open(filepath.Join("..", "..", "search", "eval", "testdata", "relevance_"+lang+".txt"))
		if err != nil {
			b.Fatal(err)
		}
		defer file.Close()
		queries, err := eval.ReadQueries(file)
		if err != nil {
			b.Fatal(err)
		}
		for _, q := range queries {
			if !search.LooksLikeNumber(q.Text) { // that is not run
				all = append(all, newAsked(q.Text, q.Lang))
			}
		}
	}
	return all
}

// corpusQuestions are as mixed, in words of the generated guides.
func corpusQuestions(*testing.B) (all []asked) {
	for lang, texts := range map[string][]string{
		"en": {"lost card", "replace", "what if the card is lost", "activate a card", "I forgot the password", "who may act for me", "pasword",
			"household register", "guide 00421", "photograph", "receipt in a safe place", "deliv", "挂失", "bukaa", "reciept number", "old card stops working"},
		"zh": {"卡丢了怎么办", "挂失", "补办新卡", "激活步骤", "密码忘了怎么改", "guashi", "mima", "异地就医", "户口簿", "受理编号", "lost card", "要花多少钱",
			"资料更证", "yidi jiuyi", "自助机", "卡片寄出以后"},
	} {
		for _, text := range texts {
			all = append(all, newAsked(text, lang))
		}
	}
	return all
}

// keptConn is a connection over which one question after the other is asked.
type keptConn struct {
	net.Conn
	answers *bufio.Reader
}

// dial waits for a server that is still starting.
func dial(b *testing.B, address string) keptConn {
	b.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			b.Cleanup(func() { conn.Close() })
			return keptConn{conn, bufio.NewReaderSize(conn, 64<<10)}
		}
		if time.Now().After(deadline) {
			b.Fatal(err)
		}
	}
}

// plainEcho ADDRESS answers everything with "ok", until it is interrupted.
func plainEcho() {
	e := echo.New()
	e.HideBanner = true
	e.GET("/*", func(c echo.Context) error { return c.String(http.StatusOK, "ok") })
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt)
	go func() { <-stop; e.Close() }()
	if err := e.Start(os.Args[1]); err != nil && err != http.ErrServerClosed {
		fmt.Fprintln(os.Stderr, "plainecho:", err)
		os.Exit(1)
	}
}
