// Package compile executes the templates of html/template several times as fast
// as text/template does, with the same output.
//
// text/template walks a template's tree for every page anew. It looks each field
// up by its name, first among the methods; calls every function, its escaping
// too, by way of reflection; and formats what comes of it with fmt. That took a
// third of the time of building a large site. Here a tree is turned into
// functions once: what a name means is found when a type is first met, functions
// of a known signature are called as such, and texts are escaped into the page.
//
//	set := compile.New(templates, functions) // which have been executed once, and so escaped
//	set.Compile("page")
//	if !set.Execute(&b, "page", data) {
//		err = templates.ExecuteTemplate(&b, "page", data)
//	}
//
// Nothing here decides what is escaped and how: html/template has written that
// into the trees, and the tests hold every escaping to its result for any text.
//
// It knows what templates mostly use, and is right or gives up. A template with
// anything else in it is left to text/template, and so is a page whose data it
// does not know what to do with, which gets the error that belongs to it.
package compile
