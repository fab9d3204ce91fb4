// Package live puts an editor's view around a site: open pages follow every new
// build without losing their place, and what is wrong with the content stands in
// the page until it is mended. It is for one editor's machine, never for readers.
//
//	view := live.New()
//	go http.Serve(listener, view)
//	view.Show("3f2a9c", site)                     // pages of an earlier build reload
//	view.Fail([]live.Fault{{File: "zh/a.md", Line: 3, Message: "…"}})
//
// Every HTML page gets one script more, from this package and under an address
// of its own, so that the site's Content-Security-Policy stays as strict as it
// is for readers. The script listens to server-sent events.
package live

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Fault is one thing that is wrong, as the page shows it.
type Fault struct {
	File    string `json:"file"` // "" where it is no file's
	Line    int    `json:"line"` // from 1; 0 = the whole file
	Column  int    `json:"column"`
	Message string `json:"message"`
	Source  string `json:"source"` // the line itself; "" if unknown
}

// View is a site as an editor sees it. It is safe for concurrent use.
type View struct {
	mu      sync.Mutex
	site    http.Handler // nil until a first build has succeeded
	state   state
	changed chan struct{} // closed at the next change
}

// state is what pages are told.
type state struct {
	Build  string  `json:"build"`
	Faults []Fault `json:"faults"`
}

// New returns a View without a site.
func New() *View { return &View{changed: make(chan struct{})} }

// Show replaces the site by another build of it. Faults are gone with it.
func (v *View) Show(build string, site http.Handler) {
	v.change(func() { v.site, v.state = site, state{Build: build} })
}

// Fail tells what keeps a build from being made. The earlier site stays.
func (v *View) Fail(faults []Fault) {
	v.change(func() { v.state.Faults = faults })
}

func (v *View) change(how func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	how()
	close(v.changed)
	v.changed = make(chan struct{})
}

func (v *View) now() (http.Handler, state, <-chan struct{}) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.site, v.state, v.changed
}

// The addresses of the view itself: no page of a site begins with a dot.
const (
	scriptPath = "/.live/live.js"
	stylePath  = "/.live/live.css"
	eventsPath = "/.live/events"
)

//go:embed live.js
var script []byte

//go:embed live.css
var style []byte

// ServeHTTP answers with the site's page, the view's script in it.
func (v *View) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case eventsPath:
		v.events(w, r)
	case scriptPath:
		send(w, "text/javascript; charset=utf-8", script)
	case stylePath:
		send(w, "text/css; charset=utf-8", style)
	default:
		v.page(w, r)
	}
}

func send(w http.ResponseWriter, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-store")
	w.Write(body) // an error means that the browser has gone
}

// events tells the state, and every change of it, until the browser has gone.
func (v *View) events(w http.ResponseWriter, r *http.Request) {
	out := http.NewResponseController(w)
	if err := out.SetWriteDeadline(time.Time{}); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	fmt.Fprint(w, "retry: 500\n\n")
	for {
		_, state, changed := v.now()
		text, err := json.Marshal(state)
		if err != nil {
			return
		}
		fmt.Fprintf(w, "data: %s\n\n", text)
		if out.Flush() != nil {
			return
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		}
	}
}

// page answers with a page of the site. Whole pages are asked for, unpacked and
// whatever the browser still has, so that the script can be put in.
func (v *View) page(w http.ResponseWriter, r *http.Request) {
	site, state, _ := v.now()
	if site == nil {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
		h.Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusServiceUnavailable)
		w.Write(withScript([]byte(waiting(state.Faults)), state.Build))
		return
	}
	r = r.Clone(r.Context())
	for _, name := range []string{"Accept-Encoding", "If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "Range", "If-Range"} {
		r.Header.Del(name)
	}
	p := &page{ResponseWriter: w, build: state.Build}
	site.ServeHTTP(p, r)
	p.finish(r.Method)
}

// waiting is the page before there is a site.
func waiting(faults []Fault) string {
	var list strings.Builder
	for _, f := range faults {
		place := f.File
		if f.Line > 0 {
			place += ":" + strconv.Itoa(f.Line)
		}
		fmt.Fprintf(&list, "<li>%s %s</li>\n", html.EscapeString(place), html.EscapeString(f.Message))
	}
	return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Not built yet</title>\n</head>\n<body>\n<h1>Not built yet</h1>\n<ul>\n" + list.String() + "</ul>\n</body>\n</html>\n"
}

// page holds an HTML answer back until it is whole. Everything else goes
// through.
type page struct {
	http.ResponseWriter
	build  string
	status int
	html   bool
	body   bytes.Buffer
}

// WriteHeader is that of http.ResponseWriter.
func (p *page) WriteHeader(status int) {
	if p.status != 0 {
		return
	}
	p.status = status
	h := p.Header()
	p.html = strings.HasPrefix(h.Get("Content-Type"), "text/html")
	h.Set("Cache-Control", "no-store")
	if !p.html {
		p.ResponseWriter.WriteHeader(status)
	}
}

// Write is that of http.ResponseWriter.
func (p *page) Write(b []byte) (int, error) {
	if p.status == 0 {
		p.WriteHeader(http.StatusOK)
	}
	if p.html {
		return p.body.Write(b)
	}
	return p.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (p *page) Unwrap() http.ResponseWriter { return p.ResponseWriter }

func (p *page) finish(method string) {
	if !p.html {
		return
	}
	body := withScript(p.body.Bytes(), p.build)
	if method != http.MethodHead {
		p.Header().Set("Content-Length", strconv.Itoa(len(body)))
	} else {
		p.Header().Del("Content-Length")
	}
	p.Header().Del("Etag")
	p.ResponseWriter.WriteHeader(p.status)
	if method != http.MethodHead {
		p.ResponseWriter.Write(body) // an error means that the browser has gone
	}
}

// withScript puts the script at the end of a page's head.
func withScript(body []byte, build string) []byte {
	tags := fmt.Sprintf("<link rel=\"stylesheet\" href=%q>\n<script src=%q data-build=\"%s\" defer></script>\n", stylePath, scriptPath, html.EscapeString(build))
	head, rest, found := bytes.Cut(body, []byte("</head>"))
	if !found {
		return body
	}
	return bytes.Join([][]byte{head, []byte(tags), []byte("</head>"), rest}, nil)
}
