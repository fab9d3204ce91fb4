package server

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
)

// maxBody is the most that a body may have, in bytes.
const maxBody = 4 << 10

// refusedBodyTimeout is how long the rest of a refused body is waited for.
const refusedBodyTimeout = 500 * time.Millisecond

// readBody reads a small body of the given media type. What can be refused by
// its header is refused before a client that waits for "100 Continue" is asked
// to send it.
func readBody(c echo.Context, mediaType string) (body []byte, err error) {
	defer func() {
		if err != nil {
			// net/http reads on behind a refusal, in order to keep the
			// connection. A client that is slow to send gets no long wait.
			_ = http.NewResponseController(c.Response()).SetReadDeadline(time.Now().Add(refusedBodyTimeout))
		}
	}()
	r := c.Request()
	if got, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || got != mediaType ||
		len(r.Header["Content-Type"]) != 1 || parameters["charset"] != "" && !strings.EqualFold(parameters["charset"], "utf-8") {
		c.Response().Header().Set("Accept", mediaType)
		return nil, &failure{status: http.StatusUnsupportedMediaType, kind: "media_type"}
	}
	if coding := r.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return nil, &failure{status: http.StatusUnsupportedMediaType, kind: "media_type"}
	}
	tooLarge := &failure{status: http.StatusRequestEntityTooLarge, kind: "too_large"}
	if r.ContentLength > maxBody {
		return nil, tooLarge
	}
	body, err = readAll(http.MaxBytesReader(c.Response(), r.Body, maxBody), r.ContentLength)
	var limit *http.MaxBytesError
	switch {
	case errors.As(err, &limit):
		return nil, tooLarge
	case err != nil && isTimeout(err):
		return nil, &failure{status: http.StatusRequestTimeout, kind: "timeout"}
	case err != nil:
		return nil, bodyFailure("body", "incomplete", "The body ends before its end.")
	case !utf8.Valid(body):
		return nil, bodyFailure("body", "encoding", "The body must be UTF-8.")
	}
	return body, nil
}

// readAll reads everything. Where it is known how much that is, one read is
// enough; size is less than 0 where it is not.
func readAll(r io.Reader, size int64) ([]byte, error) {
	if size < 0 {
		return io.ReadAll(r)
	}
	body := make([]byte, size)
	_, err := io.ReadFull(r, body)
	return body, err
}

// bodyFailure says what is wrong with a body, never what is in it.
func bodyFailure(field, reason, detail string) error {
	return &failure{status: http.StatusBadRequest, kind: "bad_body", fields: []fieldError{{field, reason, detail}}}
}
