package server

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// maxEarlier bounds the bytes that are kept of earlier builds.
const maxEarlier = 8 << 20

// earlier are the style sheets and scripts of builds that were served before
// and are not part of this one, by address. A reader who got a page from one of
// them asks for its style sheet a moment later, when this build is current.
type earlier map[string]keptFile

type keptFile struct {
	body        []byte
	contentType string
}

// keep takes over what only earlier builds have, the newest first. Names that
// carry their content's hash never mean anything else.
func (b *build) keep(old *build) {
	b.earlier = earlier{}
	room := maxEarlier
	take := func(address string, f keptFile) {
		if b.files[address] == nil && b.earlier[address].body == nil && len(f.body) > 0 && len(f.body) <= room {
			b.earlier[address] = f
			room -= len(f.body)
		}
	}
	for address, f := range old.files {
		if f.cacheControl[0] != forever || f.size > old.cache.largest() || b.files[address] != nil {
			continue
		}
		if v := old.cache.get(f, identity); v != nil {
			take(address, keptFile{v.body, f.contentType[0]})
		} else if body, err := old.readFile(f); err == nil {
			take(address, keptFile{body, f.contentType[0]})
		}
	}
	for address, f := range old.earlier {
		take(address, f)
	}
}

// sendEarlier answers with a file of an earlier build.
func (s *Server) sendEarlier(c echo.Context, f keptFile) error {
	c.Response().Header().Set("Cache-Control", forever)
	return s.send(c, http.StatusOK, f.contentType, f.body)
}
