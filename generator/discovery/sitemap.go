package discovery

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"

	"shebao/generator/theme"
)

// sitemapLimit is how many addresses one sitemap holds. The protocol allows
// 50,000 and 50 MB; with alternates in two languages and long Chinese addresses
// the size is reached first.
const sitemapLimit = 20_000

// Address is one address that search engines may list.
type Address struct {
	URL        string // absolute
	LastMod    string // YYYY-MM-DD; "" if unknown
	Alternates []theme.Alternate
}

// Sitemap lists the pages for search engines as https://www.sitemaps.org
// describes: in sitemap.xml or, where there are too many, in several files that
// sitemap.xml names. Each address stands with its other languages, as in the
// head of the page itself.
func Sitemap(base string, pages []Address) ([]theme.File, error) {
	return sitemaps(base, pages, sitemapLimit)
}

func sitemaps(base string, pages []Address, limit int) ([]theme.File, error) {
	if len(pages) <= limit {
		body, err := sitemap(pages)
		return []theme.File{{Path: "sitemap.xml", Body: body}}, err
	}
	type place struct {
		Loc string `xml:"loc"`
	}
	index := struct {
		XMLName  xml.Name `xml:"sitemapindex"`
		NS       string   `xml:"xmlns,attr"`
		Sitemaps []place  `xml:"sitemap"`
	}{NS: "http://www.sitemaps.org/schemas/sitemap/0.9"}
	var files []theme.File
	for start := 0; start < len(pages); start += limit {
		body, err := sitemap(pages[start:min(start+limit, len(pages))])
		if err != nil {
			return nil, err
		}
		name := fmt.Sprintf("sitemap-%d.xml", len(files)+1)
		files = append(files, theme.File{Path: name, Body: body})
		index.Sitemaps = append(index.Sitemaps, place{base + "/" + name})
	}
	body, err := encodeXML(index)
	return append(files, theme.File{Path: "sitemap.xml", Body: body}), err
}

// sitemap writes one file. There is an entry for every page: encoding/xml took a
// third of the time of a build that makes one page again.
func sitemap(pages []Address) ([]byte, error) {
	b := bytes.NewBuffer(make([]byte, 0, 400*len(pages)+400))
	var fault error
	element := func(before, text, after string) {
		b.WriteString(before)
		fault = cmp.Or(fault, xml.EscapeText(b, []byte(text)))
		b.WriteString(after)
	}
	b.WriteString(xml.Header)
	b.WriteString(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">`)
	for _, p := range pages {
		b.WriteString("\n  <url>")
		element("\n    <loc>", p.URL, "</loc>")
		if p.LastMod != "" {
			element("\n    <lastmod>", p.LastMod, "</lastmod>")
		}
		for _, a := range p.Alternates {
			element("\n    <xhtml:link rel=\"alternate\" hreflang=\"", a.Lang, "")
			element("\" href=\"", a.URL, "\"></xhtml:link>")
		}
		b.WriteString("\n  </url>")
	}
	if len(pages) > 0 {
		b.WriteByte('\n')
	}
	b.WriteString("</urlset>\n")
	return b.Bytes(), fault
}

// Robots lets every robot read every page and says where the sitemap is.
func Robots(base string) []byte {
	return fmt.Appendf(nil, "User-agent: *\nAllow: /\nDisallow: /api/\n\nSitemap: %s/sitemap.xml\n", base)
}

func encodeXML(v any) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	enc.Indent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}
