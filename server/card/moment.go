package card

import (
	"bytes"
	"time"
)

// China is the time zone that the issuer's dates are meant in.
func China() *time.Location { return china }

var china = time.FixedZone("CST", 8*60*60)

// Day is the moment known by its date alone.
func Day(year int, month time.Month, day int) Moment {
	return Moment{Time: time.Date(year, month, day, 0, 0, 0, 0, china), DateOnly: true}
}

// At is the moment of t. Stores keep microseconds; what is finer is cut off.
func At(t time.Time) Moment { return Moment{Time: t.Truncate(time.Microsecond).In(china)} }

// String writes a moment as it is imported and as the API gives it:
// "2026-11-22", or RFC 3339 in China's time.
func (m Moment) String() string {
	if m.DateOnly {
		return m.Time.In(china).Format(time.DateOnly)
	}
	return m.Time.In(china).Format(time.RFC3339Nano)
}

// parseMoment reads YYYY-MM-DD, or an RFC 3339 time. Finer than microseconds is
// cut off, because not every store can keep it.
func parseMoment(cell []byte) (micros int64, kind uint8, reason Reason) {
	if len(cell) == 0 {
		return 0, 0, Missing
	}
	var t time.Time
	if len(cell) == len(time.DateOnly) {
		if cell[4] != '-' || cell[7] != '-' || !digits(cell[:4]) || !digits(cell[5:7]) || !digits(cell[8:]) {
			return 0, 0, Date
		}
		year, month, day := number(cell[:4]), number(cell[5:7]), number(cell[8:])
		if !calendarDate(year, month, day) {
			return 0, 0, Date
		}
		t, kind = time.Date(year, time.Month(month), day, 0, 0, 0, 0, china), dateOnly
	} else {
		// time.Parse takes an hour of one digit and a decimal comma, which the
		// standard does not, and no small letters, which it does.
		if len(cell) < len("2006-01-02T15:04:05Z") || len(cell) > 40 || cell[13] != ':' || cell[19] == ',' {
			return 0, 0, Date
		}
		var err error
		if t, err = time.Parse(time.RFC3339, string(bytes.ToUpper(cell))); err != nil {
			return 0, 0, Date
		}
	}
	if year := t.In(china).Year(); year < 1990 || year > 2099 {
		return 0, 0, DateRange
	}
	return t.UnixMicro(), kind, ""
}

func digits(text []byte) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
