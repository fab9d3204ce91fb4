package guide

import (
	"bytes"
	"net/url"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
)

// maxFrontMatter is the most that a guide may say about itself, in bytes.
const maxFrontMatter = 16 << 10

// parts is a guide cut at the lines of three hyphens.
type parts struct {
	yaml     []byte
	body     []byte
	bodyLine int // from 1; the YAML begins on line 2
}

// cut separates the front matter from the body:
//
//	---
//	title: …
//	---
//	body
//
// The problem, if there is one, is on the first line.
func cut(src []byte) (p parts, problem string) {
	first, rest, _ := bytes.Cut(src, []byte("\n"))
	if !fence(first) {
		if first, _, _ := bytes.Cut(bytes.TrimSpace(src), []byte("\n")); fence(first) {
			return p, "the front matter has to begin on the first line: take the empty lines above --- out"
		}
		return p, "the guide has no front matter: begin it with three lines, ---, title: …, ---"
	}
	for at, line := 0, 2; at <= maxFrontMatter; line++ {
		end := bytes.IndexByte(rest[at:], '\n')
		last := end < 0
		if last {
			end = len(rest) - at
		}
		if fence(rest[at : at+end]) {
			p = parts{yaml: rest[:at], bodyLine: line + 1}
			if !last {
				p.body = rest[at+end+1:]
			}
			return p, ""
		}
		if last {
			return p, "the front matter is not closed: put a line of three hyphens, ---, below it"
		}
		at += end + 1
	}
	return p, "the front matter is longer than 16 KiB or not closed: put a line of three hyphens, ---, below it"
}

func fence(line []byte) bool {
	return string(bytes.TrimRight(line, " \t")) == "---"
}

// frontMatterKeys are the keys of a guide, as an editor writes them.
func frontMatterKeys() []string {
	return []string{"title", "summary", "questions", "related", "sources", "reviewed", "review_by", "aliases", "order", "draft"}
}

// frontMatter reads what a guide in this language says about itself.
func (r *reader) frontMatter(root ast.Node, lang string) (fm FrontMatter) {
	titled := false
	for key, v := range r.entries(root, "the front matter") {
		k := name(key)
		switch k {
		case "title":
			titled = true
			before := len(r.faults)
			fm.Title = r.prose(v, k, lang)
			if fm.Title == "" && len(r.faults) == before {
				r.fault("missing-key", key, "the title is empty: say what the page is about")
			}
		case "summary":
			fm.Summary = r.prose(v, k, lang)
		case "questions":
			fm.Questions = r.list(v, k, func(n ast.Node) string { return r.prose(n, k, lang) })
		case "related":
			fm.Related = r.texts(v, k)
		case "sources":
			for n := range r.items(v, k) {
				fm.Sources = append(fm.Sources, r.source(n, lang))
			}
		case "reviewed":
			fm.Reviewed = r.date(v, k)
		case "review_by":
			fm.ReviewBy = r.date(v, k)
		case "aliases":
			fm.Aliases = r.list(v, k, r.alias)
		case "order":
			fm.Order = r.integer(v, k)
		case "draft":
			fm.Draft = r.boolean(v, k)
		default:
			r.unknown(key, frontMatterKeys()...)
		}
	}
	if _, keys := mapping(root); keys && !titled {
		r.faults = append(r.faults, Fault{File: r.file, Line: 1, Message: "the guide has no title: add title: … to its front matter", Rule: "missing-key"})
	}
	return fm
}

// source reads an entry of sources: keys, or a title alone.
func (r *reader) source(n ast.Node, lang string) (s Source) {
	if _, scalar := n.(ast.ScalarNode); scalar {
		s.Title = r.prose(n, "sources", lang)
		return s
	}
	before := len(r.faults)
	for key, v := range r.entries(n, "a source") {
		switch k := name(key); k {
		case "title":
			s.Title = r.prose(v, k, lang)
		case "url":
			s.URL = r.webAddress(v, k)
		case "accessed":
			s.Accessed = r.date(v, k)
		default:
			r.unknown(key, "title", "url", "accessed")
		}
	}
	if s.Title == "" && s.URL == "" && len(r.faults) == before {
		r.fault("missing-key", n, "a source has neither title nor url")
	}
	return s
}

// webAddress reads a complete http or https address. Nothing is "".
func (r *reader) webAddress(n ast.Node, key string) string {
	s := r.text(n, key)
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.ContainsFunc(s, unicode.IsSpace) {
		r.fault("bad-address", n, "%s has to be a web address that begins with https:// or http://, not %q", key, s)
		return ""
	}
	return s
}
