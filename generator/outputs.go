package generator

import "strings"

// outputs knows which content each file of the site comes from, so that no two
// pages are written to one file. Names that differ in capitals alone count as
// one: some file systems keep only one of them.
type outputs map[string]string

// claim notes that the file or, with a slash at the end, the page name belongs
// to owner. It returns the earlier owner where there is one.
func (o outputs) claim(name, owner string) (earlier string, ok bool) {
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	name = strings.ToLower(name)
	if earlier, taken := o[name]; taken {
		return earlier, false
	}
	if earlier, taken := o[name+"/"]; taken { // a folder already
		return earlier, false
	}
	for i, c := range name {
		if c != '/' {
			continue
		}
		if earlier, taken := o[name[:i]]; taken { // a file already
			return earlier, false
		}
		if _, taken := o[name[:i+1]]; !taken {
			o[name[:i+1]] = owner
		}
	}
	o[name] = owner
	return "", true
}

// claim reports a second owner of an output as a fault of file.
func (p *plan) claim(name, owner, file string, line int) bool {
	earlier, ok := p.outputs.claim(name, owner)
	if !ok {
		p.fault("duplicate-url", file, line, "/%s would be written twice: it is the address of %s too", name, earlier)
	}
	return ok
}
