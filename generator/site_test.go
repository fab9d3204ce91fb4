package generator

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"shebao/generator/guide"
	"shebao/generator/publish/publishtest"
	"shebao/generator/theme"
)

// base is the address of every site built in tests.
const base = "https://example.org"

// smallSite is a content folder that has one of everything.
func smallSite() fstest.MapFS {
	return contentFS(map[string]string{
		"site.yaml": `title: {zh: 卡, en: Card}
description: {zh: 说明, en: About cards}
base_url: https://example.org
languages: [zh, en]
operator: {zh: 站长, en: Someone}
hotlines: [{fact: phone, name: {zh: 热线, en: Hotline}}]
journeys:
  - id: lost
    title: {zh: 三步, en: Steps}
    steps:
      - {guide: guides/report, title: {zh: 挂失, en: Report}}
      - {guide: guides/reissue, title: {zh: 补卡, en: Replace}}
statuses:
  active: {guide: guides/reissue, ahead: {zh: "再等 [12333](fact:phone)", en: Wait}}
  lost: {guide: "guides/report#by-phone", bank: guides/report, deadline_days: 5}
found: guides/report#by-phone
`,
		"facts.yaml":         "phone: {kind: phone, value: \"12333\", source: S1, checked: 2026-11-22}\n",
		"zh/index.md":        "---\ntitle: 卡丢了\n---\n\n见[挂失](guides/report.md)。\n",
		"zh/about.md":        "---\ntitle: 关于\n---\n\n谁办的。\n",
		"en/about.md":        "---\ntitle: About\n---\n\nWho runs it.\n",
		"zh/guides/index.md": "---\ntitle: 指南\nsummary: 全部指南\norder: 1\n---\n",
		"zh/guides/report.md": `---
title: 挂失
summary: 先打电话。
questions: [卡丢了怎么办]
related: [reissue, articles/age, 多少钱]
sources: [{title: 办法, url: "https://example.com/law", accessed: 2026-11-22}]
reviewed: 2026-11-20
review_by: 2027-11-20
aliases: [/old/loss.html, /old/lost]
order: 1
---

拨打 [12333](fact:phone)，再[补卡](reissue.md#bring)。

## 电话 {#by-phone}

![地图](map.png)

## 柜台

到柜台，见[年龄](../articles/age.md)、[电话](#by-phone)。
`,
		"zh/guides/reissue.md": "---\ntitle: 补卡\nreviewed: 2026-11-21\norder: 2\n---\n\n## 带什么 {#bring}\n\n户口簿。[挂失](report#by-phone)\n",
		"zh/articles/age.md":   "---\ntitle: 年龄\n---\n\n不限。[首页](/zh/)、[搜索](/zh/search/?q=年龄)\n",
		"en/guides/report.md": `---
title: Report the loss
summary: Call first.
related: [reissue, how much is it]
aliases: [/en/old/]
reviewed: 2026-11-20
review_by: 2026-11-21
---

Call [12333](fact:phone), then [replace the card](/en/guides/reissue/#bring).

## By telephone {#by-phone}

![map](../../zh/guides/map.png)
`,
		"en/guides/reissue.md": "---\ntitle: Replace the card\n---\n\n## What to bring {#bring}\n\nPapers. [中文](../../zh/guides/reissue.md)\n",
		"zh/guides/map.png":    png,
		"zh/guides/unused.png": png,
	})
}

// png is as much of a picture as the generator looks at.
const png = "\x89PNG\r\n\x1a\nrest of the picture"

func contentFS(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, body := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(body)}
	}
	return fsys
}

// edited is a content folder with some files replaced; an empty body removes one.
func edited(fsys fstest.MapFS, files map[string]string) fstest.MapFS {
	changed := maps.Clone(fsys)
	for name, body := range files {
		if body == "" {
			delete(changed, name)
			continue
		}
		changed[name] = &fstest.MapFile{Data: []byte(body)}
	}
	return changed
}

// testTheme is made once: bundling styles and scripts takes longer than a test.
func testTheme(t testing.TB) *theme.Theme {
	t.Helper()
	th, err := sharedTheme()
	if err != nil {
		t.Fatal(err)
	}
	return th
}

func testOptions(t testing.TB, content fs.FS, public string) Options {
	return Options{
		Content: content, Public: public, Theme: testTheme(t),
		Now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC),
	}
}

// buildSite builds and returns the published files.
func buildSite(t *testing.T, content fs.FS) map[string]string {
	t.Helper()
	public := filepath.Join(t.TempDir(), "public")
	if _, err := Build(context.Background(), testOptions(t, content, public)); err != nil {
		t.Fatal(err)
	}
	return publishtest.Tree(t, public)
}

// faultsOf builds and returns the messages of the faults.
func faultsOf(t *testing.T, content fs.FS) []string {
	t.Helper()
	public := filepath.Join(t.TempDir(), "public")
	_, err := Build(context.Background(), testOptions(t, content, public))
	faults, ok := err.(guide.Faults)
	if err != nil && !ok {
		t.Fatalf("the error is %T: %v", err, err)
	}
	if _, err := os.Stat(public); ok && err == nil {
		t.Error("something was published")
	}
	return messages(faults)
}

func messages(faults guide.Faults) []string {
	var list []string
	for _, f := range faults {
		list = append(list, fmt.Sprint(f))
	}
	return list
}

var sharedTheme = sync.OnceValues(func() (*theme.Theme, error) { return theme.New(theme.Options{}) })

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
