package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"shebao/server/card"
	"shebao/server/limit"
)

// Every documented answer is produced here, and held to the document; every
// answer that is produced is documented.
func TestTheDocumentIsWhatIsAnswered(t *testing.T) {
	k := newContract(t)
	i := start(t, func(c *Config) { c.SearchLimit, c.Votes = 1000, &votes{} })
	writeGuides(t, i)
	slow := start(t, func(c *Config) { c.SearchLimit = 0.01; c.Now = func() time.Time { return time.Unix(0, 0) } })

	ask := func(i *instance, code int, method, target, body string, headers ...string) *httptest.ResponseRecorder {
		t.Helper()
		r := httptest.NewRequest(method, "http://example.com"+target, strings.NewReader(body))
		for _, h := range headers {
			addHeader(r, h)
		}
		w := httptest.NewRecorder()
		i.Handler().ServeHTTP(w, r)
		if w.Code != code {
			t.Errorf("%s %s is %d, want %d\n%s", method, target, w.Code, code, w.Body)
		}
		k.hold(t, r, w)
		return w
	}
	get := func(code int, target string, headers ...string) *httptest.ResponseRecorder {
		t.Helper()
		return ask(i, code, "GET", target, "", headers...)
	}
	asJSON := "Content-Type: application/json"
	numbers := func(id, number string) string { return `{"id_number":"` + id + `","card_number":"` + number + `"}` }
	const search, suggest, guides, status = "/api/v1/search", "/api/v1/suggest", "/api/v1/guides", "/api/v1/card-status"

	get(200, search+"?q=card&limit=2&offset=2")
	get(200, search+"?q=more")
	if w := get(200, search+"?q=reisue"); !strings.Contains(w.Body.String(), `"nearest":["reissue","loss"]`) {
		t.Errorf("words near to those typed are not in %s", w.Body)
	}
	get(200, search+"?q="+knownID)
	get(400, search)
	get(200, suggest+"?q=card&lang=zh")
	get(400, suggest+"?lang=xx")
	for _, path := range []string{search, suggest} {
		ask(slow, 200, "GET", search+"?q=first", "", "X-Forwarded-For: "+path)
		ask(slow, 429, "GET", path+"?q=second", "")
		slow.limitSearches(0.01)
		i.index.err = errors.New("damaged")
		get(503, path+"?q=card")
		i.index.err = nil
		ask(i, 405, "DELETE", path, "")
	}

	for _, path := range []string{guides + "?lang=en", guides + "/en/guides/reissue", guides + "/en/about", "/api/openapi.json", "/api/schema/card-status.json"} {
		w := get(200, path)
		if w := get(304, path, "If-None-Match: "+w.Header().Get("Etag")); w.Body.Len() > 0 {
			t.Errorf("304 for %s has a body", path)
		}
	}
	get(200, guides+"?limit=1")
	get(400, guides+"?lang=xx&limit=0")
	for _, missing := range []string{guides + "/en/guides/nothing", guides + "/en/nothing", guides + "/en/guides", "/api/schema/nothing.json"} {
		get(404, missing)
	}

	ask(i, 200, "POST", status, numbers(knownID, lostCard), asJSON)
	ask(i, 200, "POST", status+"?lang=en", numbers(knownID, activeCard), asJSON)
	ask(i, 400, "POST", status, "[]", asJSON)
	ask(i, 403, "POST", status, numbers(knownID, lostCard), asJSON, "Sec-Fetch-Site: cross-site")
	ask(i, 404, "POST", status, numbers(unknownID, lostCard), asJSON)
	ask(i, 413, "POST", status, strings.Repeat(" ", 5000), asJSON)
	ask(i, 415, "POST", status, "x", "Content-Type: text/plain")
	ask(i, 422, "POST", status, numbers("1", ""), asJSON)
	i.cards.err = &card.LimitError{RetryAfter: time.Minute}
	ask(i, 429, "POST", status, numbers(knownID, lostCard), asJSON)
	i.cards.err = card.ErrNoData
	ask(i, 503, "POST", status, numbers(knownID, lostCard), asJSON)

	const feedback = "/api/v1/feedback"
	asForm := "Content-Type: application/x-www-form-urlencoded"
	ask(i, 204, "POST", feedback, `{"page":"/en/guides/reissue/","useful":"yes"}`, asJSON)
	ask(i, 303, "POST", feedback, "page=/en/guides/reissue/&useful=no", asForm)
	ask(i, 400, "POST", feedback, `{"page":"/en/nothing/","useful":"perhaps"}`, asJSON)
	ask(i, 403, "POST", feedback, "{}", asJSON, "Sec-Fetch-Site: cross-site")
	ask(i, 413, "POST", feedback, strings.Repeat(" ", 5000), asJSON)
	ask(i, 415, "POST", feedback, "x", "Content-Type: text/plain")
	i.feedback = limit.NewRate(limit.RateOptions{Burst: 1})
	ask(i, 204, "POST", feedback, `{"page":"/en/guides/reissue/","useful":"yes"}`, asJSON)
	ask(i, 429, "POST", feedback, `{"page":"/en/guides/reissue/","useful":"yes"}`, asJSON)

	get(200, "/healthz")
	get(200, "/readyz")
	get(400, "/readyz?for=nothing")
	i.cards.ready = errors.New("down")
	get(503, "/readyz")

	for path, item := range k.doc.Paths.Map() {
		for method, operation := range item.Operations() {
			for status := range operation.Responses.Map() {
				if name := method + " " + path + " " + status; status != "default" && !k.answered[name] {
					t.Errorf("documented, but never answered: %s", name)
				}
			}
		}
	}
	for name, schema := range k.doc.Components.Schemas {
		if name == "CardNumbers" || name == "Feedback" { // what is sent, not answered
			continue
		}
		for field := range schema.Value.Properties {
			if !k.fields[name+"."+field] {
				t.Errorf("documented, but never answered: the field %s.%s", name, field)
			}
		}
	}
}

