package generator

import (
	"path"
	"slices"
	"strings"

	"shebao/generator/guide"
)

// meant ends the message about a dead link with what to write instead: the guide
// that was probably meant, named as the link names its own, by file, by slug or by
// address, and seen from the guide that has the link.
func (r *resolver) meant(written string) string {
	name := r.contentPath(written)
	lang, _, _ := strings.Cut(name, "/")
	if !slices.Contains(r.plan.langs, lang) {
		lang = r.from.lang
	}
	bySlug := map[string]*node{}
	var slugs []string
	for _, n := range r.plan.nodes {
		if n.lang != lang || !n.isGuide() {
			continue
		}
		// Of two guides of one name, the one in the folder that was named.
		if old := bySlug[n.slug]; old == nil || old.section != n.section && path.Dir(name) == lang+"/"+n.section {
			bySlug[n.slug] = n
		}
		slugs = append(slugs, n.slug)
	}
	slices.Sort(slugs)
	slug := strings.TrimSuffix(path.Base(written), ".md")
	best := guide.Nearest(slug, slices.Compact(slugs))
	if best == "" {
		return ""
	}
	return "; did you mean " + r.named(bySlug[best], written) + "?"
}

// named is how a link like the one that was written names a guide.
func (r *resolver) named(n *node, written string) string {
	file := path.Join(n.lang, n.section, n.slug) + ".md"
	byFile := strings.HasSuffix(written, ".md")
	switch {
	case strings.HasPrefix(written, "/") && byFile:
		return "/" + file
	case strings.HasPrefix(written, "/"):
		return n.url()
	case !byFile && r.plan.find(r.from, n.slug) == n:
		return n.slug
	case !byFile && n.lang == r.from.lang:
		return n.guide.Path()
	}
	return relative(path.Join(r.from.lang, r.from.section), file)
}

// relative is the way from a folder to a file, both seen from the same place.
func relative(folder, file string) string {
	from, to := strings.Split(folder, "/"), strings.Split(file, "/")
	same := 0
	for same < len(from) && same < len(to)-1 && from[same] == to[same] {
		same++
	}
	return strings.Repeat("../", len(from)-same) + strings.Join(to[same:], "/")
}
