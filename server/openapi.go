package server

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/labstack/echo/v4"
)

// openapiText is the OpenAPI document: the API's contract. Tests hold it to the
// handlers in both directions.
//
//go:embed openapi.json
var openapiText []byte

// schemaPath is where each schema of the API can be had on its own.
const schemaPath = "/api/schema/"

// description is the API as its document describes it, made ready to be sent.
type description struct {
	document openapiDocument
	schemas  map[string][]byte // by file name: "card-status.json"
}

func newDescription() (*description, error) {
	d := &description{schemas: map[string][]byte{}}
	if err := json.Unmarshal(openapiText, &d.document); err != nil {
		return nil, fmt.Errorf("openapi.json: %w", err)
	}
	var raw struct {
		Components struct{ Schemas map[string]json.RawMessage }
	}
	if err := json.Unmarshal(openapiText, &raw); err != nil {
		return nil, fmt.Errorf("openapi.json: %w", err)
	}
	for name := range raw.Components.Schemas {
		text, err := json.MarshalIndent(map[string]any{
			"$schema": "https://json-schema.org/draft/2020-12/schema",
			"$id":     schemaPath + schemaFile(name),
			"$ref":    "#/$defs/" + name,
			"$defs":   raw.Components.Schemas,
		}, "", "  ")
		if err != nil {
			return nil, fmt.Errorf("openapi.json: schema %s: %w", name, err)
		}
		d.schemas[schemaFile(name)] = []byte(strings.ReplaceAll(string(text), "#/components/schemas/", "#/$defs/") + "\n")
	}
	return d, nil
}

// schemaFile is the file name of a schema: CardStatus is card-status.json.
func schemaFile(name string) string {
	var out strings.Builder
	for i, r := range name {
		if r >= 'A' && r <= 'Z' {
			if i > 0 {
				out.WriteByte('-')
			}
			r += 'a' - 'A'
		}
		out.WriteRune(r)
	}
	return out.String() + ".json"
}

// openapi answers GET /api/openapi.json.
func (s *Server) openapi(c echo.Context, b *build) error {
	return s.sendTagged(c, "application/json", openapiText)
}

// schema answers GET /api/schema/<name>.json.
func (s *Server) schema(c echo.Context, b *build) error {
	text, ok := s.api.schemas[c.Param("name")]
	if !ok {
		return errNotFound
	}
	return s.sendTagged(c, "application/schema+json", text)
}
