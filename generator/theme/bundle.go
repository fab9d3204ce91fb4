package theme

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// Targets are the oldest browsers that get the whole design: those with cascade
// layers. The Chinese phone browsers built on Chromium are often years behind.
var targets = []api.Engine{
	{Name: api.EngineChrome, Version: "99"},
	{Name: api.EngineSafari, Version: "15.4"},
	{Name: api.EngineFirefox, Version: "97"},
}

// iconFile stands in the early script, and among the files for whoever shows
// the site by its icon.
const iconFile = "styles/icon.svg"

// bundle makes the files that pages load: the style sheet of all pages, the one
// for those that are no guides, one script for later, one tiny script that must
// run before the first paint, and the icon.
func bundle(fsys fs.FS, words map[string]Words) ([]File, Assets, error) {
	var files []File
	var assets Assets
	add := func(name string, body []byte) (url, integrity string) {
		file, integrity := fingerprinted(name, body)
		files = append(files, file)
		return "/" + file.Path, integrity
	}
	said, err := scriptWords(words)
	if err != nil {
		return nil, Assets{}, err
	}
	made, err := build(fsys, map[string]string{"WORDS": said}, "/styles/site.css", "/styles/more.css", "/scripts/site.js", "/scripts/offline.js", "/scripts/status.js")
	if err != nil {
		return nil, Assets{}, err
	}
	assets.CSS, assets.CSSIntegrity = add(styleName, made[styleName])
	assets.More, assets.MoreIntegrity = add("more.css", made["more.css"])
	assets.JS, assets.JSIntegrity = add("site.js", made["site.js"])
	assets.Offline, assets.OfflineIntegrity = add("offline.js", made["offline.js"])
	assets.Status, assets.StatusIntegrity = add("status.js", made["status.js"])

	icon, err := fs.ReadFile(fsys, iconFile)
	if err != nil {
		return nil, Assets{}, fmt.Errorf("bundle: %w", err)
	}

	// The early script fetches the other, and shows the icon: it says which, so
	// that pages need not.
	next := map[string]string{
		"NEXT": strconv.Quote(assets.JS), "INTEGRITY": strconv.Quote(assets.JSIntegrity),
		"ICON": strconv.Quote(string(dataURL("image/svg+xml", icon))),
	}
	if made, err = build(fsys, next, "/scripts/early.js"); err != nil {
		return nil, Assets{}, err
	}
	assets.Early, assets.EarlyIntegrity = add("early.js", made["early.js"])

	assets.Icon, _ = add("icon.svg", icon)
	return files, assets, nil
}

// scriptWords are the words that the script says, by language, as JavaScript.
func scriptWords(words map[string]Words) (string, error) {
	said := map[string]map[string]string{}
	for lang, w := range words {
		said[lang] = map[string]string{}
		for _, key := range w.Keys() {
			if name, ok := strings.CutPrefix(key, "script."); ok {
				said[lang][name] = w.Text(key)
			}
		}
	}
	text, err := json.Marshal(said)
	return string(text), err
}

// styleName is what the style sheet is called but for its hash.
const styleName = "site.css"

// fingerprinted gives a file the hash of its content in its name, and tells its
// integrity (https://www.w3.org/TR/SRI/).
func fingerprinted(name string, body []byte) (file File, integrity string) {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	file = File{Path: "assets/" + strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:5]) + ext, Body: body}
	return file, "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// At is the theme for a site at a base URL, such as "https://example.org": on
// paper it spells links within the site out whole. For "" it does not spell them.
func (th *Theme) At(base string) *Theme {
	if base == "" {
		return th
	}
	at := *th
	at.files = th.Files()
	i := slices.IndexFunc(at.files, func(f File) bool { return "/"+f.Path == th.assets.CSS })
	style := fmt.Appendf(slices.Clip(at.files[i].Body), "@layer tokens{:root{--site:%s}}", quoteCSS(base))
	at.files[i], at.assets.CSSIntegrity = fingerprinted(styleName, style)
	at.assets.CSS = "/" + at.files[i].Path
	return &at
}

// quoteCSS makes a string of CSS (https://www.w3.org/TR/css-syntax-3/#consume-string-token).
func quoteCSS(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		if r < ' ' || r == '"' || r == '\\' || r == 0x7f {
			fmt.Fprintf(&b, "\\%x ", r)
		} else {
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// build bundles files with all that they import, by the name of each; constants
// are names in scripts that stand for a JavaScript expression.
func build(fsys fs.FS, constants map[string]string, entries ...string) (map[string][]byte, error) {
	result := api.Build(api.BuildOptions{
		EntryPoints:       entries,
		Define:            constants,
		Bundle:            true,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Format:            api.FormatIIFE,
		Charset:           api.CharsetUTF8,
		Engines:           targets,
		Outdir:            "/",
		EntryNames:        "[name]",
		Plugins:           []api.Plugin{fromFS(fsys)},
		LogLevel:          api.LogLevelSilent,
	})
	if len(result.Errors) > 0 {
		lines := api.FormatMessages(result.Errors, api.FormatMessagesOptions{})
		return nil, fmt.Errorf("bundle: %s", strings.Join(lines, "\n"))
	}
	made := map[string][]byte{}
	for _, out := range result.OutputFiles {
		made[path.Base(out.Path)] = bytes.TrimSpace(out.Contents)
	}
	return made, nil
}

// fromFS lets esbuild read from an fs.FS: paths are those of the FS, with a
// slash before them.
func fromFS(fsys fs.FS) api.Plugin {
	loaders := map[string]api.Loader{".css": api.LoaderCSS, ".js": api.LoaderJS}
	return api.Plugin{Name: "fs", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: `.*`}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
			name := args.Path
			if !path.IsAbs(name) {
				name = path.Join(path.Dir(args.Importer), name)
			}
			return api.OnResolveResult{Path: name, Namespace: "theme"}, nil
		})
		build.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: "theme"}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
			src, err := fs.ReadFile(fsys, strings.TrimPrefix(args.Path, "/"))
			if err != nil {
				return api.OnLoadResult{}, err
			}
			text := string(src)
			return api.OnLoadResult{Contents: &text, Loader: loaders[path.Ext(args.Path)]}, nil
		})
	}}
}
