package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"shebao/generator/records"
	"shebao/generator/theme"
)

// contract is the OpenAPI document, read by a library that knows nothing of us.
type contract struct {
	doc      *openapi3.T
	router   routers.Router
	answered map[string]bool // "GET /api/v1/search 200": seen and found valid
	fields   map[string]bool // "SearchHit.more": seen in an answer
}

func newContract(t *testing.T) *contract {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(openapiText)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(context.Background(), openapi3.EnableExamplesValidation()); err != nil {
		t.Fatalf("openapi.json is no OpenAPI document: %v", err)
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return &contract{doc: doc, router: router, answered: map[string]bool{}, fields: map[string]bool{}}
}

// hold checks an answer against the document: its status, fields of its header,
// media type and body.
func (k *contract) hold(t *testing.T, r *http.Request, w *httptest.ResponseRecorder) {
	t.Helper()
	route, parameters, err := k.router.FindRoute(r)
	if err != nil {
		if w.Code == http.StatusMethodNotAllowed || w.Code == http.StatusNotFound {
			return // no documented operation, and none answered
		}
		t.Errorf("%s %s is answered %d but not documented: %v", r.Method, r.URL.Path, w.Code, err)
		return
	}
	responses := route.Operation.Responses
	status := strconv.Itoa(w.Code)
	if responses.Value(status) == nil {
		t.Errorf("%s %s: %s is not documented", r.Method, route.Path, status)
		return
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: parameters, Route: route},
		Status:                 w.Code, Header: w.Header(),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	input.SetBodyBytes(w.Body.Bytes())
	if err := openapi3filter.ValidateResponse(context.Background(), input); err != nil {
		t.Errorf("%s %s answers %d\n%s\nwhich is not what the document says: %v", r.Method, r.URL, w.Code, w.Body, err)
		return
	}
	k.answered[r.Method+" "+route.Path+" "+status] = true
	if content := responses.Value(status).Value.Content.Get(w.Header().Get("Content-Type")); content != nil && content.Schema != nil {
		var body any
		if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
			t.Errorf("%s %s: %v", r.Method, r.URL, err)
		}
		k.see(content.Schema, body)
	}
}

// see notes which documented fields an answer had.
func (k *contract) see(schema *openapi3.SchemaRef, value any) {
	switch v := value.(type) {
	case map[string]any:
		name := lastPart("/" + schema.Ref)
		for field, inner := range v {
			k.fields[name+"."+field] = true
			if p := schema.Value.Properties[field]; p != nil {
				k.see(p, inner)
			}
		}
	case []any:
		for _, item := range v {
			k.see(schema.Value.Items, item)
		}
	}
}

// writeGuides gives the small site what a build writes for programs.
func writeGuides(t *testing.T, i *instance) {
	t.Helper()
	const text = `{"lang":"en","section":"%s","slug":"%s","url":"/en/%s/","title":"Get a new card","summary":"","questions":["how"],` +
		`"html":"<p>text</p>","markdown":"# Get a new card\n","sections":[{"id":"fee","heading":"Fee","text":"text"}],` +
		`"sources":[{"title":"law","url":"https://law.example/","accessed":"2026-11-20"}],` +
		`"facts":[{"name":"phone-12333","kind":"phone","value":"12333","source":"S14","checked":"2026-11-22"}],` +
		`"languages":[{"lang":"en","url":"/en/guides/reissue/"}],"reviewed":"2026-11-20","review_by":"2027-05-20","overdue":false,"draft":false}`
	for page, record := range map[string]string{
		"/en/guides/reissue/": fmt.Sprintf(text, "guides", "reissue", "guides/reissue"),
		"/zh/guides/reissue/": fmt.Sprintf(text, "guides", "reissue", "guides/reissue"),
		"/en/about/":          fmt.Sprintf(text, "", "about", "about"),
	} {
		packed, err := records.Append(nil, []records.Record{{Page: page, Body: []byte(record)}})
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, i.dir, records.File(page), string(packed))
	}
	site := siteOf(i.theme, "two")
	site.Guides = append(site.Guides, theme.Guide{Lang: "en", URL: "/en/about/", Slug: "about", Title: "About"})
	description, err := json.Marshal(site)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, i.dir, siteFile, string(description))
	if err := i.Reload(); err != nil {
		t.Fatal(err)
	}
}
