package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"shebao/generator/theme"
)

func choose(lang, en, zh string) string {
	if lang == "zh" {
		return zh
	}
	return en
}

var (
	codeMark   = regexp.MustCompile("`([^`]+)`")
	strongMark = regexp.MustCompile(`\*\*([^*]+)\*\*`)
)

// markUp turns the little Markdown of the document into HTML: `code`,
// **strong**, and paragraphs apart by empty lines.
func markUp(text string) template.HTML {
	out := template.HTMLEscapeString(text)
	out = codeMark.ReplaceAllString(out, "<code>$1</code>")
	out = strongMark.ReplaceAllString(out, "<strong>$1</strong>")
	return template.HTML(strings.ReplaceAll(out, "\n\n", "</p>\n<p>"))
}

// referencePage answers GET /<lang>/api/: the OpenAPI document for people. A
// page that the site itself has there goes first.
func (s *Server) referencePage(c echo.Context, b *build) error {
	lang := c.Param("lang")
	if !b.hasLanguage(lang) || b.files["/"+lang+"/api/"] != nil {
		return s.page(c, b)
	}
	page := s.api.reference(lang, s.exampleBase(c.Request(), b))
	page.Page = s.frame(b, lang, "/"+lang+"/api/")
	page.Title, page.NoIndex = page.Heading, false
	page.Alternates = b.alternates("/api/")
	c.Response().Header().Set("Cache-Control", everyTime)
	return s.sendPage(c, b, http.StatusOK, page)
}

// exampleBase is the address that the examples ask: the site's own or, where it
// names none, the one under which its reader has reached it.
func (s *Server) exampleBase(r *http.Request, b *build) string {
	switch {
	case b.site.BaseURL != "":
		return b.site.BaseURL
	case s.peers.isSecure(r):
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// reference is the whole of the document in a language. base is the address
// that the examples ask.
func (d *description) reference(lang, base string) theme.Reference {
	doc := d.document
	page := theme.Reference{
		Heading:  choose(lang, doc.Info.Title, doc.Info.TitleZH),
		Intro:    doc.Info.in(lang),
		Document: base + "/api/openapi.json",
	}
	for _, tag := range doc.Tags {
		group := theme.ReferenceGroup{Name: choose(lang, tag.Name, tag.NameZH), Text: tag.in(lang)}
		for _, path := range d.paths() {
			for method, o := range doc.Paths[path] {
				if o.Tags[0] == tag.Name {
					group.Operations = append(group.Operations, d.operation(lang, base, path, strings.ToUpper(method), o))
				}
			}
		}
		page.Groups = append(page.Groups, group)
	}
	for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
		schema := doc.Components.Schemas[name]
		page.Schemas = append(page.Schemas, theme.ReferenceSchema{
			Name: name, Text: schema.in(lang), URL: schemaPath + schemaFile(name), Fields: d.fields(lang, schema),
		})
	}
	return page
}

// paths are in the document's order: what callers need most comes first.
func (d *description) paths() []string {
	return slices.SortedFunc(maps.Keys(d.document.Paths), func(a, b string) int {
		return bytes.Index(openapiText, strconv.AppendQuote(nil, a)) - bytes.Index(openapiText, strconv.AppendQuote(nil, b))
	})
}

func (d *description) operation(lang, base, path, method string, o openapiOperation) theme.ReferenceOperation {
	out := theme.ReferenceOperation{
		ID: o.ID, Method: method, Path: path,
		Summary: choose(lang, o.Summary, o.SummaryZH), Text: o.in(lang),
	}
	address, query := path, url.Values{}
	for _, p := range o.Parameters {
		if p.Ref != "" {
			p = d.document.Components.Parameters[lastPart(p.Ref)]
		}
		out.Parameters = append(out.Parameters, theme.ReferenceField{
			Name: p.Name, Type: d.typeName(p.Schema).Text, Required: p.Required, Text: p.in(lang),
			Number: bounds(p.Schema.Minimum, p.Schema.Maximum, p.Schema.Default), Length: bounds(p.Schema.MinLength, p.Schema.MaxLength, nil),
		})
		switch {
		case p.In == "path":
			address = strings.ReplaceAll(address, "{"+p.Name+"}", p.Example)
		case p.Example != "":
			query.Set(p.Name, p.Example)
		}
	}
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	out.Example = fmt.Sprintf("curl '%s%s'", base, address)
	if o.RequestBody != nil {
		for mediaType, content := range o.RequestBody.Content {
			out.Body = d.typeName(content.Schema)
			out.Example = fmt.Sprintf("curl -X %s -H 'Content-Type: %s' -d '%s' '%s%s'", method, mediaType, compactJSON(content.Example), base, address)
		}
	}
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		r := o.Responses[status]
		if r.Ref != "" {
			r = d.document.Components.Responses[lastPart(r.Ref)]
		}
		answer := theme.ReferenceAnswer{Status: status, Text: r.in(lang)}
		for _, content := range r.Content {
			answer.Body = d.typeName(content.Schema)
		}
		out.Answers = append(out.Answers, answer)
	}
	return out
}

// fields are a schema's properties, the required ones first.
func (d *description) fields(lang string, schema openapiSchema) []theme.ReferenceField {
	var fields []theme.ReferenceField
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		p := schema.Properties[name]
		kind := d.typeName(p)
		fields = append(fields, theme.ReferenceField{
			Name: name, Type: kind.Text, URL: kind.URL, Required: slices.Contains(schema.Required, name), Text: p.in(lang),
		})
	}
	slices.SortStableFunc(fields, func(a, b theme.ReferenceField) int {
		switch {
		case a.Required == b.Required:
			return 0
		case a.Required:
			return -1
		}
		return 1
	})
	return fields
}

// bounds are those of a schema, nil where it does not have both.
func bounds(least, most *int, otherwise json.RawMessage) *theme.ReferenceBounds {
	if least == nil || most == nil {
		return nil
	}
	return &theme.ReferenceBounds{Least: strconv.Itoa(*least), Most: strconv.Itoa(*most), Default: string(otherwise)}
}

// typeName is what the page calls a type; one with fields of its own leads to them.
func (d *description) typeName(schema openapiSchema) theme.Link {
	switch {
	case schema.Ref != "":
		name := lastPart(schema.Ref)
		return theme.Link{Text: name, URL: "#" + name}
	case schema.Items != nil:
		item := d.typeName(*schema.Items)
		item.Text += "[]"
		return item
	case schema.Format != "":
		return theme.Link{Text: schema.Type + " (" + schema.Format + ")"}
	}
	return theme.Link{Text: schema.Type}
}

func lastPart(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

func compactJSON(text json.RawMessage) string {
	var value map[string]string
	if json.Unmarshal(text, &value) != nil {
		return string(text)
	}
	out, err := json.Marshal(value)
	if err != nil {
		return string(text)
	}
	return string(out)
}
