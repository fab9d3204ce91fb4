package generator

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// ErrBaseURL says that the base URL of the options is none.
var ErrBaseURL = errors.New("not a base URL")

// localBase stands in for a base URL that nobody has given: sitemaps and feeds
// know no relative addresses.
const localBase = "http://localhost:8080"

// cleanBase checks that base is the address of a whole host: pages link to one
// another by paths that begin at the host's root.
func cleanBase(base string) (string, error) {
	u, err := url.Parse(strings.TrimRight(base, "/"))
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Opaque != "":
		return "", fmt.Errorf(`%w: %q: write it like "https://example.org"`, ErrBaseURL, base)
	case u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return "", fmt.Errorf(`%w: %q: leave out what follows the host: "%s://%s"`, ErrBaseURL, base, u.Scheme, u.Host)
	}
	return u.Scheme + "://" + u.Host, nil
}

// escapePath writes a path as it stands in a URL.
func escapePath(path string) string { return (&url.URL{Path: path}).EscapedPath() }
