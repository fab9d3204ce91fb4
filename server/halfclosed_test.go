package server

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"shebao/search"
)

// A client that closes its half of the connection once it has asked, as some
// scripts do, is answered like any other. net/http tells handlers that it has gone.
func TestWhoHasSaidAllIsAnswered(t *testing.T) {
	x := &patientIndex{}
	i := start(t, func(c *Config) {
		open := c.OpenIndex
		c.OpenIndex = func(build string) (Searcher, error) {
			inner, err := open(build)
			x.Searcher = inner
			return x, err
		}
	})
	address, _ := i.serve(t)
	lookup := `{"id_number":"` + knownID + `","card_number":"` + lostCard + `"}`
	for _, request := range []string{
		"GET /zh/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"GET /api/v1/search?q=card&lang=en HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"GET /api/v1/suggest?q=ca&lang=en HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		"GET /en/search/?q=card HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		fmt.Sprintf("POST /api/v1/card-status HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(lookup), lookup),
	} {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(20 * time.Second))
		io.WriteString(conn, request)
		conn.(*net.TCPConn).CloseWrite()
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || answer.StatusCode != 200 {
			t.Errorf("%.60q is answered %v, %v", request, answer, err)
		}
		conn.Close()
	}
}

// patientIndex takes as long as it takes the server to notice who has gone.
type patientIndex struct{ Searcher }

func (x *patientIndex) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(50 * time.Millisecond):
		return nil
	}
}

func (x *patientIndex) Search(ctx context.Context, q search.Query) (search.Result, error) {
	if err := x.wait(ctx); err != nil {
		return search.Result{}, err
	}
	return x.Searcher.Search(ctx, q)
}

func (x *patientIndex) Suggest(ctx context.Context, text, lang string, limit int) ([]search.Suggestion, error) {
	if err := x.wait(ctx); err != nil {
		return nil, err
	}
	return x.Searcher.Suggest(ctx, text, lang, limit)
}
