package generator

import (
	"io/fs"
	"net/url"
	"path"
	"strings"

	"shebao/generator/guide"
)

// resolver turns the destinations written in one guide into addresses:
//
//	reissue, ../articles/age-limit, articles/age-limit    a guide, by its slug
//	reissue.md#fee, ../articles/age-limit.md              a guide, by its file
//	/zh/guides/reissue/, /zh/guides/reissue.md            the same from the root
//	map.png, ../pictures/map.png                          a picture
//
// A destination that leads nowhere is noted with the reason. Whether an anchor
// exists can be told only when all guides are rendered (see anchors.go).
type resolver struct {
	plan     *plan
	from     *node
	pictures map[string]string // destinations of pictures -> files of the content
	dead     map[string]string // destinations that lead nowhere -> why

	// unpublished are the dead destinations whose file is there: a draft, or a
	// guide with faults of its own.
	unpublished map[string]bool
}

func newResolver(p *plan, from *node) *resolver {
	return &resolver{plan: p, from: from, pictures: map[string]string{}, dead: map[string]string{}, unpublished: map[string]bool{}}
}

// resolve always reports success: what is dead is reported by the caller, with
// the reason that is noted here.
func (r *resolver) resolve(dest string) (address string, ok bool) {
	u, err := url.Parse(dest)
	switch {
	case err != nil:
		r.dead[dest] = "this is no address"
	case dest == "":
		r.dead[dest] = "the link leads nowhere: its address is empty"
	case u.Scheme != "" || u.Opaque != "":
		r.dead[dest] = "links may begin with https:, http:, mailto: or tel: only"
	case u.Host != "" || strings.HasPrefix(dest, "//"):
		r.dead[dest] = "write https: in front of the address of another site"
	case u.Path == "":
		return dest, true // "?q=…" or "#…": this page
	default:
		return r.resolvePath(dest, u), true
	}
	return "#", true
}

func (r *resolver) resolvePath(dest string, u *url.URL) string {
	if isPicture(u.Path) {
		name := r.contentPath(u.Path)
		if problem := r.plan.checkPicture(name); problem != "" {
			r.dead[dest] = problem
			return "#"
		}
		r.pictures[dest] = name
		return "/" + guide.EscapePath(name)
	}
	address := r.page(u.Path)
	if address == "" && r.written(u.Path) {
		r.unpublished[dest] = true
		r.dead[dest] = "the page is a draft"
		return "#"
	}
	if address == "" {
		r.dead[dest] = "there is no such page" + r.meant(u.Path)
		return "#"
	}
	u.Path, u.RawPath = address, ""
	return u.String()
}

// page is the address of the page that name means, "" for none.
func (r *resolver) page(name string) string {
	if file, ok := strings.CutSuffix(r.contentPath(name), ".md"); ok {
		file = strings.TrimSuffix("/"+file, "/index")
		if n := r.plan.byURL[file+"/"]; n != nil {
			return n.url()
		}
		return ""
	}
	if strings.HasPrefix(name, "/") {
		return r.plan.pageAt(name)
	}
	if n := r.plan.byURL["/"+r.contentPath(name)+"/"]; n != nil {
		return n.url()
	}
	if n := r.plan.find(r.from, path.Clean(name)); n != nil {
		return n.url()
	}
	return ""
}

// written tells whether the content has a file for a page that is not there.
func (r *resolver) written(name string) bool {
	name = strings.TrimSuffix(strings.TrimSuffix(name, "/"), ".md")
	for _, stem := range []string{r.contentPath(name), path.Join(r.from.lang, name)} {
		for _, file := range []string{stem + ".md", stem + "/index.md"} {
			if info, err := fs.Stat(r.plan.content, file); err == nil && info.Mode().IsRegular() {
				return true
			}
		}
	}
	return false
}

// contentPath is where name stands in the content, seen from the guide.
func (r *resolver) contentPath(name string) string {
	if strings.HasPrefix(name, "/") {
		return strings.TrimPrefix(path.Clean(name), "/")
	}
	return path.Join(r.from.lang, r.from.section, name)
}

// pageAt is the address of the page at an absolute path, with or without the
// slash at its end; an old address gives the new one. "" for none.
func (p *plan) pageAt(name string) string {
	if a, ok := p.aliases[name]; ok {
		return a.to.url()
	}
	name = strings.TrimSuffix(path.Clean(name), "/") + "/"
	if n := p.byURL[name]; n != nil {
		return n.url()
	}
	if name == "/" {
		return name
	}
	for _, lang := range p.langs {
		switch name {
		case "/" + lang + "/search/", "/" + lang + "/status/", "/" + lang + "/offline/":
			return name
		case "/" + lang + "/glossary/":
			if p.hasGlossary() {
				return name
			}
		case "/" + lang + "/feed.xml/":
			return "/" + lang + "/feed.xml"
		}
	}
	return ""
}
