package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows are the imports that a room may have of ours. A room that is not
// listed may have none.
var arrows = map[string][]string{
	"shebao/cmd/shebao/site":        {"shebao/cmd/shebao/process", "shebao/content", "shebao/generator", "shebao/generator/archive", "shebao/generator/guide", "shebao/generator/poster", "shebao/generator/publish", "shebao/generator/records", "shebao/generator/theme", "shebao/search", "shebao/server/card"},
	"shebao/cmd/shebao/settings":    {"shebao/generator/guide"}, // how far a word is from another
	"shebao/generator/markdown":     {"shebao/generator/typeset"},
	"shebao/generator/theme":        {"shebao/generator/theme/compile", "shebao/generator/typeset"},
	"shebao/generator":              {"shebao/generator/discovery", "shebao/generator/guide", "shebao/generator/jsontext", "shebao/generator/kept", "shebao/generator/markdown", "shebao/generator/publish", "shebao/generator/records", "shebao/generator/scaffold", "shebao/generator/theme"},
	"shebao/generator/discovery":    {"shebao/generator/guide", "shebao/generator/jsontext", "shebao/generator/theme"},
	"shebao/generator/kept":         {"shebao/generator/guide", "shebao/generator/publish", "shebao/generator/theme"},
	"shebao/generator/archive":      {"shebao/generator/publish"},
	"shebao/generator/publish":      {"shebao/generator/deflate"},
	"shebao/generator/scaffold":     {"shebao/generator/guide"},
	"shebao/generator/check":        {"shebao/generator", "shebao/generator/guide", "shebao/generator/markdown", "shebao/generator/theme"},
	"shebao/search":                 {"shebao/search/analysis", "shebao/search/everyday", "shebao/search/pinyin"},
	"shebao/search/eval":            {"shebao/search"},
	"shebao/server":                 {"shebao/search", "shebao/server/admission", "shebao/server/limit", "shebao/server/card", "shebao/generator/deflate", "shebao/generator/records", "shebao/generator/theme"},
	"shebao/generator/theme/sample": {"shebao/generator/theme"},
	"shebao/server/card/cardtest":   {"shebao/server/card", "shebao/server/card/memory"},
	"shebao/server/card/memory":     {"shebao/server/card"},
	"shebao/server/card/sqlite":     {"shebao/server/card"},
	"shebao/server/card/postgres":   {"shebao/server/card"},
}

// fences are modules of others that only some rooms may use.
var fences = map[string][]string{
	"github.com/yuin/goldmark":            {"shebao/generator/markdown"},
	"github.com/blevesearch/bleve":        {"shebao/search"},
	"github.com/blevesearch/mmap-go":      {"shebao/search"},
	"github.com/blevesearch/snowballstem": {"shebao/search/analysis"},
	"github.com/labstack/echo":            {"shebao/server"},
	"modernc.org/sqlite":                  {"shebao/server/card/sqlite"},
	"github.com/jackc/pgx":                {"shebao/server/card/postgres", "shebao/server/card/postgres/pgtest"},
	"github.com/spf13/cobra":              {"shebao/cmd/shebao", "shebao/cmd/shebao/settings"},
	"github.com/evanw/esbuild":            {"shebao/generator/theme"},
	"rsc.io/qr":                           {"shebao/generator/theme"},
	"github.com/goccy/go-yaml":            {"shebao/generator/guide", "shebao/cmd/shebao/settings"},
	"github.com/prometheus":               {"shebao/server", "shebao/cmd/shebao/telemetry"},
	"github.com/dunglas/httpsfv":          {"shebao/server"},
	"github.com/coreos/go-systemd":        {"shebao/cmd/shebao/process"},
	"github.com/getkin/kin-openapi":       {}, // tests only
	"github.com/redis/go-redis":           {"shebao/server/limit"},
	"github.com/mozillazg/go-pinyin":      {"shebao/search/pinyin"},
	"go.opentelemetry.io":                 {"shebao/server", "shebao/cmd/shebao/telemetry"},
	"github.com/fsnotify/fsnotify":        {"shebao/generator/watch"},
	"golang.org/x/crypto/acme":            {"shebao/server/https", "shebao/server/https/acmetest"},
	"golang.org/x/image":                  {"shebao/generator/poster"},
	"github.com/andybalholm/brotli":       {"shebao/server", "shebao/generator/publish"},
	"github.com/klauspost/compress":       {"shebao/server", "shebao/generator/archive", "shebao/generator/publish"},
}

// room is one package as 'go list' tells of it.
type room struct {
	ImportPath string
	Imports    []string
}

func TestEveryRoomImportsOnlyWhatItsArrowsAllow(t *testing.T) {
	for _, r := range rooms(t) {
		wiresAll := r.ImportPath == "shebao/cmd/shebao"
		for _, imported := range r.Imports {
			if strings.HasPrefix(imported, "shebao/") && !wiresAll && !slices.Contains(arrows[r.ImportPath], imported) {
				t.Errorf("%s imports %s: no arrow leads there", r.ImportPath, imported)
			}
			for module, allowed := range fences {
				if strings.HasPrefix(imported, module) && !slices.Contains(allowed, r.ImportPath) {
					t.Errorf("%s imports %s: only %s may", r.ImportPath, imported, strings.Join(allowed, ", "))
				}
			}
		}
	}
}

func TestTheCardPackageKnowsNeitherHTTPNorSQL(t *testing.T) {
	for _, r := range rooms(t) {
		if r.ImportPath != "shebao/server/card" {
			continue
		}
		for _, imported := range r.Imports {
			if imported == "net/http" || imported == "database/sql" {
				t.Errorf("%s imports %s", r.ImportPath, imported)
			}
		}
	}
}

// rooms asks the go command for every package of the module.
func rooms(t *testing.T) []room {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "shebao/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []room
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var r room
		err := decoder.Decode(&r)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("read go list: %v", err)
		}
		all = append(all, r)
	}
	if len(all) < 8 {
		t.Fatalf("go list names %d packages; expected the whole module", len(all))
	}
	return all
}
