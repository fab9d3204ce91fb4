package kept

import (
	"cmp"
	"reflect"

	"shebao/generator/publish"
)

// knownMap reads into such a map; nil for any other.
func (w *wire) knownMap(to any) func() error {
	switch m := to.(type) {
	case *map[string]publish.Output:
		return func() (err error) {
			*m, err = readKnown(w, func() (o publish.Output, err error) {
				sum, err := w.take(uint64(len(o.Sum)))
				copy(o.Sum[:], sum)
				size, late := w.varint()
				modified, later := w.varint()
				o.Size, o.Modified = size, modified
				return o, cmp.Or(err, late, later)
			})
			return err
		}
	case *map[string]string:
		return func() (err error) { *m, err = readKnown(w, w.text); return err }
	case *publish.Folders:
		return func() (err error) { *m, err = readKnown(w, w.varint); return err }
	}
	return nil
}

func readKnown[V any](w *wire, value func() (V, error)) (map[string]V, error) {
	n, err := w.count()
	if err != nil {
		return nil, err
	}
	m := make(map[string]V, n)
	for range n {
		key, err := w.text()
		if err != nil {
			return nil, err
		}
		if m[key], err = value(); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// made reads a Made, field by field as readValue does.
func (w *wire) made(m *Made) error {
	var err error
	read := func(late error) { err = cmp.Or(err, late) }
	number := func() int {
		n, late := w.varint()
		read(late)
		return int(n)
	}
	text := func() string {
		s, late := w.text()
		read(late)
		return s
	}
	sum := func() (d Digest) {
		s, late := w.take(uint64(len(d)))
		read(late)
		copy(d[:], s)
		return d
	}
	m.Source, m.View = sum(), sum()
	m.Answers = readList(w, &err, func() (a Answer) {
		link, late := w.take(1)
		read(late)
		return Answer{link == "\x01", text(), text()}
	})
	m.Sum = sum()
	m.IDs = readList(w, &err, text)
	m.Anchors = readList(w, &err, func() Anchor {
		return Anchor{text(), number(), number(), text(), text()}
	})
	m.Pictures = readList(w, &err, text)
	if err == nil {
		err = w.readValue(reflect.ValueOf(&m.Warnings).Elem())
	}
	m.Files = readList(w, &err, text)
	if err == nil && w.rest != "" {
		err = errCut
	}
	return err
}

// readList reads a list whose values read gives; an empty one comes back as none.
// After an error there is nothing more to read.
func readList[V any](w *wire, err *error, read func() V) []V {
	n, late := w.count()
	if *err = cmp.Or(*err, late); *err != nil || n == 0 {
		return nil
	}
	list := make([]V, 0, min(n, 64))
	for range n {
		list = append(list, read())
		if *err != nil {
			return nil
		}
	}
	return list
}
