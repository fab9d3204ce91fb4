package main

import (
	"bytes"
	"errors"
	"io/fs"

	"shebao/generator/guide"
	"shebao/server/live"
)

// maxFaults is how many faults a page shows.
const maxFaults = 50

// faults are what is wrong, each with its line of the source.
func (e *editing) faults(err error) []live.Fault {
	var all guide.Faults
	if !errors.As(err, &all) {
		return []live.Fault{{Message: err.Error()}}
	}
	var list []live.Fault
	for _, f := range all[:min(len(all), maxFaults)] {
		list = append(list, live.Fault{File: f.File, Line: f.Line, Column: f.Column, Message: f.Message, Source: e.sourceLine(f)})
	}
	return list
}

// sourceLine is the line at which a fault is, "" where it has none.
func (e *editing) sourceLine(f guide.Fault) string {
	content, closeContent, err := e.OpenContent()
	if err != nil || f.Line == 0 {
		return ""
	}
	defer func() { _ = closeContent() }()
	text, err := fs.ReadFile(content, f.File)
	if err != nil {
		return ""
	}
	lines := bytes.Split(text, []byte("\n"))
	if f.Line > len(lines) {
		return ""
	}
	line := bytes.TrimRight(lines[f.Line-1], "\r")
	return string(bytes.ToValidUTF8(line[:min(len(line), 500)], nil))
}