// Every route below /api, and those for operation, is in the document, and the
// document names no other.
func TestEveryRouteIsDocumented(t *testing.T) {
	doc := newContract(t).doc
	documented := map[string][]string{}
	for path, item := range doc.Paths.Map() {
		for _, r := range []struct{ document, route string }{
			{"/api/v1/guides/{lang}/{section}/{slug}", "/api/v1/guides/:lang/*"}, {"/api/v1/guides/{lang}/{slug}", "/api/v1/guides/:lang/*"},
			{"/api/schema/{name}", "/api/schema/:name"},
		} {
			if path == r.document {
				path = r.route
			}
		}
		documented[path] = slices.Sorted(maps.Keys(item.Operations()))
	}
	answered := map[string][]string{}
	for _, r := range start(t, nil).routes() {
		if (strings.HasPrefix(r.path, "/api/") || r.path == "/healthz" || r.path == "/readyz") && len(r.methods) > 0 {
			answered[r.path] = slices.Sorted(maps.Keys(r.methods))
		}
	}
	if !maps.EqualFunc(documented, answered, slices.Equal) {
		t.Errorf("documented %v\nanswered  %v", documented, answered)
	}
}

// A reader of either language finds a word on everything.
func TestTheDocumentSpeaksBothLanguages(t *testing.T) {
	var check func(place string, value any)
	check = func(place string, value any) {
		switch v := value.(type) {
		case map[string]any:
			for _, key := range []string{"description", "summary"} {
				if _, is := v[key].(string); !is {
					continue
				}
				if zh, _ := v["x-"+key+"-zh"].(string); zh == "" {
					t.Errorf("%s.%s has no Chinese beside it", place, key)
				}
			}
			for key, inner := range v {
				check(place+"."+key, inner)
			}
		case []any:
			for n, inner := range v {
				check(fmt.Sprintf("%s[%d]", place, n), inner)
			}
		}
	}
	var doc any
	if err := json.Unmarshal(openapiText, &doc); err != nil {
		t.Fatal(err)
	}
	check("openapi", doc)
}

// Each schema stands for itself: it is valid on its own, and so are answers
// under it.
func TestEachSchemaStandsForItself(t *testing.T) {
	i := start(t, nil)
	if len(i.api.schemas) < 15 {
		t.Fatalf("there are %d schemas", len(i.api.schemas))
	}
	for name := range i.api.schemas {
		w := i.do("GET", "/api/schema/"+name, "")
		var schema struct {
			ID   string                     `json:"$id"`
			Ref  string                     `json:"$ref"`
			Defs map[string]json.RawMessage `json:"$defs"`
		}
		if err := json.Unmarshal(w.Body.Bytes(), &schema); err != nil || w.Code != 200 {
			t.Fatalf("%s: %d %v", name, w.Code, err)
		}
		if schema.ID != "/api/schema/"+name || schema.Defs[lastPart(schema.Ref)] == nil || strings.Contains(w.Body.String(), "#/components") {
			t.Errorf("%s: %s %s", name, schema.ID, schema.Ref)
		}
	}
}
