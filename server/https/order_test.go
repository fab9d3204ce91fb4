package https

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"
)

// The way to the authority hands every answer on, and repeats itself no more than
// once a minute.
func TestOrderingSaysEachReasonOnceAMinute(t *testing.T) {
	var log bytes.Buffer
	now := time.Now()
	answer := func(status int, body string) roundTrip {
		return func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Status: fmt.Sprint(status), Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
		}
	}
	o := &ordering{seldom: seldom{now: func() time.Time { return now }}, log: slog.New(slog.NewTextHandler(&log, nil))}
	for _, tt := range []struct {
		name string
		to   roundTrip
		want string // "" = nothing is said
	}{
		{"a directory", answer(200, `{"newNonce":"x"}`), ""},
		{"no JSON", answer(200, "-----BEGIN CERTIFICATE-----"), ""},
		{"a nonce that was used", answer(400, `{"type":"urn:ietf:params:acme:error:badNonce","detail":"again"}`), ""},
		{"too many", answer(429, `{"detail":"too many certificates"}`), "too many certificates"},
		{"the same again", answer(429, `{"detail":"too many certificates"}`), ""},
		{"a gateway's page", answer(502, "<html>"), "the authority answers 502"},
		{"an order that is invalid", answer(200, `{"status":"invalid","error":{"detail":"CAA forbids"}}`), "CAA forbids"},
		{"nobody there", func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }, "the authority cannot be asked: unexpected EOF"},
		{"a long answer", answer(200, strings.Repeat("x", 3*maxOrderAnswer)), ""},
	} {
		log.Reset()
		o.to = tt.to
		r, err := http.NewRequest("GET", "https://authority.example/", nil)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := tt.to(r)
		got, err := o.RoundTrip(r)
		if (err != nil) != (want == nil) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if got != nil {
			a, _ := io.ReadAll(want.Body)
			if b, _ := io.ReadAll(got.Body); !bytes.Equal(a, b) {
				t.Errorf("%s: the answer is not handed on whole", tt.name)
			}
		}
		if said := log.String(); tt.want == "" && said != "" || !strings.Contains(said, tt.want) {
			t.Errorf("%s: the log says %q", tt.name, said)
		}
	}
	log.Reset()
	now = now.Add(2 * time.Minute)
	o.say("", "too many certificates")
	if log.Len() == 0 {
		t.Error("it is not said again")
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
