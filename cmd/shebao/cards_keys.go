package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"shebao/cmd/shebao/site"
	"shebao/server/card"
)

// keyVariable may hold the keys instead of the key file. It is no flag: an
// argument can be read by everybody on the machine.
const keyVariable = "SHEBAO_CARDS_KEY"

// keys reads the keys from the variable or the key file.
func (p program) keys(v vault) (card.Keys, error) {
	if text, ok := p.env(keyVariable); ok && text != "" {
		keys, err := card.ParseKeys(text)
		if err != nil {
			return nil, fmt.Errorf("variable %s: %w", keyVariable, err)
		}
		return keys, nil
	}
	keys, err := card.ReadKeyFile(v.keyFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: there is no key file %s; bring it back from its copy, or set %s", card.ErrKey, v.keyFile(), keyVariable)
	}
	return keys, err
}

// needsKey tells whether neither a key nor a store is there yet. A store without
// its key is an accident that a new key would only hide.
func (p program) needsKey(v vault) bool {
	given, _ := p.env(keyVariable)
	_, err := os.Lstat(v.keyFile())
	return given == "" && errors.Is(err, fs.ErrNotExist) && (v.missing() || v.inPostgres())
}

// keepKey makes the key file of a new key.
func (p program) keepKey(v vault, key card.Key) error {
	if above := site.Above(v.data); above != "" {
		return fmt.Errorf("make the key in %s: it is in %s, which holds a site, and everybody can have every file of that; name another folder with --data", v.data, above)
	}
	if err := os.MkdirAll(v.data, 0o755); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	if err := card.WriteKeyFile(v.keyFile(), key); err != nil {
		return err
	}
	fmt.Fprintf(p.stderr, "made key %s in %s; keep a copy in a safe place: without it the cards cannot be read\n", key.ID(), v.keyFile())
	return nil
}

// keysToServe makes a key where needsKey says so. undo takes it back, in case
// the server does not come to serve.
func (p program) keysToServe(v vault) (keys card.Keys, undo func() error, err error) {
	if !p.needsKey(v) {
		keys, err = p.keys(v)
		return keys, func() error { return nil }, err
	}
	key := card.NewKey()
	err = p.keepKey(v, key)
	if errors.Is(err, fs.ErrExist) { // somebody else has made it meanwhile
		keys, err = p.keys(v)
		return keys, func() error { return nil }, err
	}
	return card.Keys{key}, func() error {
		if !v.missing() {
			return nil // cards have been imported under it already
		}
		return os.Remove(v.keyFile())
	}, err
}

// printKeyOrigin prints, as a remark, where the keys of the cards come from: they
// are no setting, and are not shown.
func (p program) printKeyOrigin(v vault) {
	from := v.keyFile()
	if text, ok := p.env(keyVariable); ok && text != "" {
		from = "variable " + keyVariable
	}
	fmt.Fprintf(p.stdout, "# the keys of the cards: %s (not shown)\n", from)
}
