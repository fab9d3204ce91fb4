package server

import (
	"bytes"
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// setRetryAfter tells a client how long to wait.
func setRetryAfter(c echo.Context, d time.Duration) {
	if d > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(seconds(d)))
	}
}

// seconds rounds up: whoever waits that long has waited long enough.
func seconds(d time.Duration) int {
	return int(math.Ceil(d.Seconds()))
}

// sendPage draws a page. It is kept by nobody unless the handler says so.
func (s *Server) sendPage(c echo.Context, b *build, status int, page any) error {
	var out bytes.Buffer
	if err := s.theme.Render(&out, page); err != nil {
		return err
	}
	return s.send(c, status, "text/html; charset=utf-8", out.Bytes())
}

func (s *Server) sendJSON(c echo.Context, status int, contentType string, value any) error {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false) // the type is JSON and is not sniffed
	if err := encoder.Encode(value); err != nil {
		return err
	}
	return s.send(c, status, contentType, out.Bytes())
}

// packFrom is the size from which an answer is worth compressing.
const packFrom = 1 << 10

// send answers with bytes made for this request, compressed unless something was
// posted. BREACH (https://www.breachattack.com/) reads a secret off the lengths
// of compressed answers that hold it beside an attacker's text. What is asked
// for by GET holds no secret: there are no cookies, sessions or tokens here. The
// answer to a form repeats what was typed and says where a card stands; it can
// be asked for by somebody who knows both numbers alone, and not from another
// site. Still, nobody need rely on that for a kilobyte.
func (s *Server) send(c echo.Context, status int, contentType string, body []byte) error {
	h := c.Response().Header()
	if c.Request().Method != http.MethodPost {
		addVary(h, "Accept-Encoding")
		e := negotiateOnce(strings.Join(c.Request().Header["Accept-Encoding"], ","))
		if e != identity && len(body) >= packFrom && !s.overload.isShedding() {
			packed, err := s.packer.packOnce(body, e)
			if err != nil {
				return err
			}
			body = packed
			h.Set("Content-Encoding", e.String())
		}
	}
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	sendBody(c, status, body)
	return nil
}

// addVary names a request header that the answer depends on.
func addVary(h http.Header, name string) {
	if said := h["Vary"]; said == nil {
		h["Vary"] = []string{name}
	} else if !slices.Contains(said, name) {
		h["Vary"] = append(said, name)
	}
}
