package card

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// maxKeyFile is far more than any number of keys that are of use.
const maxKeyFile = 64 << 10

const keyFileHead = `# Keys of the card store. Whoever has this file and the store can try every
# identity number; whoever loses it loses the store. Keep a copy elsewhere.
# The first key writes, all of them read.
`

// ReadKeyFile reads the keys of a file that nobody but its owner can read.
// A missing file is told by errors.Is(err, fs.ErrNotExist).
func ReadKeyFile(path string) (Keys, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: there is no key file %s; bring it back from its copy, or make a new one with: shebao cards key (%w)", ErrKey, path, fs.ErrNotExist)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: %s is not a file", ErrKey, path)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%w: %s can be read by others (mode %04o); close it with: chmod 600 %s", ErrKey, path, info.Mode().Perm(), path)
	}
	if info.Size() > maxKeyFile {
		return nil, fmt.Errorf("%w: %s is too large for a key file", ErrKey, path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	keys, err := ParseKeys(string(text))
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	return keys, nil
}

// WriteKeyFile makes a key file of a key, with mode 0600. A file that is there
// stays, and is an fs.ErrExist.
func WriteKeyFile(path string, key Key) error {
	err := writeKeyFile(path, func() (string, error) {
		if _, err := os.Lstat(path); err == nil {
			return "", fmt.Errorf("it is there already (%w)", fs.ErrExist)
		}
		return keyFileHead + key.line(), nil
	})
	if err != nil {
		return fmt.Errorf("%w: create %s: %w", ErrKey, path, err)
	}
	return nil
}

// AddKey puts a new key at the head of the file: from now on it writes, and the
// others go on reading.
func AddKey(path string) (Key, error) {
	if _, err := ReadKeyFile(path); err != nil {
		return Key{}, err
	}
	key := NewKey()
	err := writeKeyFile(path, func() (string, error) {
		text, err := os.ReadFile(path)
		return key.line() + string(text), err
	})
	if err != nil {
		return Key{}, fmt.Errorf("%w: add a key to %s: %w", ErrKey, path, err)
	}
	return key, nil
}

// writeKeyFile writes a text beside path and gives it its name in one step, so
// that a key file is never seen half written. The name beside it is always the
// same, and is taken before the text is made: of two that write at once, one is
// refused and no key gets lost.
func writeKeyFile(path string, text func() (string, error)) (err error) {
	beside := path + ".new"
	f, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is in the way: remove it unless another shebao is writing it", beside)
	}
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(beside)
		}
	}()
	content, err := text()
	if err == nil {
		_, err = io.WriteString(f, content)
	}
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(beside, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a new name in the folder outlast a power cut.
func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = dir.Close() }()
	return dir.Sync()
}
