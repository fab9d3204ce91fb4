package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"shebao/cmd/shebao/site"
	"shebao/generator"
	"shebao/generator/theme"
	"shebao/server/card/cardtest"
)

// somebody is an address that nobody else in the test has.
func somebody() string {
	return fmt.Sprintf("2001:db8:%x:%x::1", rand.IntN(1<<16), rand.IntN(1<<16))
}

// lookupBody asks for the i-th invented card; card is another card's number.
func lookupBody(i, card int) string {
	id, _ := cardtest.Numbers(i)
	_, number := cardtest.Numbers(card)
	return fmt.Sprintf(`{"id_number":%q,"card_number":%q}`, id, number)
}

// importedCards is an issuer's file in which every card is active.
func importedCards(t *testing.T, dir string, cards int) string {
	t.Helper()
	var text bytes.Buffer
	text.WriteString("id_number,card_number,status,changed_at\n")
	for i := range cards {
		id, number := cardtest.Numbers(i)
		fmt.Fprintf(&text, "%s,%s,active,2026-01-01\n", id, number)
	}
	name := filepath.Join(dir, "cards.csv")
	if err := os.WriteFile(name, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// packBuild makes an archive of a small site whose pages say name, in a style
// that no build of another name has.
func packBuild(t *testing.T, name string) (file string) {
	t.Helper()
	dir := t.TempDir()
	style := filepath.Join(dir, "theme")
	if err := os.CopyFS(style, os.DirFS("../../generator/theme")); err != nil {
		t.Fatal(err)
	}
	sheet, err := os.OpenFile(filepath.Join(style, "styles", "layout.css"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(sheet, "\n.build-%s { order: 1 }\n", name)
	if err := sheet.Close(); err != nil {
		t.Fatal(err)
	}
	content := filepath.Join(dir, "content")
	writeTown(t, content, name)
	l := site.Place{Public: filepath.Join(dir, "public"), Data: filepath.Join(dir, "data")}
	options := generator.Options{Content: os.DirFS(content), Public: l.Public, CardStatuses: site.CardStatuses(), Index: l.BuildIndex, HasIndex: l.HasIndex}
	if options.Theme, err = theme.New(theme.Options{FS: os.DirFS(style)}); err != nil {
		t.Fatal(err)
	}
	if _, err := generator.Build(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(dir, name+".tar.zst")
	if err := l.Pack(file); err != nil {
		t.Fatal(err)
	}
	return file
}

// writeTown writes the content of a site with one guide, which says name.
func writeTown(t *testing.T, dir, name string) {
	t.Helper()
	for file, text := range map[string]string{
		"site.yaml": "title: Town\nlanguages: [en]\n", "en/hello.md": "---\ntitle: Hello\n---\nThis is build " + name + " of the town.\n",
	} {
		file = filepath.Join(dir, file)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// ship brings an archive to a replica: it appears whole.
func ship(t *testing.T, from, to string) {
	t.Helper()
	body, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to+".part", body, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(to+".part", to); err != nil {
		t.Fatal(err)
	}
}

// siteWithCards builds the site and imports some cards beside it.
func siteWithCards(t *testing.T, cards int) (data, public string) {
	t.Helper()
	dir := t.TempDir()
	data, public = filepath.Join(dir, "data"), filepath.Join(dir, "public")
	shebao(t, nil, "build", "--data", data, "--public", public)
	shebao(t, nil, "cards", "import", importedCards(t, dir, cards), "--data", data)
	return data, public
}
