package server

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"time"

	"github.com/labstack/echo/v4"
)

// Shelf holds files for all replicas, by name.
//
// While a build is rolled out, a reader may get a page from a replica that has
// it already and is sent for its style sheet to one that has not. What each
// replica puts on the shelf before it serves a page that asks for it, every
// other one finds there. Such names carry their content's hash and mean one
// thing only; pages name the whole hash of each style sheet and script, so that
// a browser refuses what somebody else might have put there.
type Shelf interface {
	Put(ctx context.Context, files map[string][]byte) error
	Get(ctx context.Context, name string) (body []byte, ok bool)
}

const (
	// shelfRefresh is how often a replica sees to it that its files are there: a
	// Redis that was started anew has none. They are some hundred kilobytes.
	shelfRefresh = time.Minute
	// shelfRetry is when it tries again after it could not put them there.
	shelfRetry = 5 * time.Second
	// maxOnShelf bounds the bytes of one build.
	maxOnShelf = 8 << 20
)

// share puts what pages of a build ask for on the shelf. A shelf that is away
// keeps no build from being served.
func (s *Server) share(b *build) {
	if s.config.Shelf == nil || s.now().Before(b.shareAt) {
		return
	}
	files, room := map[string][]byte{}, maxOnShelf
	for address, f := range b.files {
		if f.cacheControl[0] != forever || f.size > int64(room) || !isAsset(address) {
			continue
		}
		if body, err := fs.ReadFile(b.root.FS(), f.name); err == nil {
			files[address] = body
			room -= len(body)
		}
	}
	b.shareAt = s.now().Add(shelfRefresh)
	if err := s.config.Shelf.Put(context.Background(), files); err != nil {
		b.shareAt = s.now().Add(shelfRetry)
	}
}

// isAsset tells whether an address is of a style sheet, script or picture that
// never means anything else.
func isAsset(address string) bool {
	if len(address) < 2 || !fingerprint.MatchString(address[1:]) {
		return false
	}
	switch path.Ext(address) {
	case ".css", ".js", ".svg", ".woff2":
		return true
	}
	return false
}

// errNotOnShelf: no replica has it either.
var errNotOnShelf = errors.New("it is on no replica's shelf")

// sendShared answers with what another replica's build has.
func (s *Server) sendShared(c echo.Context, address string) error {
	if s.config.Shelf == nil || !isAsset(address) {
		return errNotOnShelf
	}
	body, ok := s.config.Shelf.Get(untilAnswered(c), address)
	if !ok {
		return errNotOnShelf
	}
	contentType, _, _ := typeOf(address)
	return s.sendEarlier(c, keptFile{body, contentType})
}
