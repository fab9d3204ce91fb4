package generator

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// magic is how a file of some kind begins.
type magic struct {
	offset int
	bytes  string
}

// pictureMagic says how the pictures begin that a guide may show; nil for all
// other names. SVG is not among them: it is a document that can hold scripts.
func pictureMagic(name string) []magic {
	switch strings.ToLower(path.Ext(name)) {
	case ".png":
		return []magic{{0, "\x89PNG\r\n\x1a\n"}}
	case ".jpg", ".jpeg":
		return []magic{{0, "\xff\xd8\xff"}}
	case ".gif":
		return []magic{{0, "GIF87a"}, {0, "GIF89a"}}
	case ".webp":
		return []magic{{8, "WEBP"}}
	case ".avif":
		return []magic{{4, "ftypavif"}, {4, "ftypavis"}}
	}
	return nil
}

// isPicture tells whether a link's path is that of a picture, allowed or not.
func isPicture(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".svg", ".bmp", ".tif", ".tiff", ".ico", ".heic":
		return true
	}
	return pictureMagic(name) != nil
}

// checkPicture says what is wrong with a picture of the content, "" if nothing.
// It follows no links: a picture comes from the content folder and from nowhere
// else.
func (p *plan) checkPicture(name string) string {
	if pictureMagic(name) == nil {
		return "pictures of this kind are not shown: use png, jpg, gif, webp or avif"
	}
	if !fs.ValidPath(name) {
		return "the picture is outside of the content folder"
	}
	if slices.ContainsFunc(strings.Split(name, "/"), func(part string) bool { return strings.HasPrefix(part, ".") }) {
		return "the picture's name or folder begins with a dot"
	}
	for i, c := range name + "/" {
		if c != '/' {
			continue
		}
		info, err := fs.Lstat(p.content, name[:i])
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return "there is no picture " + name
		case err != nil:
			return err.Error()
		case i < len(name) && !info.IsDir(), i == len(name) && !info.Mode().IsRegular():
			return name[:i] + " is a link or some other thing that is not copied"
		case i == len(name) && info.Size() > p.maxPicture:
			return fmt.Sprintf("the picture has %d bytes; %d are allowed", info.Size(), p.maxPicture)
		}
	}
	return ""
}

// readPicture returns the bytes of a picture that checkPicture has found good.
func (p *plan) readPicture(name string) ([]byte, error) {
	f, err := p.content.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, p.maxPicture+1))
	if err != nil {
		return nil, err
	}
	if int64(len(body)) > p.maxPicture {
		return nil, fmt.Errorf("%s has grown beyond %d bytes", name, p.maxPicture)
	}
	for _, m := range pictureMagic(name) {
		if len(body) >= m.offset && bytes.HasPrefix(body[m.offset:], []byte(m.bytes)) {
			return body, nil
		}
	}
	return nil, fmt.Errorf("this is no %s picture", path.Ext(name)[1:])
}
