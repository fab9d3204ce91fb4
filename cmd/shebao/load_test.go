package main

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const readers = 6 // who ask at once while something happens

// loading is what readers ask while something happens.
type loading struct {
	stop  atomic.Bool
	under sync.WaitGroup
	asked atomic.Int64
	mu    sync.Mutex
	lost  []string // the first of them
}

// load lets readers ask for pages with all that they need, for searches and for
// cards, until end. While away is true, lookups may say that they cannot answer.
func (b *balancer) load(away *atomic.Bool) *loading {
	l := &loading{}
	for n := range readers {
		l.under.Go(func() {
			for i := n; !l.stop.Load(); i++ {
				l.asked.Add(1)
				var fault string
				switch i % 3 {
				case 0:
					fault = b.read(l)
				case 1:
					a, err := b.ask("GET", "/api/v1/search?q=town&lang=en", "", somebody())
					if err != nil || a.status != 200 || !strings.Contains(a.body, `"/en/hello/`) {
						fault = lossOf("search", a, err)
					}
				default:
					maybe := away != nil && away.Load()
					a, err := b.ask("POST", "/api/v1/card-status", lookupBody(i%50, i%50), somebody())
					right := err == nil && a.status == 200 && strings.Contains(a.body, `"status":"active"`)
					refused := err == nil && a.status == 503 && a.header.Get("Retry-After") != "" && strings.Contains(a.body, "/problems/unavailable")
					if maybe = maybe || away != nil && away.Load(); !right && !(refused && maybe) {
						fault = lossOf("lookup", a, err)
					}
				}
				if fault != "" {
					l.mu.Lock()
					if len(l.lost) < 20 {
						l.lost = append(l.lost, fault)
					}
					l.mu.Unlock()
					time.Sleep(100 * time.Millisecond) // a process that is killed closes its listener after some connections
				}
				time.Sleep(2 * time.Millisecond)
			}
		})
	}
	return l
}

func (l *loading) end() (asked int64, lost []string) {
	l.stop.Store(true)
	l.under.Wait()
	return l.asked.Load(), l.lost
}

func lossOf(what string, a answer, err error) string {
	from := "nobody"
	if a.from != nil {
		from = a.from.addr
	}
	return fmt.Sprintf("%s: %s: %d, %v, %.200s", from, what, a.status, err, a.body)
}

// assetTag finds style sheets and scripts, in a page and in a script that fetches another.
var assetTag = regexp.MustCompile(`(?:href|src)="?(/assets/[^" >]+)"?[ ,](?:\w+\.)?integrity="?(sha256-[^" >]+)`)

// read asks for a page and for what it needs, whoever answers for that, and
// says what was not as it should be. A page is of one build, and its style
// sheets and scripts are those that it names.
func (b *balancer) read(l *loading) string {
	a, err := b.ask("GET", "/en/hello/", "", somebody())
	if err != nil || a.status != 200 || a.header.Get("X-Build") == "" || strings.Contains(a.body, "build one") == strings.Contains(a.body, "build two") {
		return lossOf("page", a, err)
	}
	assets := assetTag.FindAllStringSubmatch(a.body, -1)
	for i := 0; i < len(assets); i++ {
		asset := assets[i]
		l.asked.Add(1)
		a, err := b.ask("GET", asset[1], "", somebody())
		sum := sha256.Sum256([]byte(a.body))
		if err != nil || a.status != 200 || "sha256-"+base64.StdEncoding.EncodeToString(sum[:]) != html.UnescapeString(asset[2]) {
			return lossOf(asset[1], a, err)
		}
		assets = append(assets, assetTag.FindAllStringSubmatch(a.body, -1)...)
	}
	if len(assets) < 3 { // a style sheet, the early script and the one after it
		return lossOf("page without style", a, nil)
	}
	return ""
}
