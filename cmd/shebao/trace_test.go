package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	traces "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protopath"
	"google.golang.org/protobuf/reflect/protorange"

	"shebao/server/limit/redistest"
	"shebao/server/logtest"
)

// otlpReceiver takes traces by OTLP over HTTP, as a collector does.
type otlpReceiver struct {
	*httptest.Server
	mu    sync.Mutex
	spans []*traces.Span
	texts []string // every text in what was sent; its ids and times hold any bytes by chance
}

func receiveTraces(t *testing.T) *otlpReceiver {
	t.Helper()
	o := &otlpReceiver{}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var request collector.ExportTraceServiceRequest
		if err == nil {
			err = proto.Unmarshal(body, &request)
		}
		if err != nil || r.Method != http.MethodPost || r.URL.Path != "/v1/traces" {
			t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
		}
		o.mu.Lock()
		defer o.mu.Unlock()
		err = protorange.Range(request.ProtoReflect(), func(at protopath.Values) error {
			if text, ok := at.Index(-1).Value.Interface().(string); ok {
				o.texts = append(o.texts, text)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		for _, of := range request.ResourceSpans {
			for _, scope := range of.ScopeSpans {
				o.spans = append(o.spans, scope.Spans...)
			}
		}
	}))
	t.Cleanup(o.Close)
	return o
}

// span finds one by its name.
func (o *otlpReceiver) span(t *testing.T, name string) *traces.Span {
	t.Helper()
	for _, s := range o.spans {
		if s.Name == name {
			return s
		}
	}
	var names []string
	for _, s := range o.spans {
		names = append(names, s.Name)
	}
	t.Fatalf("there is no span %q among %q", name, names)
	return nil
}

// serveUntil runs a server in this process for as long as do takes, and returns
// what it wrote.
func serveUntil(t *testing.T, env map[string]string, do func(url string), args ...string) (log string) {
	t.Helper()
	addr, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	var out, said logtest.Buffer
	p := program{stdin: strings.NewReader(""), stdout: &out, stderr: &said, env: func(name string) (string, bool) { v, ok := env[name]; return v, ok }}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	code := make(chan int, 1)
	go func() { code <- p.run(ctx, append([]string{"serve", "--addr", addr}, args...)) }()
	within(t, 30*time.Second, "it is ready", func() bool {
		answer, err := http.Get("http://" + addr + "/readyz")
		if err != nil {
			return false
		}
		answer.Body.Close()
		return answer.StatusCode == http.StatusOK
	})
	do("http://" + addr)
	stop()
	if c := <-code; c != 0 {
		t.Errorf("it ended with %d", c)
	}
	return said.String()
}

// Where a collector is named, each request is a trace with what it waited for,
// sent at the latest when the server stops; none of it holds what was typed.
func TestEachRequestIsATraceWithoutWhatWasTyped(t *testing.T) {
	redis, receiver, dir := redistest.Start(t), receiveTraces(t), t.TempDir()
	shebao(t, nil, "cards", "import", importedCards(t, dir, 10), "--data", dir)
	const parent = "0af7651916cd43dd8448eb211c80319c"
	serveUntil(t, nil, func(url string) {
		for _, tt := range []struct{ method, path, body string }{
			{"GET", "/en/search/?q=zebracrossing", ""},
			{"GET", "/api/v1/suggest?q=zebracro&lang=en", ""},
			{"POST", "/api/v1/card-status", lookupBody(3, 3)},
			{"POST", "/api/v1/card-status", lookupBody(3, 4)},
			{"GET", "/en/zebracrossing/", ""},
		} {
			r, err := http.NewRequest(tt.method, url+tt.path, strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("X-Forwarded-For", "203.0.113.77")
			r.Header.Set("Traceparent", "00-"+parent+"-b7ad6b7169203331-01")
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
		}
	}, "--archive", packBuild(t, "one"), "--data", dir, "--redis", redis.URL(), "--otlp", receiver.URL, "--trust-proxy", "127.0.0.1")

	request := receiver.span(t, "POST /api/v1/card-status")
	attributes := map[string]string{}
	for _, a := range request.Attributes {
		attributes[a.Key] = a.Value.GetStringValue()
	}
	if attributes["http.route"] != "/api/v1/card-status" || attributes["http.request.method"] != "POST" || attributes["url.scheme"] != "http" {
		t.Errorf("the request's attributes are %v", request.Attributes)
	}
	for _, name := range []string{"GET /:lang/search/", "search", "suggest", "look the card up", "ask Redis", "GET /*"} {
		s := receiver.span(t, name)
		if s.EndTimeUnixNano < s.StartTimeUnixNano {
			t.Errorf("%s ends before it begins", name)
		}
	}
	if hex.EncodeToString(request.TraceId) != parent || len(receiver.span(t, "search").ParentSpanId) == 0 {
		t.Error("the spans are not of the proxy's trace, or have no parent")
	}
	if got := receiver.span(t, "look the card up"); !bytes.Equal(got.TraceId, request.TraceId) {
		t.Error("a lookup is not in its request's trace")
	}
	id, number := "310101", "T0000000"
	for _, secret := range []string{"zebra", id, number, "203.0.113", "q=", "/en/"} {
		for _, text := range receiver.texts {
			if strings.Contains(text, secret) {
				t.Errorf("the traces hold %q in %q", secret, text)
			}
		}
	}
	if !slices.Contains(receiver.texts, "service.name") {
		t.Error("the traces do not say whose they are")
	}
}

// A collector that is away keeps nobody waiting; without one nothing is traced.
func TestACollectorThatIsAwayKeepsNobodyWaiting(t *testing.T) {
	dir, archive := t.TempDir(), packBuild(t, "one")
	ask := func(url string) {
		for range 3 {
			answer, err := http.Get(url + "/en/hello/")
			if err != nil || answer.StatusCode != http.StatusOK {
				t.Fatalf("%v, %v", answer, err)
			}
			answer.Body.Close()
		}
	}
	addr, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	log := serveUntil(t, map[string]string{"SHEBAO_OTLP": "http://" + addr}, ask, "--demo", "--archive", archive, "--data", filepath.Join(dir, "a"))
	if !strings.Contains(log, "traces are not taken") {
		t.Errorf("the log does not say that traces are lost:\n%s", log)
	}
	for name, env := range map[string]map[string]string{"none": nil, "switched off": {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://" + addr, "OTEL_SDK_DISABLED": "true"}} {
		if log := serveUntil(t, env, ask, "--demo", "--archive", archive, "--data", filepath.Join(dir, "b")); strings.Contains(log, "traces") {
			t.Errorf("%s: the log tells of traces:\n%s", name, log)
		}
	}
}
