package admission

import "bytes"

// Asked is what decides about a request and how it is refused.
type Asked struct {
	Method string
	Path   []byte
	Last   bool // the client wants no other answer on this connection
}

// ReadAsked reads a request that is one GET or HEAD in plain form, without a
// body, and nothing else. What it does not know it takes for something else:
// wherever net/http or a proxy might see the end of a request at another place
// or none at all, ok is false.
func ReadAsked(text []byte) (a Asked, ok bool) {
	line, text, ok := cutLine(text)
	if !ok {
		return a, false
	}
	method, rest, _ := bytes.Cut(line, []byte(" "))
	target, version, _ := bytes.Cut(rest, []byte(" "))
	switch string(method) {
	case "GET":
		a.Method = "GET"
	case "HEAD":
		a.Method = "HEAD"
	default:
		return a, false
	}
	a.Path, _, _ = bytes.Cut(target, []byte("?"))
	if len(a.Path) == 0 || a.Path[0] != '/' {
		return a, false
	}
	switch string(version) {
	case "HTTP/1.1":
	case "HTTP/1.0":
		a.Last = true
	default:
		return a, false
	}
	for {
		if line, text, ok = cutLine(text); !ok {
			return a, false
		}
		if len(line) == 0 {
			return a, len(text) == 0
		}
		name, value, found := bytes.Cut(line, []byte(":"))
		if !found || !isPlainName(name) {
			return a, false
		}
		switch {
		case bytes.EqualFold(name, []byte("Connection")):
			switch value = bytes.TrimSpace(value); {
			case bytes.EqualFold(value, []byte("close")):
				a.Last = true
			case a.Last || !bytes.EqualFold(value, []byte("keep-alive")):
				return a, false
			}
		case bytes.EqualFold(name, []byte("Content-Length")), bytes.EqualFold(name, []byte("Transfer-Encoding")),
			bytes.EqualFold(name, []byte("Expect")), bytes.EqualFold(name, []byte("Upgrade")):
			return a, false
		}
	}
}

// cutLine takes a line off text that ends as it should and holds no control
// characters.
func cutLine(text []byte) (line, rest []byte, ok bool) {
	end := bytes.IndexByte(text, '\n')
	if end < 1 || text[end-1] != '\r' {
		return nil, nil, false
	}
	line = text[:end-1]
	for _, b := range line {
		if b < ' ' && b != '\t' || b == 0x7f {
			return nil, nil, false
		}
	}
	return line, text[end+1:], true
}

func isPlainName(name []byte) bool {
	for _, b := range name {
		if !('a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '-') {
			return false
		}
	}
	return len(name) > 0
}
