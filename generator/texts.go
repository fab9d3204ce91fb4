package generator

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"sync"

	"shebao/generator/markdown"
)

// textsInMemory is how many bytes of texts are held for the index, some three
// thousand guides. Those of a whole site are most of what a build would hold:
// what there is more of waits in a file.
const textsInMemory = 8 << 20

// texts keeps the sections of pages until the index takes them. It is safe for
// concurrent use.
type texts struct {
	room    int64                    // bytes that may yet be held; guarded by mu
	scratch func() (*os.File, error) // makes the file

	mu     sync.Mutex
	file   *os.File // nil: there is none yet
	end    int64    // of what is in it
	places map[string]textPlace
}

// textPlace is where the sections of a page stand in the file.
type textPlace struct {
	at              int64
	bytes, sections int
}

func newTexts(room int64, scratch func() (*os.File, error)) *texts {
	return &texts{room: room, scratch: scratch, places: map[string]textPlace{}}
}

// keep takes the sections of a page that go to the file. A system on which there is
// no such file holds them all.
func (t *texts) keep(p *Page, w *worker) error {
	b := w.scratch[:0]
	for _, s := range p.Sections {
		for _, text := range [...]string{s.ID, s.Heading, s.Text} {
			b = append(binary.AppendUvarint(b, uint64(len(text))), text...)
		}
	}
	w.scratch = b
	file, place, err := t.reserve(p, len(b))
	if err != nil || file == nil {
		return err
	}
	if _, err := file.WriteAt(b, place.at); err != nil {
		return fmt.Errorf("keep the text of %s for the index: %w", p.URL, err)
	}
	p.Sections = nil
	return nil
}

// reserve finds a place for the sections of a page; file is nil for those that stay
// in memory.
func (t *texts) reserve(p *Page, bytes int) (file *os.File, place textPlace, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.room -= int64(bytes); t.room >= 0 {
		return nil, place, nil
	}
	if t.file == nil {
		t.file, err = t.scratch()
		if errors.Is(err, errors.ErrUnsupported) {
			return nil, place, nil
		}
		if err != nil {
			return nil, place, fmt.Errorf("make a file for the texts of the index: %w", err)
		}
	}
	place = textPlace{t.end, bytes, len(p.Sections)}
	t.places[p.URL] = place
	t.end += int64(bytes)
	return t.file, place, nil
}

// has tells whether the sections of a page are in the file.
func (t *texts) has(url string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, ok := t.places[url]
	return ok
}

// sections are those of a page, wherever they are kept.
func (t *texts) sections(p *Page) ([]markdown.Section, error) {
	t.mu.Lock()
	file := t.file
	place, ok := t.places[p.URL]
	t.mu.Unlock()
	if !ok {
		return p.Sections, nil
	}
	b := make([]byte, place.bytes)
	if _, err := file.ReadAt(b, place.at); err != nil {
		return nil, fmt.Errorf("read the text of %s for the index: %w", p.URL, err)
	}
	// Each is a string of its own: the index keeps headings for long, and they are
	// not to hold the whole text.
	sections := make([]markdown.Section, place.sections)
	for i := range sections {
		s := &sections[i]
		for _, text := range [...]*string{&s.ID, &s.Heading, &s.Text} {
			length, n := binary.Uvarint(b)
			*text = string(b[n : n+int(length)])
			b = b[n+int(length):]
		}
	}
	return sections, nil
}

// close lets go of the file.
func (t *texts) close() {
	if t != nil && t.file != nil {
		_ = t.file.Close() // nobody will read what it holds
	}
}
