// Package discovery makes what tells machines that a site is there and what it
// has: search engines, readers of feeds, browsers and telephones.
//
//	/sitemap.xml /robots.txt          every page, with its other languages, for search engines
//	JSON-LD in the head of a page     what the page is, in the vocabulary of schema.org
//	/<lang>/feed.xml                  the guides checked last, as Atom
//	/<lang>/opensearch.xml            how to search the site from a browser's address bar
//	/<lang>/manifest.webmanifest      how the site stands among a telephone's programs
//
// Each is a value that says what it needs, and that encodes itself: nothing here
// knows how a site is built, or where a file ends up.
package discovery
