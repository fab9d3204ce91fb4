package server

import (
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"shebao/server/card"
)

func TestAnAnswerIsToldAgainAsItWas(t *testing.T) {
	lost := card.Event{Status: card.ReportedLost, ChangedAt: card.At(time.Date(2026, 11, 20, 23, 5, 7, 89000, time.UTC))}
	made := card.Event{Status: card.Reissuing, ChangedAt: card.Day(2026, 11, 22)}
	for name, answer := range map[string]card.Answer{
		"a history":            {Status: made.Status, ChangedAt: made.ChangedAt, Timeline: []card.Event{lost, made}, DataAsOf: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)},
		"one event":            {Status: lost.Status, ChangedAt: lost.ChangedAt, Timeline: []card.Event{lost}, DataAsOf: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)},
		"data of no known day": {Status: made.Status, ChangedAt: made.ChangedAt, Timeline: []card.Event{made}},
	} {
		text := told(answer)
		got, err := parseTold(text)
		if err != nil || !reflect.DeepEqual(got, answer) {
			t.Errorf("%s: %q is read as %+v, %v; was %+v", name, text, got, err, answer)
		}
	}
}

func TestWhatIsNoAnswerIsNotTold(t *testing.T) {
	for _, text := range []string{
		"", "-", "- active", "- active 2026-11-22 reissuing", "2026-11-22 active 2026-11-22", "- lost 2026-11-22", "-  2026-11-22",
		"- active 2026-13-22", "- active tomorrow", "- active 2026-11-22 ", "-" + strings.Repeat(" active 2026-11-22", 150),
	} {
		if got, err := parseTold(text); err == nil {
			t.Errorf("%q is read as %+v", text, got)
		} else if asFailure(err).kind != "bad_body" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Whatever is taken for an answer is told as it was read.
func FuzzWhatIsToldAgain(f *testing.F) {
	f.Add("2026-11-22T01:00:00Z active 2024-03-01 loss_reported_temporarily 2026-11-21T00:30:00.000089+08:00")
	f.Add("- cancelled 0000-01-01")
	f.Add("9999-12-31T23:59:59-23:59 active 9999-12-31T23:59:59-23:59")
	f.Fuzz(func(t *testing.T, text string) {
		read, err := parseTold(text)
		if err != nil {
			return
		}
		if told(read) == "" {
			return // it has become longer than what may be told
		}
		if again, err := parseTold(told(read)); err != nil || !reflect.DeepEqual(again, read) {
			t.Errorf("%q is read as %+v, told as %q and read as %+v, %v", text, read, told(read), again, err)
		}
	})
}

// A history is told again as long as the form with it is no larger than what may
// be posted; a longer one has no switch that would fail.
func TestALongHistoryIsToldAgainOrNotAtAll(t *testing.T) {
	answer := card.Answer{DataAsOf: time.Now()}
	again := 0
	for range 200 {
		answer.Timeline = append(answer.Timeline, card.Event{Status: card.LossReportedTemporarily, ChangedAt: card.At(time.Now())})
		text := told(answer)
		if form := (url.Values{fieldTold: {text}}).Encode(); len(form) > maxBody {
			t.Fatalf("%d events take %d bytes", len(answer.Timeline), len(form))
		}
		if text != "" {
			again++
		}
	}
	if again < 20 || again == 200 {
		t.Errorf("of 200 histories %d are told again", again)
	}
}
