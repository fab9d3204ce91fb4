package server

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"shebao/server/card"
	"shebao/server/card/cardtest"
)

// post sends a lookup through one of the doors.
func (i *instance) post(door, id, number string) *httptest.ResponseRecorder {
	if door == "api" {
		return i.do("POST", "/api/v1/card-status", `{"id_number":"`+id+`","card_number":"`+number+`"}`, "Content-Type: application/json")
	}
	form := url.Values{"id_number": {id}, "card_number": {number}}
	return i.do("POST", "/"+door+"/status/", form.Encode(), "Content-Type: application/x-www-form-urlencoded")
}

// Nobody learns which of the two numbers exists.
func TestUnknownCardsHaveOneAnswer(t *testing.T) {
	i := start(t, nil)
	for _, door := range []string{"api", "zh", "en"} {
		t.Run(door, func(t *testing.T) {
			var first *httptest.ResponseRecorder
			for name, pair := range map[string][2]string{
				"unknown identity":          {unknownID, lostCard},
				"unknown card":              {knownID, anotherCard},
				"both unknown":              {unknownID, anotherCard},
				"longer card":               {knownID, "Z" + strings.Repeat("9", 31)},
				"another way of writing it": {"99999920150102 0018", "c-1234 5678"},
			} {
				w := i.post(door, pair[0], pair[1])
				if w.Code != http.StatusNotFound {
					t.Fatalf("%s is %d", name, w.Code)
				}
				if first == nil {
					first = w
					continue
				}
				if !bytes.Equal(w.Body.Bytes(), first.Body.Bytes()) {
					t.Errorf("%s has a body of its own:\n%s\n%s", name, w.Body, first.Body)
				}
				if !maps.EqualFunc(w.Header(), first.Header(), func(a, b []string) bool { return strings.Join(a, "|") == strings.Join(b, "|") }) {
					t.Errorf("%s has a header of its own:\n%v\n%v", name, w.Header(), first.Header())
				}
			}
		})
	}
}

// What is refused tells no more than what was typed, which stays in the form.
func TestRefusalsDifferByNothingButWhatWasTyped(t *testing.T) {
	for name, err := range map[string]error{"too many tries": &card.LimitError{RetryAfter: time.Minute}, "a store that is down": card.Unavailable(errors.New("refused"))} {
		i := start(t, nil)
		i.cards.err = err
		for _, door := range []string{"api", "zh", "en"} {
			var answers []string
			for _, pair := range [][2]string{{knownID, lostCard}, {knownID, anotherCard}, {unknownID, lostCard}} {
				w := i.post(door, pair[0], pair[1])
				answers = append(answers, fmt.Sprint(w.Code, w.Header(), strings.NewReplacer(pair[0], "", pair[1], "").Replace(w.Body.String())))
			}
			if answers[0] != answers[1] || answers[1] != answers[2] {
				t.Errorf("%s, by %s, has answers of its own:\n%s", name, door, strings.Join(answers, "\n"))
			}
		}
	}
}

// Whatever door a number comes through, right or wrong, it is neither logged
// nor, but for the form that shows a typing error, sent back.
func TestNumbersAreNotLeftBehind(t *testing.T) {
	i := start(t, nil)
	var answers strings.Builder
	keep := func(w *httptest.ResponseRecorder) {
		for name, values := range w.Header() {
			answers.WriteString(name + ": " + strings.Join(values, ", ") + "\n")
		}
		answers.WriteString(decode(t, w))
	}
	const badID = "999999201501010013"
	for _, door := range []string{"api", "zh", "en"} {
		keep(i.post(door, knownID, lostCard))
		keep(i.post(door, knownID, anotherCard))
		keep(i.post(door, unknownID, activeCard))
	}
	keep(i.post("api", badID, lostCard+"!"))
	i.post("zh", badID, lostCard) // shows them again
	query := "id_number=" + knownID + "&card_number=" + lostCard
	for _, target := range []string{
		"/zh/status/?" + query, "/zh/status?" + query, "/api/v1/card-status?" + query, "/?" + query, "/zh/?" + query,
		"/zh/" + knownID, "/" + knownID + "/", "/api/v1/" + knownID, "/zh/guides/reissue?" + query, "/site.json?" + query,
		"/zh/search/?q=" + knownID, "/zh/search?q=" + knownID, "/zh/search/?q=" + knownID + strings.Repeat("x", 300),
		"/api/v1/search?q=" + knownID, "/api/v1/suggest?q=" + knownID, "/api/v1/search?q=a&lang=" + knownID,
		"/api/v1/search?q=a&limit=" + knownID, "/zh/search/?q=a&offset=" + knownID, "/readyz?" + query,
	} {
		for _, method := range []string{"GET", "POST", "PUT", "DELETE", "OPTIONS"} {
			keep(i.do(method, target, ""))
		}
	}
	for _, header := range []string{"X-Request-Id", "User-Agent", "Referer", "Cookie", "Accept-Language", "Accept-Encoding", "Range",
		"If-None-Match", "X-Forwarded-For", "Authorization", "Content-Type", "Accept", "Origin", "Traceparent"} {
		keep(i.do("GET", "/zh/", "", header+": "+knownID))
		keep(i.do("POST", "/zh/status/", query, header+": "+knownID))
	}
	keep(i.do(knownID, "/zh/", ""))
	keep(i.do("POST", "/api/v1/card-status", `{"`+knownID+`":"`+lostCard+`"}`, "Content-Type: application/json"))
	keep(i.do("POST", "/api/v1/card-status", `{"id_number":{"x":"`+knownID+`"},"card_number":["`+lostCard+`"]}`, "Content-Type: application/json"))
	keep(i.do("POST", "/api/v1/card-status", `{"id_number":"`+knownID+`","card_number":"`+lostCard, "Content-Type: application/json"))

	for _, pair := range [][2]string{{knownID, lostCard}, {unknownID, activeCard}, {badID, anotherCard}} {
		traces := cardtest.NewTraces(pair[0], pair[1]) // in clear, hex, base64, UTF-16 and as plain hashes
		if found := traces.In([]byte(i.log.String())); len(found) > 0 {
			t.Errorf("the log has %v", found)
		}
		if found := traces.In([]byte(answers.String())); len(found) > 0 {
			t.Errorf("an answer has %v", found)
		}
	}
	if strings.Contains(i.log.String(), "192.0.2.1") {
		t.Error("the log has an address")
	}
	if ran := i.index.ran(); strings.Contains(strings.Join(ran, " "), "999999") {
		t.Errorf("searched for %q", ran)
	}
}

// A line for each request, with the pattern of its route.
func TestARequestIsALineWithThePatternOfItsRoute(t *testing.T) {
	i := start(t, nil)
	i.do("GET", "/zh/guides/reissue/?x=secret", "")
	i.do("BREW", "/zh/", "")
	i.do("GET", "/en/search/?q=secret", "")
	log := i.log.String()
	for _, want := range []string{
		`"method":"GET","route":"/*","status":200`,
		`"method":"other","route":"/*","status":405`,
		`"method":"GET","route":"/:lang/search/","status":200`,
	} {
		if strings.Count(log, want) != 1 {
			t.Errorf("not one line with %s in\n%s", want, log)
		}
	}
	if strings.Contains(log, "secret") || strings.Contains(log, "BREW") || strings.Contains(log, "reissue") {
		t.Errorf("the log holds what a visitor chose:\n%s", log)
	}
}
