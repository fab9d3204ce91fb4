package server

import (
	"io/fs"
	"iter"
	"net/url"
	"path"
	"regexp"
	"strings"
	"sync/atomic"

	"shebao/generator/records"
)

// file is one file of a build.
type file struct {
	name string // below the folder: "zh/guides/reissue/index.html"
	size int64  // in bytes; of a record 0, since it is not known before it is read
	in   string // the file that a record stands in; "": the file stands for itself
	*fileType

	etags  [encodings]atomic.Pointer[[]string] // of the variants that were sent before
	hashed atomic.Pointer[hashed]              // of a file too large to be kept
}

// fileType is what files of a kind have in common, as header values.
type fileType struct {
	contentType  []string
	cacheControl []string
	packed       bool // worth compressing
	part         bool // of a page: a style sheet or script with its hash in its name
}

// How long a browser keeps what it was sent. Pages are asked for again each
// time, which costs a 304; names that carry their content's hash never change.
const (
	forever   = "public, max-age=31536000, immutable"
	anHour    = "public, max-age=3600"
	everyTime = "no-cache"
)

// fingerprint matches a name that carries the hash of its content.
var fingerprint = regexp.MustCompile(`^assets/(?:.*/)?[^/]*[-.](?:[0-9a-f]{8,}|[0-9A-Z]{8})\.[a-z0-9.]+$`)

// typeOf tells a file's type by its name. Content is never looked at, and an
// unknown type is only ever downloaded.
func typeOf(name string) (contentType, cacheControl string, packed bool) {
	cacheControl = everyTime
	ext := strings.ToLower(path.Ext(name))
	switch ext {
	case ".html", ".css", ".csv":
		contentType, packed = "text/"+ext[1:]+"; charset=utf-8", true
	case ".js", ".mjs":
		contentType, packed = "text/javascript; charset=utf-8", true
	case ".md":
		contentType, packed = "text/markdown; charset=utf-8", true
	case ".txt":
		contentType, packed = "text/plain; charset=utf-8", true
	case ".json", ".map":
		contentType, packed = "application/json", true
	case ".webmanifest":
		contentType, packed = "application/manifest+json", true
	case ".xml":
		contentType, packed = "application/xml; charset=utf-8", true
		switch path.Base(name) {
		case "feed.xml":
			contentType = "application/atom+xml; charset=utf-8"
		case "opensearch.xml":
			contentType = "application/opensearchdescription+xml; charset=utf-8"
		}
	case ".svg":
		contentType, packed = "image/svg+xml; charset=utf-8", true
	case ".png", ".gif", ".webp", ".avif":
		contentType, cacheControl = "image/"+ext[1:], anHour
	case ".jpg", ".jpeg":
		contentType, cacheControl = "image/jpeg", anHour
	case ".ico":
		contentType, cacheControl = "image/x-icon", anHour
	case ".woff2":
		contentType = "font/woff2"
	case ".pdf":
		contentType = "application/pdf"
	default:
		contentType = "application/octet-stream"
	}
	if fingerprint.MatchString(name) {
		cacheControl = forever
	}
	return contentType, cacheControl, packed
}

// isPart tells whether a file is only ever part of a page. A picture in SVG is
// none: it can be opened by itself, as a document.
func isPart(contentType, cacheControl string) bool {
	return cacheControl == forever && (strings.HasPrefix(contentType, "text/css") || strings.HasPrefix(contentType, "text/javascript"))
}

// isCopy tells whether a file is a compressed copy that a build has made for
// other web servers. This one compresses by itself, as its clients like it.
func isCopy(name string) bool {
	switch ext := path.Ext(name); ext {
	case ".br", ".gz", ".zst":
		_, _, packed := typeOf(strings.TrimSuffix(name, ext))
		return packed
	}
	return false
}

