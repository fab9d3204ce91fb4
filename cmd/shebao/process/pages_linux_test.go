package process

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestOnlyWhatIsTheFilesOwnIsLetGoOf(t *testing.T) {
	const smaps = `00400000-01b5b000 r-xp 00000000 fe:00 1835046                            /srv/my town/shebao
Size:              23916 kB
Rss:               12000 kB
Anonymous:             0 kB
Swap:                  0 kB
VmFlags: rd ex mr mw me
01b5b000-033a7000 r--p 0175b000 fe:00 1835046                            /srv/my town/shebao
Anonymous:             4 kB
Swap:                  0 kB
033a7000-0356e000 rw-p 02fa7000 fe:00 1835046                            /srv/my town/shebao
Anonymous:             0 kB
Swap:                  0 kB
0356e000-055c7000 rw-p 00000000 00:00 0
Anonymous:           900 kB
Swap:                  0 kB
7f0000000000-7f0000001000 r--p 00000000 fe:00 99                         /lib/libc.so.6
Anonymous:             0 kB
Swap:                  4 kB
7f0000002000-7f0000003000 r--p 00000000 fe:00 99                         /lib/libc.so.6
Anonymous:             0 kB
`
	all, err := readMappings(strings.NewReader(smaps))
	if err != nil {
		t.Fatal(err)
	}
	var unchanged []bool
	for _, m := range all {
		unchanged = append(unchanged, m.unchanged())
	}
	if want := []bool{true, false, false, false, false, false}; !slices.Equal(unchanged, want) {
		t.Errorf("%v, want %v: %+v", unchanged, want, all)
	}
	if m := all[0]; m.start != 0x400000 || m.end != 0x1b5b000 || m.file != "/srv/my town/shebao" {
		t.Errorf("%+v", m)
	}
	for _, bad := range []string{"0-zz r-xp 0 0 0 /a\n", "0-1 r-xp 0 0 0 /a\nAnonymous: many kB\n"} {
		if all, err := readMappings(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was read as %+v", bad, all)
		}
	}
}

func TestAProgramThatHasLetGoOfItselfGoesOn(t *testing.T) {
	inMemory := func() (kilobytes int) {
		status, err := os.ReadFile("/proc/self/status")
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(status), "RssFile:")
		if _, err := fmt.Sscan(rest, &kilobytes); err != nil {
			t.Fatal(err)
		}
		return kilobytes
	}
	before := inMemory()
	for range 3 {
		if err := letGoOfPages(); err != nil {
			t.Fatal(err)
		}
	}
	if now := inMemory(); now >= before {
		t.Errorf("%d KB of files are in memory, %d before", now, before)
	}
}
