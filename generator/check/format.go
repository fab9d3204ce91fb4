package check

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"
)

// Format is how a report is printed.
type Format string

const (
	Text   Format = "text"   // a line for each finding, and a summary
	JSON   Format = "json"   // one document
	GitHub Format = "github" // annotations of a pull request, and a summary
)

// Formats lists them.
func Formats() []Format { return []Format{Text, JSON, GitHub} }

// Write prints a report. folder is where the content lies, seen from whoever
// reads it, so that editors and programs can open the files; "" for none.
func (r Report) Write(w io.Writer, format Format, folder string) error {
	b := bufio.NewWriter(w)
	switch format {
	case JSON:
		if err := r.writeJSON(b, folder); err != nil {
			return err
		}
	case GitHub:
		for _, f := range r.Findings {
			f = f.in(folder)
			fmt.Fprintf(b, "::%s file=%s,line=%d,col=%d,title=%s::%s\n",
				f.Severity, property(f.File), f.Line, f.Column, property(f.Rule), data(f.Message))
		}
		fmt.Fprintln(b, r.Summary())
	default:
		for _, f := range r.Findings {
			fmt.Fprintln(b, f.in(folder))
		}
		fmt.Fprintln(b, r.Summary())
	}
	return b.Flush()
}

// in gives a finding whose file is named from outside of the content folder.
func (f Finding) in(folder string) Finding {
	if folder != "" {
		f.File = path.Join(folder, f.File)
	}
	return f
}

// writeJSON writes one finding after the other, as there may be many.
func (r Report) writeJSON(w io.Writer, folder string) error {
	fmt.Fprintf(w, "{\n  \"pages\": %d,\n  \"errors\": %d,\n  \"warnings\": %d,\n  \"findings\": [", r.Pages, r.Errors, r.Warnings)
	for i, f := range r.Findings {
		var line strings.Builder
		encoder := json.NewEncoder(&line)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(f.in(folder)); err != nil {
			return fmt.Errorf("write the report: %w", err)
		}
		if i > 0 {
			io.WriteString(w, ",")
		}
		fmt.Fprintf(w, "\n    %s", strings.TrimSuffix(line.String(), "\n"))
	}
	if len(r.Findings) > 0 {
		io.WriteString(w, "\n  ")
	}
	_, err := io.WriteString(w, "]\n}\n")
	return err
}

// data and property escape what stands in a workflow command, see
// https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts.
func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func property(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
