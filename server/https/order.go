package https

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"sync"
)

// ordering is the way to the authority. It tells the log why an order comes to
// nothing: certificates are renewed in the background, where nobody else would
// hear of it.
type ordering struct {
	to     http.RoundTripper
	seldom seldom // of each name and reason
	log    *slog.Logger

	mu    sync.Mutex
	names map[string]string // by the address of an order or of a part of it
}

// maxOrderAnswer bounds what is looked at of an answer, in bytes.
const maxOrderAnswer = 64 << 10

// orderProblem is an RFC 7807 problem, as an answer or as the part of a
// challenge (RFC 8555, 6.7 and 8).
type orderProblem struct {
	Type   string `json:"type"`
	Detail string `json:"detail"`
}

// orderAnswer is what is of interest in an order, an authorization and a problem.
type orderAnswer struct {
	orderProblem
	Status         string        `json:"status"`
	Error          *orderProblem `json:"error"`
	Authorizations []string      `json:"authorizations"`
	Finalize       string        `json:"finalize"`
	Challenges     []struct {
		URL   string        `json:"url"`
		Error *orderProblem `json:"error"`
	} `json:"challenges"`
}

// RoundTrip implements http.RoundTripper.
func (o *ordering) RoundTrip(r *http.Request) (*http.Response, error) {
	name := o.name(r)
	answer, err := o.to.RoundTrip(r)
	if err != nil {
		if !errors.Is(err, context.Canceled) {
			o.say(name, "the authority cannot be asked: "+err.Error())
		}
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxOrderAnswer))
	answer.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(text), answer.Body), answer.Body}
	if err != nil {
		return answer, nil // whoever reads on meets it again
	}
	var body orderAnswer
	_ = json.Unmarshal(text, &body) // of what is no JSON the status is left
	o.remember(name, answer.Header.Get("Location"), body)
	switch {
	case body.Type == "urn:ietf:params:acme:error:badNonce": // asked again at once
	case answer.StatusCode >= 400 && body.Detail != "":
		o.say(name, body.Detail)
	case answer.StatusCode >= 400:
		o.say(name, "the authority answers "+answer.Status)
	case body.Status == "invalid":
		for _, c := range body.Challenges {
			if c.Error != nil && body.Error == nil {
				body.Error = c.Error
			}
		}
		if body.Error != nil {
			o.say(name, body.Error.Detail)
		}
	}
	return answer, nil
}

// name is which certificate a request is about: a new order says so itself.
func (o *ordering) name(r *http.Request) string {
	o.mu.Lock()
	name := o.names[r.URL.String()]
	o.mu.Unlock()
	if name != "" || r.GetBody == nil {
		return name
	}
	body, err := r.GetBody()
	if err != nil {
		return ""
	}
	defer body.Close()
	var signed struct{ Payload string }
	var order struct{ Identifiers []struct{ Value string } }
	if json.NewDecoder(body).Decode(&signed) != nil {
		return ""
	}
	payload, err := base64.RawURLEncoding.DecodeString(signed.Payload)
	if err != nil || json.Unmarshal(payload, &order) != nil || len(order.Identifiers) == 0 {
		return ""
	}
	return order.Identifiers[0].Value
}

// remember keeps by which addresses the authority asks for the rest of an order.
func (o *ordering) remember(name, location string, body orderAnswer) {
	if name == "" {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.names == nil || len(o.names) > 1000 {
		o.names = map[string]string{}
	}
	parts := append([]string{location, body.Finalize}, body.Authorizations...)
	for _, c := range body.Challenges {
		parts = append(parts, c.URL)
	}
	for _, part := range parts {
		if part != "" {
			o.names[part] = name
		}
	}
}

// say tells the log, of one name and reason once a minute at most.
func (o *ordering) say(name, reason string) {
	if o.seldom.due(name + " " + reason) {
		o.log.Error("the authority gives no certificate", "name", name, "reason", reason, "remedy", unreachable)
	}
}
