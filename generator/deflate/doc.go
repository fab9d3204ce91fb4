// Package deflate packs texts into gzip (RFC 1951 and 1952), as small as that
// format allows within some tens of milliseconds: for pages, style sheets and
// scripts that are packed once and sent many times to whoever takes nothing but
// gzip, as browsers do where a site is read without TLS.
//
// The usual packers decide at each place which repetition to point back to. This
// one weighs all ways through a text (path.go) by what each of their symbols
// costs in bits, learns the costs from the way that it found, and begins again,
// as Zopfli does; where the symbols change, a new block begins with a code of its
// own (split.go). Pages in Chinese, whose characters are three bytes, gain most:
// libraries for Go do not point back to fewer than four.
package deflate
