package card

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// testKey is a key whose bytes are known.
func testKey(t *testing.T) (Key, string) {
	t.Helper()
	text := strings.Repeat("0123456789abcdef", 4)
	keys, err := ParseKeys(text)
	if err != nil {
		t.Fatal(err)
	}
	return keys[0], text
}

func TestADigestIsTheDocumentedOne(t *testing.T) {
	key, text := testKey(t)
	secret, _ := hex.DecodeString(text)
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("shebao/card/pair/1\x00" + specimenX + "A1234567"))
	pair, _ := ParsePair(specimenX, "a123 4567")
	if got := (Keys{key}).Digests(pair)[0]; !hmac.Equal(got[:], mac.Sum(nil)) {
		t.Error("another digest than HMAC-SHA-256 of label, identity number and card number: every store would be lost")
	}
}

func TestNoTwoUsesOfAKeyGiveTheSameDigest(t *testing.T) {
	key, _ := testKey(t)
	keys := Keys{key, NewKey()}
	pair, _ := ParsePair(specimenX, "A1234567")
	other, _ := ParsePair(specimen4, "A1234567")
	identity, attempt := keys.limitKeys(pair)
	otherIdentity, otherAttempt := keys.limitKeys(other)
	seen := map[string]string{}
	for name, digest := range map[string]string{
		"pair under the first key": string(digestBytes(keys, pair, 0)), "pair under the second": string(digestBytes(keys, pair, 1)),
		"other pair": string(digestBytes(keys, other, 0)), "identity": identity, "attempt": attempt,
		"other identity": otherIdentity, "other attempt": otherAttempt,
		"key check": string(key.CheckValue()), "id": string(key.digest(labelKeyID)),
	} {
		if len(digest) != 32 {
			t.Errorf("%s has %d bytes", name, len(digest))
		}
		if before, ok := seen[digest]; ok {
			t.Errorf("%s and %s have one digest", name, before)
		}
		seen[digest] = name
	}
}

func digestBytes(keys Keys, p Pair, i int) []byte {
	d := keys.Digests(p)[i]
	return d[:]
}

func TestKeysAreReadAsTheyAreWrittenAndPasted(t *testing.T) {
	key, text := testKey(t)
	second := NewKey()
	other := strings.Fields(second.line())[1]
	for _, c := range []struct {
		name, text string
		want       string // ids, or part of the error
	}{
		{"a bare key", text, key.ID()},
		{"a key in capitals", strings.ToUpper(text), key.ID()},
		{"with its id", key.ID() + " " + text, key.ID()},
		{"two, the first writes", key.line() + second.line(), key.ID() + " " + second.ID()},
		{"two in an environment variable", text + "," + other, key.ID() + " " + second.ID()},
		{"the same twice", text + "\n" + text, key.ID()},
		{"comments, empty lines, line ends of Windows", "# a key, and more\r\n\r\n" + key.ID() + "  " + text + "\r\n", key.ID()},

		{"nothing", "", "there is no key in it"},
		{"only comments", "# nothing, really\n", "there is no key in it"},
		{"cut", text[:63], "line 1 has 63 characters where a key has 64"},
		{"too long", "#\n" + text + "00", "line 2 has 66 characters"},
		{"not hexadecimal", "g" + text[1:], "line 1 is garbled"},
		{"a changed digit", key.ID() + " 1" + text[1:], "does not fit its id"},
		{"a third word", key.ID() + " " + text + " x", "more than an id and a key"},
		{"zeros", strings.Repeat("0", 64), "is no secret"},
	} {
		t.Run(c.name, func(t *testing.T) {
			keys, err := ParseKeys(c.text)
			if err != nil {
				if !errors.Is(err, ErrKey) || !strings.Contains(err.Error(), c.want) {
					t.Errorf("got %v, want ErrKey with %q", err, c.want)
				}
				if strings.Contains(err.Error(), text[8:40]) {
					t.Error("the error has the key in it")
				}
				return
			}
			if got := strings.Join(keys.IDs(), " "); got != c.want {
				t.Errorf("got keys %s, want %s", got, c.want)
			}
		})
	}
}

