package server

import (
	"encoding/json"
	"html/template"
)

// What the reference page needs of the OpenAPI document.
type (
	openapiDocument struct {
		Info struct {
			Title   string `json:"title"`
			TitleZH string `json:"x-title-zh"`
			openapiWords
		} `json:"info"`
		Tags []struct {
			Name   string `json:"name"`
			NameZH string `json:"x-name-zh"`
			openapiWords
		} `json:"tags"`
		Paths      map[string]map[string]openapiOperation `json:"paths"` // by path, then method in small letters
		Components struct {
			Schemas    map[string]openapiSchema    `json:"schemas"`
			Responses  map[string]openapiResponse  `json:"responses"`
			Parameters map[string]openapiParameter `json:"parameters"`
		} `json:"components"`
	}
	// openapiWords stand in English, and beside that in Chinese.
	openapiWords struct {
		Description   string `json:"description"`
		DescriptionZH string `json:"x-description-zh"`
	}
	openapiOperation struct {
		ID        string   `json:"operationId"`
		Tags      []string `json:"tags"`
		Summary   string   `json:"summary"`
		SummaryZH string   `json:"x-summary-zh"`
		openapiWords
		Parameters  []openapiParameter `json:"parameters"`
		RequestBody *struct {
			Content map[string]struct {
				Schema  openapiSchema   `json:"schema"`
				Example json.RawMessage `json:"example"`
			} `json:"content"`
		} `json:"requestBody"`
		Responses map[string]openapiResponse `json:"responses"`
	}
	openapiParameter struct {
		Ref      string `json:"$ref"`
		Name     string `json:"name"`
		In       string `json:"in"`
		Required bool   `json:"required"`
		openapiWords
		Schema  openapiSchema `json:"schema"`
		Example string        `json:"example"`
	}
	openapiResponse struct {
		Ref string `json:"$ref"`
		openapiWords
		Content map[string]struct {
			Schema openapiSchema `json:"schema"`
		} `json:"content"`
	}
	openapiSchema struct {
		Ref    string `json:"$ref"`
		Type   string `json:"type"`
		Format string `json:"format"`
		openapiWords
		Minimum    *int                     `json:"minimum"`
		Maximum    *int                     `json:"maximum"`
		MinLength  *int                     `json:"minLength"`
		MaxLength  *int                     `json:"maxLength"`
		Default    json.RawMessage          `json:"default"`
		Required   []string                 `json:"required"`
		Properties map[string]openapiSchema `json:"properties"`
		Items      *openapiSchema           `json:"items"`
	}
)

func (w openapiWords) in(lang string) template.HTML {
	if lang == "zh" {
		return markUp(w.DescriptionZH)
	}
	return markUp(w.Description)
}