// readAddresses finds every file of the build and the addresses that lead to
// it. Only an address found here is ever answered, so that nothing in a
// request's path can reach outside the build. Files whose names begin with a
// dot, and whatever is no regular file, have no address. listed are the files
// where whoever built them tells; nil = the folder is looked through.
func (b *build) readAddresses(listed iter.Seq2[string, int64]) error {
	b.files = map[string]*file{}
	b.redirects = map[string]string{}
	b.notFound = map[string]*file{}
	types := map[[2]string]*fileType{}
	fileTypeOf := func(name string) *fileType {
		contentType, cacheControl, packed := typeOf(name)
		t := types[[2]string{contentType, cacheControl}]
		if t == nil {
			t = &fileType{[]string{contentType}, []string{cacheControl}, packed, isPart(contentType, cacheControl)}
			types[[2]string{contentType, cacheControl}] = t
		}
		return t
	}
	add := func(name string, size int64) {
		b.add(&file{name: name, size: size, fileType: fileTypeOf(name)})
	}
	if listed == nil {
		if err := b.lookThrough(add); err != nil {
			return err
		}
	} else {
		for name, size := range listed {
			if !isCopy(name) {
				add(name, size)
			}
		}
	}
	b.addRecords(fileTypeOf(guideFile))
	for from, to := range b.site.Redirects {
		if isLocal(from) && isLocal(to) {
			b.redirects[from] = to
			b.redirects[otherSlash(from)] = to
		}
	}
	return nil
}

// lookThrough finds the files in the build's folder.
func (b *build) lookThrough(add func(name string, size int64)) error {
	return fs.WalkDir(b.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !d.Type().IsRegular(), isCopy(name):
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		add(name, info.Size())
		return nil
	})
}

// add gives a file its address: index.html has its folder's.
func (b *build) add(f *file) {
	lang, below, _ := strings.Cut(f.name, "/")
	switch {
	case f.name == "404.html":
		b.notFound[""] = f
	case below == "404.html" && b.hasLanguage(lang):
		b.notFound[lang] = f
	case path.Base(f.name) == "index.html":
		b.files["/"+strings.TrimSuffix(f.name, "index.html")] = f
	default:
		b.files["/"+f.name] = f
	}
}

// addRecords gives the record of each guide, which stands in a file with others,
// an address beside the guide's page.
func (b *build) addRecords(t *fileType) {
	for _, g := range b.site.Guides {
		address, in := g.URL+guideFile, records.File(g.URL)
		if b.files[address] == nil && b.files["/"+in] != nil {
			b.files[address] = &file{name: strings.TrimPrefix(address, "/"), in: in, fileType: t}
		}
	}
}

// find is the file at an address, or the address that is meant instead: an old
// one's new one, a folder's with the slash that was forgotten, or without the
// index.html. What is returned stands in the build, not in the request.
func (b *build) find(address string) (f *file, instead string) {
	if to, ok := b.redirects[address]; ok && to != address {
		return nil, to
	}
	if f := b.files[address]; f != nil {
		return f, ""
	}
	if strings.HasSuffix(address, "/") {
		return nil, ""
	}
	folder := address + "/"
	if above, ok := strings.CutSuffix(address, "/index.html"); ok {
		folder = above + "/"
	}
	if b.files[folder] != nil {
		return nil, folder
	}
	return nil, ""
}

// isLocal tells whether a redirect stays on this site: "//host" and "/\host"
// would leave it.
func isLocal(address string) bool {
	return strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.ContainsAny(address, "\\\r\n\t")
}

// otherSlash adds or removes the slash at the end.
func otherSlash(address string) string {
	if trimmed, ok := strings.CutSuffix(address, "/"); ok {
		return trimmed
	}
	return address + "/"
}

// addressOf is the address that a URL asks for. ok is false where a slash, a
// backslash or a NUL hides behind an escape: such a path has another meaning
// for whoever decodes it a second time.
func addressOf(u *url.URL) (address string, ok bool) {
	if strings.ContainsAny(u.Path, "\\\x00") {
		return "", false
	}
	// RawPath is set only where the path is not escaped in the usual way.
	if u.RawPath != "" && strings.Contains(strings.ToLower(u.RawPath), "%2f") {
		return "", false
	}
	return u.Path, true
}