func TestAKeyIsNeverPrinted(t *testing.T) {
	key, text := testKey(t)
	var out strings.Builder
	type closed struct{ key Key }
	for _, v := range []any{key, &key, Keys{key}, closed{key}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		marshalled, _ := json.Marshal(v)
		out.Write(marshalled)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("a key", "key", v)
	}
	for _, part := range []string{text[:16], "ASNFZ4mrze8", "1 35 69 103"} {
		if strings.Contains(out.String(), part) {
			t.Errorf("the key got printed")
		}
	}
	if !strings.Contains(out.String(), key.ID()) {
		t.Error("it is not told which key it is")
	}
}

func TestAKeyIsFoundByItsIDAndCheckValue(t *testing.T) {
	key, _ := testKey(t)
	keys := Keys{NewKey(), key}
	if _, err := keys.Find(key.ID(), key.CheckValue()); err != nil {
		t.Errorf("a key that is there: %v", err)
	}
	if _, err := keys.Find(key.ID(), NewKey().CheckValue()); !errors.Is(err, ErrKey) {
		t.Errorf("another key of the same id: %v", err)
	}
	_, err := keys.Find("00000000", key.CheckValue())
	if !errors.Is(err, ErrKey) || !strings.Contains(err.Error(), "00000000") || !strings.Contains(err.Error(), key.ID()) {
		t.Errorf("a key that is missing: %v; want both ids in it", err)
	}
}

func TestAKeyFileIsItsOwnersAloneAndNeverReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cards.key")
	if _, err := ReadKeyFile(path); !errors.Is(err, ErrKey) || !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "shebao cards key") {
		t.Errorf("a missing file: %v; want what to do", err)
	}
	first := NewKey()
	if err := WriteKeyFile(path, first); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %04o, want 0600", info.Mode().Perm())
	}
	if err := WriteKeyFile(path, NewKey()); !errors.Is(err, fs.ErrExist) {
		t.Errorf("creating it again: %v; want that it is there already", err)
	}
	second, err := AddKey(path)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := ReadKeyFile(path)
	if err != nil || fmt.Sprint(keys.IDs()) != fmt.Sprint([]string{second.ID(), first.ID()}) {
		t.Errorf("keys %v, %v; want the new one first and the old one after it", keys.IDs(), err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("%d files are left, want the key file alone", len(entries))
	}
	for mode, refused := range map[fs.FileMode]bool{0o600: false, 0o400: false, 0o640: true, 0o604: true, 0o660: true, 0o666: true} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := ReadKeyFile(path)
		if refused != (err != nil) || refused && !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("mode %04o: %v", mode, err)
		}
	}
}

func TestADamagedKeyFileIsRefusedByName(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"emptied":   {"", "there is no key in it"},
		"cut":       {"0123", "has 4 characters where a key has 64"},
		"too large": {strings.Repeat("#\n", 40<<10), "too large"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "cards.key")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := ReadKeyFile(path)
			if !errors.Is(err, ErrKey) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want the file and %q named", err, c.want)
			}
		})
	}
	if _, err := ReadKeyFile(t.TempDir()); !errors.Is(err, ErrKey) {
		t.Errorf("a folder: got %v, want ErrKey", err)
	}
}

func TestAKeyIsNotAddedWhileAnotherIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cards.key")
	first := NewKey()
	if err := WriteKeyFile(path, first); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".new", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := AddKey(path); !errors.Is(err, ErrKey) || !strings.Contains(err.Error(), "is in the way") {
		t.Errorf("got %v, want that one writes at a time", err)
	}
	if keys, err := ReadKeyFile(path); err != nil || keys[0].ID() != first.ID() {
		t.Errorf("the file has changed: %v, %v", keys.IDs(), err)
	}
	if _, err := os.Stat(path + ".new"); err != nil {
		t.Errorf("the other's file is gone: %v", err)
	}
}

func FuzzParseKeys(f *testing.F) {
	f.Add("# comment\n01234567 " + strings.Repeat("0123456789abcdef", 4) + "\n")
	f.Add(strings.Repeat("0", 64) + "," + strings.Repeat("ab", 32))
	f.Fuzz(func(t *testing.T, text string) {
		keys, err := ParseKeys(text)
		if (err == nil) != (len(keys) > 0) {
			t.Fatalf("%d keys and the error %v", len(keys), err)
		}
		if err != nil && !errors.Is(err, ErrKey) {
			t.Fatalf("an error that is not ErrKey: %v", err)
		}
	})
}
