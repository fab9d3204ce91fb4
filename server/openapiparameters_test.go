package server

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// Each documented parameter is read by the operation that documents it, within
// the bounds that are documented; each that is read is documented.
func TestTheDocumentKnowsEveryParameter(t *testing.T) {
	i := start(t, func(c *Config) { c.Votes = &votes{} })
	writeGuides(t, i)
	everyName := parameterNames(t)
	for path, item := range newContract(t).doc.Paths.Map() {
		for method, operation := range item.Operations() {
			o := asker{i, method, path, map[string]*openapi3.Parameter{}}
			for _, p := range operation.Parameters {
				switch p.Value.In {
				case "query":
					o.documented[p.Value.Name] = p.Value
				case "path":
					o.path = strings.ReplaceAll(o.path, "{"+p.Value.Name+"}", fmt.Sprint(p.Value.Example))
				}
			}
			if code, faults, body := o.ask(nil); code >= 400 && len(o.documented) > 0 {
				t.Fatalf("%s %s with what is required is %d, %v\n%s", method, path, code, faults, body)
			}
			for _, name := range everyName {
				// What is read may be given once; what is not is left alone.
				_, faults, _ := o.ask(map[string][]string{name: {"1", "1"}})
				if read, documented := faults[name] == "repeated", o.documented[name] != nil; read != documented {
					t.Errorf("%s %s: %s is read: %t, is documented: %t", method, path, name, read, documented)
				}
			}
			for name, p := range o.documented {
				if !slices.Contains(everyName, name) {
					t.Errorf("%s %s: no handler reads %s", method, path, name)
				}
				o.holdToBounds(t, name, p)
			}
		}
	}
}

// asker asks an operation, with what it requires.
type asker struct {
	*instance
	method, path string
	documented   map[string]*openapi3.Parameter
}

// ask gives parameters beside the required ones, or in their stead; a nil one is
// left out. faults are reasons by parameter.
func (o asker) ask(given map[string][]string) (code int, faults map[string]string, body string) {
	values := url.Values{}
	for name, p := range o.documented {
		if p.Required {
			values.Set(name, fmt.Sprint(p.Example))
		}
	}
	maps.Copy(values, given)
	r := httptest.NewRequest(o.method, "http://example.com"+o.path+"?"+values.Encode(), strings.NewReader(`{"id_number":"`+knownID+`","card_number":"`+lostCard+`"}`))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	o.Handler().ServeHTTP(w, r)
	var p struct {
		Errors []struct{ Field, Reason string }
	}
	faults = map[string]string{}
	if w.Code == 400 && json.Unmarshal(w.Body.Bytes(), &p) == nil {
		for _, f := range p.Errors {
			faults[f.Field] = f.Reason
		}
	}
	return w.Code, faults, w.Body.String()
}

func (o asker) holdToBounds(t *testing.T, name string, p *openapi3.Parameter) {
	t.Helper()
	try := func(good bool, values ...string) {
		t.Helper()
		code, faults, body := o.ask(map[string][]string{name: values})
		if said := faults[name] != ""; said == good || good && code != 200 {
			t.Errorf("%s %s with %s = %.80q is %d, %v\n%s", o.method, o.path, name, values, code, faults, body)
		}
	}
	s := p.Schema.Value
	try(!p.Required) // left out
	switch {
	case s.Type.Is("integer"):
		if s.Min == nil || s.Max == nil || s.Default == nil {
			t.Fatalf("%s %s: %s has no bounds, or no default", o.method, o.path, name)
		}
		for _, n := range []int{int(*s.Min), int(*s.Max), int(s.Default.(float64))} {
			try(true, strconv.Itoa(n))
		}
		for _, bad := range []string{strconv.Itoa(int(*s.Min) - 1), strconv.Itoa(int(*s.Max) + 1), "", "x", "1.5", "0x1", "99999999999999999999"} {
			try(false, bad)
		}
		_, _, without := o.ask(nil)
		_, _, with := o.ask(map[string][]string{name: {fmt.Sprint(s.Default)}})
		if without != with {
			t.Errorf("%s %s: without %s it is\n%s\nand with its default\n%s", o.method, o.path, name, without, with)
		}
	case len(s.Enum) > 0:
		for _, word := range s.Enum {
			try(true, fmt.Sprint(word))
		}
		try(false, "")
		try(false, "else")
	case name == "lang": // one of the site's, which no document can know
		try(true, "en")
		try(true, "zh")
		try(false, "xx")
	default:
		if s.MaxLength == nil || s.MinLength == 0 {
			t.Fatalf("%s %s: it is not known how long %s may be", o.method, o.path, name)
		}
		for _, letter := range []string{"a", "卡"} {
			try(true, strings.Repeat(letter, int(s.MinLength)))
			try(true, strings.Repeat(letter, int(*s.MaxLength)))
			try(false, strings.Repeat(letter, int(*s.MaxLength)+1))
		}
		try(false, "")
	}
}

// parameterNames are those of all parameters that anything here reads, by its
// source.
func parameterNames(t *testing.T) []string {
	t.Helper()
	names := map[string]bool{"lang": true} // which parameters.lang reads
	files, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			method, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			switch method.Sel.Name {
			case "QueryParam", "QueryParams", "QueryString", "FormValue", "Query":
				t.Errorf("%s: %s reads parameters past readParameters", file, method.Sel.Name)
			case "value", "text", "required", "number":
				if len(call.Args) > 0 {
					if name, ok := call.Args[0].(*ast.BasicLit); ok && name.Kind == token.STRING {
						plain, err := strconv.Unquote(name.Value)
						if err != nil {
							t.Fatal(err)
						}
						names[plain] = true
					}
				}
			}
			return true
		})
	}
	return slices.Sorted(maps.Keys(names))
}
