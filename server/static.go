package server

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// page answers GET /…: the generated pages and every other file of the build.
func (s *Server) page(c echo.Context, b *build) error {
	address, ok := addressOf(c.Request().URL)
	if !ok {
		return errNotFound
	}
	if err := s.sendAddress(c, b, address); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return s.fromBuild(c, b, func(b *build) error { return s.sendAddress(c, b, address) })
}

// maxBuilds is how often a build is looked for, for one answer. Where a build cannot
// take the place of another in one step, there is none for a moment.
const (
	maxBuilds      = 5
	betweenRenames = 10 * time.Millisecond
)

// fromBuild answers from a build or, where its folder has gone, from the one
// that has taken its place.
func (s *Server) fromBuild(c echo.Context, b *build, send func(*build) error) error {
	err := send(b)
	for range maxBuilds - 1 {
		if !errors.Is(err, fs.ErrNotExist) || c.Response().Committed {
			return err
		}
		// The folder has gone: another build has taken its place within the last
		// second. It is picked up now rather than at the next look.
		switch err := s.replace(b); {
		case errors.Is(err, fs.ErrNotExist): // between two renames
			time.Sleep(betweenRenames)
			continue
		case err != nil:
			return unavailable(err)
		}
		next := s.acquire()
		if next == nil {
			return errClosed
		}
		defer next.leave()
		c.Response().Header()[buildHeader] = next.name
		b, err = next, send(next)
	}
	if errors.Is(err, fs.ErrNotExist) && !c.Response().Committed {
		return unavailable(err)
	}
	return err
}

func unavailable(err error) error {
	return &failure{status: http.StatusServiceUnavailable, kind: "unavailable", retryAfter: time.Second, err: err}
}

// sendAddress answers with whatever stands at an address of a build.
func (s *Server) sendAddress(c echo.Context, b *build, address string) error {
	f, instead := b.find(address)
	switch {
	case f != nil:
		return s.sendFile(c, b, f, http.StatusOK)
	case instead != "":
		c.Response().Header().Set("Cache-Control", everyTime)
		return redirect(c, http.StatusMovedPermanently, instead)
	}
	if kept, ok := b.earlier[address]; ok {
		return s.sendEarlier(c, kept)
	}
	if err := s.sendShared(c, address); err != errNotOnShelf {
		return err
	}
	return errNotFound
}

// redirect sends a reader to an address of this site. Nothing of the request
// is in it.
func redirect(c echo.Context, status int, to string) error {
	to, fragment, _ := strings.Cut(to, "#")
	path, query, _ := strings.Cut(to, "?")
	u := url.URL{Path: path, RawQuery: query, Fragment: fragment}
	c.Response().Header().Set("Location", u.String())
	return c.NoContent(status)
}

// sendFile answers with a file: whole, as "not modified", or a part of it. With
// another status than 200 it is always whole.
//
// Each encoding has an ETag of its own, the hash of the very bytes (RFC 9110,
// 8.8.3). Ranges are of the file as it stands, without encoding.
func (s *Server) sendFile(c echo.Context, b *build, f *file, status int) error {
	r, h := c.Request(), c.Response().Header()
	h["Content-Type"] = f.contentType
	if status == http.StatusOK {
		h["Cache-Control"] = f.cacheControl
	}
	if f.part {
		if p, ok := c.Response().Writer.(*place); ok {
			p.common = &s.headers.parts
		}
	}
	e := identity
	if f.packed {
		addVary(h, "Accept-Encoding")
		if r.Header["Range"] == nil || status != http.StatusOK {
			e = negotiate(strings.Join(r.Header["Accept-Encoding"], ","))
		}
	}
	if f.size > b.cache.largest() {
		return s.sendLarge(c, b, f, status)
	}
	if etag := f.etags[e].Load(); etag != nil && status == http.StatusOK && unchanged(r, (*etag)[0]) {
		return notModified(c, *etag)
	}
	v, err := s.variant(b, f, e)
	if err != nil {
		return err
	}
	if status == http.StatusOK {
		h["Etag"] = v.etag
		switch {
		case unchanged(r, v.etag[0]):
			return notModified(c, v.etag)
		case r.Header["If-Match"] != nil && !matches(r.Header["If-Match"], v.etag[0], false):
			return &failure{status: http.StatusPreconditionFailed, kind: "precondition"}
		case v.encoding == identity && r.Header["Range"] != nil:
			return s.sendContent(c, bytes.NewReader(v.body), int64(len(v.body)))
		}
	}
	if v.encoding != identity {
		h["Content-Encoding"] = v.encodingName
	} else if status == http.StatusOK {
		h["Accept-Ranges"] = []string{"bytes"}
	}
	h["Content-Length"] = v.length
	sendBody(c, status, v.body)
	return nil
}

