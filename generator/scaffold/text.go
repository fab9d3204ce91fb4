package scaffold

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// untilReview is how long the statements of a new guide are taken to hold.
const untilReview = 6 // months

// text is a new guide in one language.
func text(lang, title string, today time.Time) []byte {
	t := english
	if lang == "zh" {
		t = chinese
	}
	return []byte(strings.NewReplacer(
		"TITLE", quoted(title),
		"TODAY", today.Format(time.DateOnly),
		"REVIEW", today.AddDate(0, untilReview, 0).Format(time.DateOnly),
	).Replace(t))
}

// quoted writes a text for YAML, of which JSON strings are a part.
func quoted(s string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil { // no string fails
		return fmt.Sprintf("%q", s)
	}
	return strings.TrimSpace(b.String())
}

// Placeholders are the lines, without the space around them, that a new guide has
// only for somebody to replace: all of its body but the headings, and its source.
func Placeholders() map[string]bool {
	lines := map[string]bool{}
	for _, text := range []string{english, chinese} {
		front, body, _ := strings.Cut(text, "---\n\n")
		for line := range strings.Lines(body) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				lines[line] = true
			}
		}
		for line := range strings.Lines(front) {
			if line = strings.TrimSpace(line); strings.HasPrefix(line, "- title:") {
				lines[line] = true
			}
		}
	}
	return lines
}

const english = `---
title: TITLE
summary: "" # the answer in one or two sentences, for lists and search engines
questions: [] # how people ask for this page, in their own words
related: [] # slugs of other guides, or questions in words
sources:
  - title: "Name of the law, notice or page (who published it, year)"
    url: "" # an official address, or none
    accessed: TODAY
reviewed: TODAY # the day on which the statements were compared with their sources
review_by: REVIEW
aliases: [] # addresses that this page had before
order: 0 # place in the section, smallest first
draft: true # take this line out to publish the page
---

The answer in two or three lines: what to do, where, and until when.

## What to do {#what-to-do}

1. The first step.

## What to bring {#what-to-bring}

- [ ] The first paper

## Time and cost {#time-and-cost}

How long it takes and what it costs.

## Where and when this holds {#scope}

The place and the years that this page is about, and who can answer for today.
`

const chinese = `---
title: TITLE
summary: "" # 用一两句话直接回答，列表和搜索引擎会显示
questions: [] # 大家会怎么问
related: [] # 其他指南的文件名，或者一句问话
sources:
  - title: "法律、通知或页面的名称（发布单位，年份）"
    url: "" # 官方网址，没有就留空
    accessed: TODAY
reviewed: TODAY # 最近一次和来源核对的日期
review_by: REVIEW
aliases: [] # 这一页以前的网址
order: 0 # 在栏目里的次序，小的在前
draft: true # 删去这一行才会发布
---

用两三行直接回答：做什么，去哪里，什么时候以前。

## 怎样办 {#what-to-do}

1. 第一步。

## 要带什么 {#what-to-bring}

- [ ] 第一份证件

## 时间和费用 {#time-and-cost}

多久办好，要多少钱。

## 适用地区和时间 {#scope}

本页写的是哪里、哪些年份，当天的情况以谁的答复为准。
`
