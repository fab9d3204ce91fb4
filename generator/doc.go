// Package generator turns a content folder into a finished site: a page for
// every guide in every language, the lists that lead to them, search and
// card-status pages for a static host, feeds, a sitemap, and site.json for the
// server.
//
//	result, err := generator.Build(ctx, generator.Options{Content: os.DirFS("content"), Public: "public"})
//	var faults guide.Faults
//	if errors.As(err, &faults) {
//		fmt.Println(faults) // zh/guides/reissue.md:17: fees: there is no such page; did you mean fee?
//	}
//
// # From content to pages
//
// The work is done in two passes. The first reads the front matter of every
// guide and the settings: after it every address is known (plan.go), and so is
// where a related entry leads, which guide comes next in a journey, and whether
// two pages want one address. The second renders each guide once, several at
// once, draws its page and writes it (render.go); its text is then let go, so
// that memory does not grow with the site. Whether a link's #anchor exists is
// told at the end, from the ids of the pages as they were drawn.
//
// Every fault of the content is collected, and all are returned together, as
// guide.Faults. Faults end the build; warnings do not.
//
// # What is written
//
//	/index.html /404.html                     choice of a language; not found
//	/<lang>/                                  first page
//	/<lang>/<section>/                        list of a section
//	/<lang>/<section>/<slug>/                 a guide; pictures keep their place beside it
//	/<lang>/<section>/<slug>/index.md         the same guide as Markdown
//	/<lang>/<slug>/                           a page of the site itself, such as "about"
//	/<lang>/search/ /<lang>/status/           the forms, without an answer
//	/<lang>/glossary/                         what things are called, where glossary.yaml says so
//	/<lang>/404.html /<lang>/feed.xml /<lang>/opensearch.xml /<lang>/manifest.webmanifest
//	/<lang>/offline/ /<lang>/offline.json     for reading without a network; /sw.js is the service worker
//	/sitemap.xml /robots.txt /llms.txt /favicon.ico /assets/…
//	/site.json                                theme.Site: what the server needs
//	/records/…                                the guides for programs, each a Record, see package records
//
// An alias in a guide's front matter becomes a redirect in site.json, and a
// small page for hosts that know no redirects.
//
// What search engines, feed readers and browsers get beside the pages is made in
// package discovery, from what the plan knows (lists.go).
//
// The same content, options and day give the same bytes: nothing depends on the
// time, on the order in which pages were finished or on where the folders are.
// The build is named after its bytes.
//
// # What is not made again
//
// A build with a Cache keeps the pages for which nothing has changed (reuse.go), and
// what follows from front matter alone while that is the same (ground.go). What it
// leaves for the next build, and how that stands in a file, is package kept. A process
// that builds again and again, as a live editor's view does, hands on all that it
// knows of the site (carry.go).
//
// # How it is published
//
// A site is written beside the public folder and takes its place in one step,
// when it is whole, on the disk, and the index has been made from it; the earlier
// build stays beside it. A build that is killed leaves the old site. Package
// publish does this, and knows nothing of pages.
package generator