// sendLarge answers from the disk with a file too large to be kept in memory.
func (s *Server) sendLarge(c echo.Context, b *build, f *file, status int) error {
	body, err := b.root.Open(f.name)
	if err != nil {
		return err
	}
	defer body.Close()
	etag, size, err := f.hash(body)
	if err != nil {
		return fmt.Errorf("read %s: %w", f.name, err)
	}
	switch {
	case status != http.StatusOK:
		c.Response().WriteHeader(status)
		if c.Request().Method != http.MethodHead {
			_, _ = io.Copy(c.Response(), body) // an error means that the client has gone
		}
		return nil
	case unchanged(c.Request(), etag):
		return notModified(c, []string{etag})
	}
	c.Response().Header()["Etag"] = []string{etag}
	return s.sendContent(c, body, size)
}

// hashed is the ETag of a large file, and which file it was.
type hashed struct {
	etag string
	info fs.FileInfo
}

// hash is the ETag of the opened file, taken from its bytes unless it is still
// the file that was hashed before.
func (f *file) hash(body *os.File) (etag string, size int64, err error) {
	info, err := body.Stat()
	if err != nil {
		return "", 0, err
	}
	if h := f.hashed.Load(); h != nil && sameFile(h.info, info) {
		return h.etag, info.Size(), nil
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, body); err != nil {
		return "", 0, err
	}
	if _, err := body.Seek(0, io.SeekStart); err != nil {
		return "", 0, err
	}
	h := &hashed{formatETag(sum.Sum(nil)), info}
	f.hashed.Store(h)
	return h.etag, info.Size(), nil
}

// sendContent answers with a file as it stands, or with the one range of it
// that was asked for. net/http alone would answer "bytes=-0" with an impossible
// range, several ranges with a multipart body, and a wrong one in its own words.
func (s *Server) sendContent(c echo.Context, body io.ReadSeeker, size int64) error {
	r, w := c.Request(), c.Response()
	if r.Header["Range"] != nil {
		condition := r.Header.Get("If-Range")
		switch kind := rangeKind(strings.Join(r.Header["Range"], ","), size); {
		case kind == rangeIgnored, condition != "" && condition != w.Header().Get("Etag"):
			r.Header.Del("Range")
		case kind == rangeOutside:
			w.Header().Set("Content-Range", fmt.Sprintf("bytes */%d", size))
			return &failure{status: http.StatusRequestedRangeNotSatisfiable, kind: "range"}
		}
	}
	var to http.ResponseWriter = w
	if _, isFile := body.(*os.File); isFile {
		to = fileWriter{w}
	}
	http.ServeContent(to, r, "", time.Time{}, body)
	return nil
}

// notModified answers 304 with the header fields that RFC 9110, 15.4.5 asks for.
func notModified(c echo.Context, etag []string) error {
	h := c.Response().Header()
	h["Etag"] = etag
	delete(h, "Content-Type")
	sendBody(c, http.StatusNotModified, nil)
	return nil
}
