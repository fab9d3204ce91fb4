package main

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"shebao/cmd/shebao/site"
	"shebao/generator/theme/sample/browser"
	"shebao/server"
)

// A page that this device keeps is shown as it is now wherever the network
// answers, and where it is late, at the next reload at the latest.
func TestAKeptPageIsNeverStaleForLongerThanAReload(t *testing.T) {
	if testing.Short() {
		t.Skip("the same has been done without the race detector")
	}
	chromium := browser.Start(t)
	dir := t.TempDir()
	l := site.Place{Content: editableContent(t), Public: filepath.Join(dir, "public"), Data: filepath.Join(dir, "data"), NoIndex: true}
	const address = "/zh/guides/report-loss/"
	var srv *server.Server
	publish := func(words string) {
		t.Helper()
		guide := filepath.Join(l.Content, "zh", "guides", "report-loss.md")
		text, err := os.ReadFile(guide)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(guide, append(text, "\n"+words+"\n"...), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Build(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
		if srv == nil {
			if srv, err = server.New(server.Config{Public: l.Public}); err != nil {
				t.Fatal(err)
			}
		} else if err := srv.Reload(); err != nil {
			t.Fatal(err)
		}
	}
	publish("The first build.")
	defer func() { srv.Close() }()

	// The network may hold the page back.
	var mu sync.Mutex
	var held chan struct{}
	hold := func() (release func()) {
		mu.Lock()
		defer mu.Unlock()
		held = make(chan struct{})
		return sync.OnceFunc(func() {
			mu.Lock()
			defer mu.Unlock()
			close(held)
			held = nil
		})
	}
	site := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		wait := held
		mu.Unlock()
		if wait != nil && r.URL.Path == address {
			<-wait
		}
		srv.Handler().ServeHTTP(w, r)
	}))
	site.Config.ErrorLog = log.New(io.Discard, "", 0) // of requests that a reader gave up
	site.Start()
	defer site.Close()

	r := newReader(t, chromium, site.URL)
	says := func(words string) string {
		return `document.querySelector("article h1") && document.body.innerText.includes("` + words + `")`
	}
	r.open(address)
	r.wait(kept(address))
	r.wait(`navigator.serviceWorker.controller`)

	publish("The second build.")
	r.open(address)
	r.wait(says("The second build."))

	publish("The third build.")
	release := hold()
	defer release()
	r.open(address)
	r.wait(says("The second build.")) // meanwhile
	release()
	r.open(address)
	r.wait(says("The third build."))
}
