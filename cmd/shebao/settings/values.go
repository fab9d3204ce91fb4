package settings

import (
	"errors"
	"fmt"
	"math"

	"github.com/dustin/go-humanize"
	"github.com/spf13/pflag"
)

// checkedText is the value of a flag that Checked makes.
type checkedText struct {
	text  *string
	check func(string) error
}

// Checked is a flag's text that is looked at when it is given, wherever it comes
// from. check says what is wrong without repeating the text; a text that is
// wrong is not taken.
func Checked(text *string, check func(string) error) pflag.Value { return checkedText{text, check} }

func (c checkedText) String() string {
	if c.text == nil {
		return ""
	}
	return *c.text
}

func (c checkedText) Type() string { return "string" }

func (c checkedText) Set(text string) error {
	if err := c.check(text); err != nil {
		return err
	}
	*c.text = text
	return nil
}

// Folder refuses a folder without a name, and a second one that differs from the
// first: --out and --public are one flag, and nobody means both.
func Folder() func(string) error {
	first, given := "", false
	return func(text string) error {
		if text == "" {
			return errors.New("name a folder")
		}
		if given && text != first {
			return fmt.Errorf("it is given twice, as %q and as %q", first, text)
		}
		first, given = text, true
		return nil
	}
}

// ParseSize reads an amount of memory in bytes: "64MB", "1 GiB", "500000".
func ParseSize(text string) (int64, error) {
	n, err := humanize.ParseBytes(text)
	if err != nil || n == 0 || n > math.MaxInt64 {
		return 0, fmt.Errorf("%q: write an amount such as 64MB or 1GiB", text)
	}
	return int64(n), nil
}
