package server

import (
	"time"

	"github.com/dunglas/httpsfv"
	"github.com/labstack/echo/v4"

	"shebao/server/limit"
)

// searchWindow is the time in which a search limit is said: so many searches
// in five seconds, which may come at once.
const searchWindow = 5 * time.Second

// announceQuota tells a client what is left of its searches, in the fields of
// the IETF draft "RateLimit header fields for HTTP"
// (draft-ietf-httpapi-ratelimit-headers-11).
func (s *Server) announceQuota(c echo.Context, key string) {
	left, full := s.searches.Quota(key)
	h := c.Response().Header()
	for field, item := range map[string]httpsfv.Item{
		"Ratelimit-Policy": quotaItem("q", int64(s.searchBurst), "w", int64(searchWindow/time.Second)),
		"Ratelimit":        quotaItem("r", int64(left), "t", int64(seconds(full))),
	} {
		if text, err := httpsfv.Marshal(httpsfv.List{item}); err == nil {
			h[field] = []string{text}
		}
	}
}

// quotaItem is "search" with two parameters.
func quotaItem(first string, a int64, second string, b int64) httpsfv.Item {
	item := httpsfv.NewItem("search")
	item.Params.Add(first, a)
	item.Params.Add(second, b)
	return item
}

// newSearchLimit lets an address search so many times a second, and in bursts
// of five seconds' worth, as suggestions come while one types.
func newSearchLimit(perSecond float64, now func() time.Time) (*limit.Rate, int) {
	burst := max(1, int(perSecond*searchWindow.Seconds()+0.999))
	return limit.NewRate(limit.RateOptions{PerMinute: 60 * perSecond, Burst: burst, Now: now}), burst
}
