// Package guide reads a content folder: its settings, the facts that its guides
// share, and every guide with its front matter. It knows Markdown files as front
// matter and bytes; what the bytes say is for package markdown.
//
//	content/site.yaml                  title and languages; everything else has a default
//	content/facts.yaml                 telephone numbers, fees, periods: written once (optional)
//	content/glossary.yaml              what things are called, and what people call them (optional)
//	content/<lang>/<slug>.md           /<lang>/<slug>/
//	content/<lang>/<section>/<slug>.md /<lang>/<section>/<slug>/
//	content/<lang>/<section>/index.md  /<lang>/<section>/
//
// The least content is a site.yaml and one guide:
//
//	title: Town cards
//	languages: [en]
//
// and, in en/lost.md,
//
//	---
//	title: The card is lost
//	---
//	Call the bank.
//
// which [Load] reads as
//
//	site.Guides[0] = &Guide{File: "en/lost.md", Lang: "en", Slug: "lost",
//		FrontMatter: FrontMatter{Title: "The card is lost"}, Body: "Call the bank.\n", BodyLine: 4}
//
// # Faults
//
// Load tells everything that is wrong at once, each fault with its file, line
// and column, because an editor who mends one mistake a build gives up after
// three. What a build survives, an unknown key above all, is in Site.Warnings.
//
// # Hostile content
//
// A content folder may come from a stranger's pull request. Only regular files
// are opened, and that is decided by what the folder says of them: opening a
// FIFO would wait for ever. A guide has at most 4 MiB, its front matter 16 KiB,
// and neither is read when it has more. YAML anchors, aliases and tags are
// refused, as is deep nesting. Names of files become addresses and names of
// output files, so they are letters, digits and a few marks.
package guide
