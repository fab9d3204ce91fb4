package guide

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxGuide         = 4 << 20   // bytes of a guide
	maxSettings      = 256 << 10 // bytes of site.yaml and of facts.yaml
	maxSettingsLines = 10_000
	maxFolders       = 8 // folders in one another
)

// folder lists the Markdown files below a language's folder, in the order of
// their names, and notes everything else that cannot stand there. Pictures and
// other files are left alone.
func (l *loader) folder(dir string, depth int) (files []string) {
	entries, err := l.cache.readFolder(l.fsys, dir)
	if err != nil {
		l.faults.add("bad-file", dir, "the folder cannot be read: %v", Cause(err))
		return nil
	}
	for _, e := range entries {
		file := dir + "/" + e.Name()
		if strings.HasPrefix(e.Name(), ".") {
			continue // .DS_Store, .git and the like
		}
		if c := strangeCharacter(e.Name()); c != "" {
			l.faults.add("bad-name", file, "the name holds %s: rename it", c)
			continue
		}
		switch {
		case e.Type()&^fs.ModeDir != 0:
			l.faults.add("bad-file", file, "is %s and not a file: put the file itself here", kind(e.Type()))
		case e.IsDir():
			if problem := checkName(e.Name()); problem != "" {
				l.faults.add("bad-name", file, "%s", problem)
			} else if depth == maxFolders {
				l.faults.add("bad-name", file, "folders stand more than %d deep in one another: move it up", maxFolders)
			} else {
				files = append(files, l.folder(file, depth+1)...)
			}
		case path.Ext(e.Name()) == ".md":
			if problem := checkName(strings.TrimSuffix(e.Name(), ".md")); problem != "" {
				l.faults.add("bad-name", file, "%s", problem)
				continue
			}
			files = append(files, file)
		case strings.EqualFold(path.Ext(e.Name()), ".md"), strings.EqualFold(path.Ext(e.Name()), ".markdown"):
			l.site.Warnings.add("not-read", file, "is not read as a guide: let its name end in .md")
		}
	}
	return files
}

// strangeCharacter tells a character that no name should have.
func strangeCharacter(name string) string {
	if !utf8.ValidString(name) {
		return "bytes that are not UTF-8"
	}
	for _, c := range name {
		if unicode.IsControl(c) || !unicode.IsGraphic(c) {
			return fmt.Sprintf("the character U+%04X", c)
		}
		if c == '\\' || c == ':' {
			return fmt.Sprintf("the character %c", c)
		}
	}
	return ""
}

// kind names what is no regular file.
func kind(m fs.FileMode) string {
	switch {
	case m&fs.ModeSymlink != 0:
		return "a symbolic link"
	case m&fs.ModeNamedPipe != 0:
		return "a pipe"
	case m&fs.ModeSocket != 0:
		return "a socket"
	case m&fs.ModeDevice != 0:
		return "a device"
	}
	return "something special"
}

// readText reads a text file whose folder entry says that it is a regular file.
// It has UTF-8 afterwards, without a byte order mark, and every line ends with
// one \n. The fault, if there is one, has its line.
func readText(fsys fs.FS, file string, most int64) ([]byte, *Fault) {
	data, fault := readBytes(fsys, file, most)
	if fault != nil {
		return nil, fault
	}
	return cleanText(file, data)
}

// readSum is readText with the hash of the file as it stands.
func readSum(fsys fs.FS, file string, most int64) (data []byte, sum [sha256.Size]byte, fault *Fault) {
	if data, fault = readBytes(fsys, file, most); fault != nil {
		return nil, sum, fault
	}
	sum = sha256.Sum256(data)
	data, fault = cleanText(file, data)
	return data, sum, fault
}

// readBytes reads a file of limited size.
func readBytes(fsys fs.FS, file string, most int64) ([]byte, *Fault) {
	fault := func(line int, format string, args ...any) ([]byte, *Fault) {
		return nil, &Fault{File: printable(file), Line: line, Message: fmt.Sprintf(format, args...), Rule: "bad-file"}
	}
	f, err := fsys.Open(file)
	if err != nil {
		return fault(0, "cannot be read: %v", Cause(err))
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fault(0, "cannot be read: %v", Cause(err))
	}
	if !info.Mode().IsRegular() { // it was exchanged since the folder was listed
		return fault(0, "is %s and not a file: put the file itself here", kind(info.Mode()))
	}
	size := info.Size()
	if size > most {
		return fault(0, "has %d bytes, more than the %s that are read: divide it", size, bytesInWords(most))
	}
	// The size is what the file system says; the limit holds for what comes.
	data := make([]byte, 0, size+1)
	for int64(len(data)) <= most {
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fault(0, "cannot be read: %v", Cause(err))
		}
	}
	if int64(len(data)) > most {
		return fault(0, "has more than the %s that are read: divide it", bytesInWords(most))
	}
	return data, nil
}

// cleanText sees to it that a text is UTF-8, and makes its lines alike.
func cleanText(file string, data []byte) ([]byte, *Fault) {
	fault := func(line int, message string) ([]byte, *Fault) {
		return nil, &Fault{File: printable(file), Line: line, Message: message, Rule: "bad-file"}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if bytes.IndexByte(data, '\r') >= 0 {
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return fault(lineOf(data, i), "holds a zero byte: save it as text in UTF-8")
	}
	if !utf8.Valid(data) {
		i := 0
		for i < len(data) {
			r, n := utf8.DecodeRune(data[i:])
			if r == utf8.RuneError && n == 1 {
				break
			}
			i += n
		}
		return fault(lineOf(data, i), "is not UTF-8 here: save the file as UTF-8")
	}
	return data, nil
}

func lineOf(data []byte, i int) int { return bytes.Count(data[:i], []byte("\n")) + 1 }

func bytesInWords(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d KiB", n>>10)
}

// Cause leaves the path out of an error of the file system, for messages that name
// the file themselves.
func Cause(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}
