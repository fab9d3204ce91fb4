// Package records holds the guides of a site for programs, some tens of them in
// one file. Nobody reads them but the server's API, and a file for each of ten
// thousand takes a file system longer to make than all there is to write into it.
//
//	name := records.File("/en/guides/reissue/") // "records/2a.zip"
//	body, err := records.Read(file, size, "/en/guides/reissue/")
//
// Such a file is a ZIP archive without compression (APPNOTE.TXT 4.4.5, method 0),
// since the server compresses what it sends, and file systems what they keep.
// Which guides share one follows from their addresses alone: a changed guide
// changes one file, however many guides come and go. In it a record has the name
// of the page, index.json: unpacked in the site's folder, each stands beside its
// page.
package records

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
)

// folder has nothing but the files of records.
const folder = "records/"

// File is the name of the file in a site that has the record of the page at an
// address. There are 256 of them: with ten thousand pages of 15 KB each, one is
// written in a millisecond and fits into memory many times.
func File(page string) string {
	return fmt.Sprintf("%s%02x.zip", folder, byte(crc32.ChecksumIEEE([]byte(page))))
}

// Record is the record of the page at an address.
type Record struct {
	Page string
	Body []byte
}

// Append appends a file of records to b, in their order. The same records give the
// same bytes.
func Append(b []byte, list []Record) ([]byte, error) {
	out := bytes.NewBuffer(b)
	w := zip.NewWriter(out)
	for _, r := range list {
		size := uint64(len(r.Body))
		entry, err := w.CreateRaw(&zip.FileHeader{
			Name: entryOf(r.Page), Flags: utf8Name, Method: zip.Store,
			CRC32: crc32.ChecksumIEEE(r.Body), CompressedSize64: size, UncompressedSize64: size,
		})
		if err == nil {
			_, err = entry.Write(r.Body)
		}
		if err != nil {
			return b, fmt.Errorf("pack the record of %s: %w", r.Page, err)
		}
	}
	if err := w.Close(); err != nil {
		return b, fmt.Errorf("pack records: %w", err)
	}
	return out.Bytes(), nil
}

// utf8Name says that an entry's name is UTF-8 (APPNOTE.TXT 4.4.4, bit 11).
const utf8Name = 1 << 11

func entryOf(page string) string { return strings.TrimPrefix(page, "/") + "index.json" }

// Packed is a file of records that is open.
type Packed struct{ r *zip.Reader }

// Open reads what a file of so many bytes has. It needs file as long as records
// are read.
func Open(file io.ReaderAt, size int64) (*Packed, error) {
	r, err := zip.NewReader(file, size)
	if err != nil {
		return nil, fmt.Errorf("read records: %w", err)
	}
	return &Packed{r}, nil
}

// Read is the record of the page at an address. A file that is damaged, or has
// none, is an error.
func (p *Packed) Read(page string) ([]byte, error) {
	name := entryOf(page)
	for _, entry := range p.r.File {
		if entry.Name == name {
			body, err := read(entry)
			if err != nil {
				return nil, fmt.Errorf("read the record of %s: %w", page, err)
			}
			return body, nil
		}
	}
	return nil, fmt.Errorf("there is no record of %s", page)
}

func read(entry *zip.File) ([]byte, error) {
	if entry.Method != zip.Store {
		return nil, zip.ErrAlgorithm
	}
	r, err := entry.Open()
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(r) // no more than there is, whatever the file says of its size
	if late := r.Close(); err == nil {
		err = late
	}
	return body, err
}

// Read reads one record from a file of so many bytes.
func Read(file io.ReaderAt, size int64, page string) ([]byte, error) {
	p, err := Open(file, size)
	if err != nil {
		return nil, err
	}
	return p.Read(page)
}
