package theme

import (
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
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

// iconFile stands in every page's head, and among the files for whoever shows
// the site by its icon.
const iconFile = "styles/icon.svg"

// bundle makes the files that pages load: one style sheet, one script for later,
// one tiny script that must run before the first paint, and the icon.
func bundle(fsys fs.FS) ([]File, Assets, error) {
	result := api.Build(api.BuildOptions{
		EntryPointsAdvanced: []api.EntryPoint{
			{InputPath: "/styles/site.css", OutputPath: "site"},
			{InputPath: "/scripts/site.js", OutputPath: "site"},
			{InputPath: "/scripts/early.js", OutputPath: "early"},
			{InputPath: "/scripts/offline.js", OutputPath: "offline"},
		},
		Bundle:            true,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Format:            api.FormatIIFE,
		Charset:           api.CharsetUTF8,
		Engines:           targets,
		Outdir:            "/",
		Plugins:           []api.Plugin{fromFS(fsys)},
		LogLevel:          api.LogLevelSilent,
	})
	if len(result.Errors) > 0 {
		lines := api.FormatMessages(result.Errors, api.FormatMessagesOptions{})
		return nil, Assets{}, fmt.Errorf("bundle: %s", strings.Join(lines, "\n"))
	}
	icon, err := fs.ReadFile(fsys, iconFile)
	if err != nil {
		return nil, Assets{}, fmt.Errorf("bundle: %w", err)
	}

	var files []File
	var assets Assets
	add := func(name string, body []byte) (url, integrity string) {
		sum := sha512.Sum384(body)
		ext := path.Ext(name)
		file := File{
			Path: "assets/" + strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:5]) + ext,
			Body: body,
		}
		files = append(files, file)
		return "/" + file.Path, "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
	}
	for _, out := range result.OutputFiles {
		body := []byte(strings.TrimSpace(string(out.Contents)))
		switch name := path.Base(out.Path); name {
		case "site.css":
			assets.CSS, assets.CSSIntegrity = add(name, body)
		case "site.js":
			assets.JS, assets.JSIntegrity = add(name, body)
		case "early.js":
			assets.Early, assets.EarlyIntegrity = add(name, body)
		case "offline.js":
			assets.Offline, assets.OfflineIntegrity = add(name, body)
		}
	}
	assets.Icon, _ = add("icon.svg", icon)
	return files, assets, nil
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
