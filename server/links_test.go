package server

import (
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/labstack/echo/v4"
)

func TestLinksLeadToTheNextAndThePreviousHits(t *testing.T) {
	for _, c := range []struct {
		name                 string
		limit, offset, total int
		want                 string
	}{
		{"all on one page", 10, 0, 10, ""},
		{"the first of two", 10, 0, 11, `</l?limit=10&offset=10>; rel="next"`},
		{"the last of three", 10, 20, 25, `</l?limit=10&offset=10>; rel="prev"`},
		{"just behind the end", 10, 30, 25, `</l?limit=10&offset=20>; rel="prev"`},
		{"just behind a full page", 10, 20, 20, `</l?limit=10&offset=10>; rel="prev"`},
		{"far behind the end", 100, 9999, 42, `</l?limit=100&offset=0>; rel="prev"`},
		{"behind nothing", 1, 5, 0, `</l?limit=1&offset=0>; rel="prev"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			linkPages(echo.New().NewContext(httptest.NewRequest("GET", "/l", nil), w), "/l", url.Values{}, c.limit, c.offset, c.total)
			if got := w.Header().Get("Link"); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
