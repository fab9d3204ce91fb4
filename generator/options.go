package generator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"runtime"
	"strings"
	"time"

	"shebao/generator/theme"
)

// Options say what to build and where to. Content is required.
type Options struct {
	Content fs.FS  // the content folder, see package guide
	Public  string // the folder to publish into; "" = "public"

	// BaseURL is where the site will stand, such as "https://example.org". It
	// takes precedence over base_url in site.yaml.
	BaseURL string

	Drafts bool      // publish guides that are marked as drafts too
	Now    time.Time // decides which guides are overdue; zero = now

	Theme *theme.Theme // nil = the one in the binary

	// CardStatuses are the codes that a card's status can have. Each must have
	// words in every language and, where site.yaml says what explains a status,
	// an entry there.
	CardStatuses []string

	// Index makes the search index of a build. It runs when the site has been
	// written and before it is published; its error stops the build. nil: there
	// is no index.
	Index func(ctx context.Context, build string, c Catalogue) error

	// Ahead is called when it turns out that something has changed, so that what
	// Index needs can be prepared while the pages are made. It must not wait.
	Ahead func()

	// HasIndex tells whether the index of a build is there already, so that it
	// need not be made again. nil: it never is.
	HasIndex func(build string) bool

	// Related finds for guides, given without their sections, up to so many others
	// of the same language that are about the same thing: addresses, by address. The
	// same guides always give the same. nil: a guide has the related guides that
	// its editor named, or none.
	Related func(guides []Page, limit int) map[string][]string

	// Poster gives what draws pictures for sharing. It is asked once a build; its
	// error says why there are none, and the build goes on. nil: nobody asked for any.
	Poster func() (Poster, error)

	// Precompress writes copies compressed with Brotli, gzip and Zstandard beside
	// the files that gain by it, for other web servers to send.
	Precompress bool

	// Cache keeps what this build knows for the next one, and Revision names the
	// program and the theme: builds of different ones share nothing. A build with
	// a cache gives the same bytes as one without. nil = everything is made.
	Cache    *Cache
	Revision string

	// Again says that this process will build with this cache again: what need not
	// be made anew is then kept in memory.
	Again bool

	// Changed are the files of the content that may have changed since the last
	// build with this cache that this process has made without an error; nil: any.
	Changed []string

	// Unsynced leaves it to the file system when the site reaches the disk: for
	// one that need not survive a power cut, as it is made again anyway. Nobody
	// else changes it meanwhile: of the build before the current one, that files
	// stand as this process left them is not looked at again.
	Unsynced bool

	Workers    int           // guides rendered at once; 0 = one for each processor
	LockWait   time.Duration // how long to wait for another build; 0 = half a minute
	MaxPicture int64         // bytes of one picture; 0 = 4 MiB

	textsInMemory int64 // see there; 0 = as many as the constant says

	poster     Poster // of Poster, or
	posterless error  // why there is none
}

func (o Options) withDefaults() (Options, error) {
	if o.Content == nil {
		return o, errors.New("no content folder was given")
	}
	var err error
	if o.BaseURL != "" {
		if o.BaseURL, err = cleanBase(o.BaseURL); err != nil {
			return o, err
		}
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	o.Public = cmp.Or(o.Public, "public")
	o.Workers = cmp.Or(o.Workers, runtime.GOMAXPROCS(0))
	o.LockWait = cmp.Or(o.LockWait, 30*time.Second)
	o.MaxPicture = cmp.Or(o.MaxPicture, 4<<20)
	o.textsInMemory = cmp.Or(o.textsInMemory, textsInMemory)
	if o.Poster != nil {
		o.poster, o.posterless = o.Poster()
	}
	return o, nil
}

// makeTheme makes the theme where none was given, in the background, since that
// takes a while. A build for which nothing has changed does without.
func (o Options) makeTheme() (ready func() (Options, error)) {
	if o.Theme != nil {
		return func() (Options, error) { return o, o.checkWords() }
	}
	made := make(chan error, 1)
	go func() {
		var err error
		o.Theme, err = theme.New(theme.Options{})
		made <- err
	}()
	return func() (Options, error) {
		if err := <-made; err != nil {
			return o, err
		}
		return o, o.checkWords()
	}
}

// checkWords sees to it that every card status can be told in every language.
func (o Options) checkWords() error {
	for _, lang := range o.Theme.Languages() {
		words := o.Theme.Words(lang)
		for _, code := range o.CardStatuses {
			for _, part := range []string{"label", "meaning", "next", "tone"} {
				if key := "status." + code + "." + part; !words.Has(key) {
					return fmt.Errorf("the theme has no words %q in %q", key, lang)
				}
			}
		}
	}
	return nil
}

// ErrBaseURL says that the base URL of the options is none.
var ErrBaseURL = errors.New("not a base URL")

// localBase stands in for a base URL that nobody has given: sitemaps and feeds
// know no relative addresses.
const localBase = "http://localhost:8080"

// CheckBaseURL tells whether a text is one: the address of a whole host.
func CheckBaseURL(base string) error {
	_, err := cleanBase(base)
	return err
}

// cleanBase checks that base is the address of a whole host: pages link to one
// another by paths that begin at the host's root.
func cleanBase(base string) (string, error) {
	u, err := url.Parse(strings.TrimRight(base, "/"))
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Opaque != "":
		return "", fmt.Errorf(`%w: %q: write it like "https://example.org"`, ErrBaseURL, base)
	case u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return "", fmt.Errorf(`%w: %q: leave out what follows the host: "%s://%s"`, ErrBaseURL, base, u.Scheme, u.Host)
	}
	return u.Scheme + "://" + u.Host, nil
}

// posterRevision names the pictures that the options lead to.
func (o Options) posterRevision() string {
	if o.Poster == nil || o.posterless != nil {
		return ""
	}
	return o.poster.Revision()
}
