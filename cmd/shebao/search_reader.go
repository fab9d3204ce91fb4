package main

import (
	"slices"
	"strings"
	"unicode"
)

// readerLanguage is the one of the site's languages that whoever searches for a
// text probably reads. Who types Chinese characters reads Chinese. Letters may be
// English or pinyin, which the locale tells where it names one of the two.
func (p program) readerLanguage(text string, languages []string) string {
	read := p.locale()
	switch {
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }):
		read = "zh"
	case read != "zh" && strings.ContainsFunc(text, unicode.IsLetter):
		read = "en"
	}
	if slices.Contains(languages, read) {
		return read
	}
	return languages[0]
}

// locale is the language in which the environment asks for messages, such as zh
// by LANG=zh_CN.UTF-8 (POSIX.1-2024, 8.2). What follows it there may be left out.
func (p program) locale() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value, _ := p.env(name); value != "" {
			language, _, _ := strings.Cut(value, "_")
			language, _, _ = strings.Cut(language, ".")
			return language
		}
	}
	return ""
}
