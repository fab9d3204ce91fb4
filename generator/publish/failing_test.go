package publish

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"shebao/generator/publish/publishtest"
)

// failing is a disk on which op fails with err on every path that ends with suffix.
func failing(op, suffix string, err error) Disk {
	return Disk{Unsynced: true, Before: func(o, path string) error {
		if o == op && strings.HasSuffix(path, suffix) {
			return err
		}
		return nil
	}}
}

// otherFileSystem is a disk on which public is a file system of its own.
func otherFileSystem() Disk {
	return Disk{Unsynced: true, Before: func(op, path string) error {
		if (op == "exchange" || op == "rename") && strings.HasSuffix(path, "/.public.new") {
			return syscall.EXDEV
		}
		return nil
	}}
}

// TestTheSiteIsTheOldOrTheNewOneWhicheverCallFails lets each call of a build to the
// file system fail in turn, once and for ever: the site is the old or the new one,
// whole, an error says so when it is the old one, and the next build repairs what is
// left.
func TestTheSiteIsTheOldOrTheNewOneWhicheverCallFails(t *testing.T) {
	for _, forever := range []bool{false, true} {
		for _, missing := range []error{nil, errors.ErrUnsupported} {
			t.Run(fmt.Sprintf("forever %v, exchange %v", forever, missing), func(t *testing.T) {
				for n := 1; ; n++ {
					dir := t.TempDir()
					public := filepath.Join(dir, "public")
					publishtest.Write(t, filepath.Join(dir, ".public.previous"), site("zero"))
					publishtest.Write(t, public, with(site("one"), map[string]string{".gitignore": "*\n"}))
					calls, call := 0, ""
					d := Disk{Unsynced: true, Before: func(op, path string) error {
						if calls++; calls == n || forever && calls > n {
							call = cmp.Or(call, op+" "+path)
							return syscall.ENOSPC
						}
						if op == "exchange" {
							return missing
						}
						return nil
					}}
					late, err := publishFiles(d, public, site("two"))
					want := site("two")
					if err != nil {
						want = site("one")
						if !errors.Is(err, syscall.ENOSPC) {
							t.Errorf("call %d, %s: error %v", n, call, err)
						}
					}
					left := public
					if away := filepath.Join(dir, ".public.away"); forever && missing != nil && !exists(public) {
						left = away // the call that puts it back failed as well
					}
					equal(t, fmt.Sprintf("call %d, %s: %v %v", n, call, late, err), publishtest.Tree(t, left), with(want, map[string]string{".gitignore": "*\n"}))

					mustPublish(t, public, site("three"))
					equal(t, "the next build", publishtest.Tree(t, public), with(site("three"), map[string]string{".gitignore": "*\n"}))
					equal(t, "what is left", publishtest.Names(t, dir), []string{".public.previous", "public"})
					if call == "" {
						return
					}
				}
			})
		}
	}
}

// TestAFolderFilledInPlaceIsRepairedWhicheverCallFails is the same for a folder that
// cannot be exchanged: no file is ever half written, site.json never names a build
// whose pages are not all there, and the next build repairs.
func TestAFolderFilledInPlaceIsRepairedWhicheverCallFails(t *testing.T) {
	for name, obstacle := range map[string]Disk{
		"the folder around public may not be changed": failing("lock", "/.public.lock", syscall.EACCES),
		"public is a mount point":                     failing("exchange", "/.public.new", syscall.EBUSY),
		"public is another file system":               otherFileSystem(),
	} {
		t.Run(name, func(t *testing.T) {
			for n := 1; ; n++ {
				dir := t.TempDir()
				public := filepath.Join(dir, "public")
				publishtest.Write(t, public, site("one"))
				calls, call := 0, ""
				d := Disk{Unsynced: true, Before: func(op, path string) error {
					if err := obstacle.Before(op, path); err != nil {
						return err
					}
					if calls++; calls == n {
						call = op + " " + path
						return syscall.EIO
					}
					return nil
				}}
				late, err := publishFiles(d, public, site("two"))
				got := publishtest.Tree(t, public)
				for name, body := range got {
					if body != site("one")[name] && body != site("two")[name] {
						t.Errorf("call %d, %s: %s holds %q", n, call, name, body)
					}
				}
				if got[SiteFile] == site("two")[SiteFile] {
					for name, body := range site("two") {
						if got[name] != body {
							t.Errorf("call %d, %s: %s is not of the build that site.json names", n, call, name)
						}
					}
				} else if err == nil {
					t.Errorf("call %d, %s: the site is the old one without an error (%v)", n, call, late)
				}
				mustPublish(t, public, site("three"))
				equal(t, "the next build", publishtest.Tree(t, public), site("three"))
				equal(t, "beside it", publishtest.Names(t, dir), []string{".public.previous", "public"})
				if call == "" {
					return
				}
			}
		})
	}
}
