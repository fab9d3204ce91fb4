package main

import (
	"encoding/json"
	"io"
)

// writeJSON prints what a command found, for programs: indented, and without
// escaping the letters that HTML minds.
func writeJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}
