package process

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// letGoOfPages gives up the pages of the program itself that are in memory. A
// start touches most of it once, and serving little; what is needed again comes
// back from the system's cache of files.
func letGoOfPages() error {
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return err
	}
	f, err := os.Open("/proc/self/smaps")
	if err != nil {
		return err
	}
	defer f.Close() // only read
	all, err := readMappings(f)
	for _, m := range all {
		if m.file != program || !m.unchanged() {
			continue
		}
		if _, _, failed := unix.Syscall(unix.SYS_MADVISE, m.start, m.end-m.start, unix.MADV_DONTNEED); failed != 0 {
			err = errors.Join(err, fmt.Errorf("let go of %x-%x: %w", m.start, m.end, failed))
		}
	}
	return err
}

// mapping is a part of the memory as proc(5) describes it.
type mapping struct {
	start, end uintptr
	rights     string // "r-xp"
	file       string

	// Kilobytes that are no longer the file's, in memory and swapped out; -1: unknown.
	anonymous, swapped int
}

// unchanged tells whether nothing is lost when the pages are given up: what is
// there is what the file holds, and stays so.
func (m mapping) unchanged() bool {
	return m.anonymous == 0 && m.swapped == 0 && strings.HasPrefix(m.rights, "r-")
}

// readMappings reads what stands in /proc/self/smaps.
func readMappings(r io.Reader) (all []mapping, err error) {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 2 {
			continue
		}
		if from, to, ok := strings.Cut(fields[0], "-"); ok && len(fields) >= 5 {
			start, bad := strconv.ParseUint(from, 16, strconv.IntSize)
			end, worse := strconv.ParseUint(to, 16, strconv.IntSize)
			if err := errors.Join(bad, worse); err != nil {
				return nil, err
			}
			m := mapping{start: uintptr(start), end: uintptr(end), rights: fields[1], anonymous: -1, swapped: -1}
			if at := strings.IndexByte(lines.Text(), '/'); at >= 0 {
				m.file = lines.Text()[at:]
			}
			all = append(all, m)
			continue
		}
		if len(all) == 0 {
			continue
		}
		switch m := &all[len(all)-1]; fields[0] {
		case "Anonymous:":
			m.anonymous, err = strconv.Atoi(fields[1])
		case "Swap:":
			m.swapped, err = strconv.Atoi(fields[1])
		}
		if err != nil {
			return nil, err
		}
	}
	return all, lines.Err()
}
