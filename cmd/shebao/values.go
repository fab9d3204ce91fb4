package main

import (
	"errors"
	"fmt"

	"shebao/generator"
	"shebao/server/limit"
)

// checkedText is a flag's text that is looked at when it is given, wherever it
// comes from. Its check says what is wrong without repeating the text.
type checkedText struct {
	text  *string
	check func(string) error
}

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

// baseURL refuses what is no address of a site.
func baseURL(text string) error {
	if text == "" {
		return nil
	}
	return generator.CheckBaseURL(text)
}

// redisURL refuses what is no address of Redis.
func redisURL(text string) error {
	if text == "" {
		return nil
	}
	return limit.CheckRedisURL(text)
}

// once refuses a folder without a name, and a second one that differs from the
// first: --out and --public are one flag, and nobody means both.
func once() func(string) error {
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
