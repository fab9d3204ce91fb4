package postgres

import (
	"errors"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// unreachable is that no connection could be made. The library has a line for
// each attempt, of which there are two to each address, with and without TLS.
type unreachable struct {
	text string
	err  error
}

func (u *unreachable) Error() string { return u.text }
func (u *unreachable) Unwrap() error { return u.err }

// newUnreachable says in one line what is in the way at which address, and what to
// do about it.
func newUnreachable(err *pgconn.ConnectError) *unreachable {
	var causes []string
	remedy := "is PostgreSQL running there, and is the address right?"
	var walk func(error)
	walk = func(err error) {
		text := ""
		switch err := err.(type) {
		case *pgconn.PgError:
			text = err.Error()
			remedy = "are user, password and database right?"
		case *net.OpError:
			if text = err.Err.Error(); err.Addr != nil {
				text = err.Addr.String() + ": " + text
			}
		case *net.DNSError:
			text = err.Error()
		case interface{ Unwrap() []error }:
			for _, err := range err.Unwrap() {
				walk(err)
			}
			return
		default:
			if inner := errors.Unwrap(err); inner != nil {
				walk(inner)
				return
			}
			text = err.Error()
		}
		if text = strings.Join(strings.Fields(text), " "); !slices.Contains(causes, text) {
			causes = append(causes, text)
		}
	}
	walk(err)
	return &unreachable{strings.Join(causes, "; ") + "; " + remedy, err}
}
