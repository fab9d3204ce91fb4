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
func (s *Server) announceQuota(c echo.Context, left int, full time.Duration) {
	h := c.Response().Header()
	h["Ratelimit-Policy"] = s.searchPolicy
	h["Ratelimit"] = quotaItem("r", int64(left), "t", int64(seconds(full)))
}

// quotaItem is "search" with two parameters, as the value of a header field; nil
// for a number of more digits than such a field may have.
func quotaItem(first string, a int64, second string, b int64) []string {
	item := httpsfv.NewItem("search")
	item.Params.Add(first, a)
	item.Params.Add(second, b)
	text, err := httpsfv.Marshal(httpsfv.List{item})
	if err != nil {
		return nil
	}
	return []string{text}
}

// searchRate lets an address search so many times a second, and in bursts of
// five seconds' worth, as suggestions come while one types.
func searchRate(perSecond float64, now func() time.Time) limit.RateOptions {
	return limit.RateOptions{PerMinute: 60 * perSecond, Burst: max(1, int(perSecond*searchWindow.Seconds()+0.999)), Now: now}
}

// limitSearches sets the limit up, in memory or as Config.Limits has it.
func (s *Server) limitSearches(perSecond float64) {
	o := searchRate(perSecond, s.now)
	s.searchPolicy = quotaItem("q", int64(o.Burst), "w", int64(searchWindow/time.Second))
	if s.config.Limits != nil {
		s.searches = s.config.Limits("search", o)
		return
	}
	s.searches = limit.NewRate(o)
}
