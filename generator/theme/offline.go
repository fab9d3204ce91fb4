package theme

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// Offline is the page for reading without a network: it tells what is on the
// device, searches titles and questions, and keeps all guides of its language.
// It is what the service worker shows where a page cannot be had.
type Offline struct {
	Page
	Guides int // of the language; 0 = more than a device should keep
}

// WorkerFile is where the service worker stands: at the root, so that it may
// answer for every page.
const WorkerFile = "sw.js"

// WorkerConfig is what the service worker knows of the site.
type WorkerConfig struct {
	Build     string                `json:"build"`  // names the bytes of the site but for the worker
	Assets    []string              `json:"assets"` // addresses that every page needs
	Languages []string              `json:"languages"`
	Lists     map[string]WorkerList `json:"lists"` // by language
}

// WorkerList is where the titles and questions of a language stand.
type WorkerList struct {
	Path  string `json:"path"`
	Small bool   `json:"small"` // small enough to be kept with the first page
}

// Worker is the service worker of a site. Whatever changes in the site changes
// its bytes, by which browsers notice a new build.
func (th *Theme) Worker(c WorkerConfig) ([]byte, error) {
	config, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("theme: service worker: %w", err)
	}
	return fmt.Appendf(nil, "self.shebao=%s;\n%s\n", config, th.worker), nil
}

// bundleWorker makes the service worker small.
func bundleWorker(fsys fs.FS) (string, error) {
	const name = "scripts/worker.js"
	source, err := fs.ReadFile(fsys, name)
	if err != nil {
		return "", err
	}
	result := api.Transform(string(source), api.TransformOptions{
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		Format: api.FormatIIFE, Charset: api.CharsetUTF8, Engines: targets, Sourcefile: name, LogLevel: api.LogLevelSilent,
	})
	if len(result.Errors) > 0 {
		return "", fmt.Errorf("bundle: %s", strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), "\n"))
	}
	return strings.TrimSpace(string(result.Code)), nil
}
