package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// cost is what a program took.
type cost struct {
	wall, cpu time.Duration
	memory    int64 // bytes at its peak
}

// measure runs commands one after the other.
func measure(commands ...[]string) (cost, error) {
	var sum cost
	for _, args := range commands {
		cmd := exec.Command(args[0], args[1:]...)
		start := time.Now()
		out, err := cmd.CombinedOutput()
		if err != nil {
			return sum, fmt.Errorf("%s: %w\n%s", args[0], err, out)
		}
		sum.wall += time.Since(start)
		sum.cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			sum.memory = max(sum.memory, usage.Maxrss<<10)
		}
	}
	return sum, nil
}

// contestant is one way to do what is compared.
type contestant struct {
	name  string
	do    func(round int) (cost, error)
	costs []cost
}

// compete measures all in rotating order and prints medians, and ratios to the
// last, for each of the first.
func compete(what string, rounds int, all ...*contestant) error {
	for round := range rounds {
		for i := range all {
			x := all[(i+round)%len(all)]
			took, err := x.do(round)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", what, x.name, err)
			}
			x.costs = append(x.costs, took)
		}
	}
	fmt.Printf("\n%-26s %9s %9s %9s\n", what, "wall", "CPU", "memory")
	other := all[len(all)-1].median()
	for i, x := range all {
		m := x.median()
		fmt.Printf("  %-24s %7.2f s %7.2f s %6d MB", x.name, m.wall.Seconds(), m.cpu.Seconds(), m.memory>>20)
		if i < len(all)-1 {
			fmt.Printf("   %.3f of its wall, %.3f of its CPU, %.3f of its memory", float64(m.wall)/float64(other.wall), float64(m.cpu)/float64(other.cpu), float64(m.memory)/float64(other.memory))
		}
		fmt.Println()
	}
	return nil
}

func (x *contestant) median() cost {
	return cost{
		middle(x.costs, func(c cost) time.Duration { return c.wall }),
		middle(x.costs, func(c cost) time.Duration { return c.cpu }),
		middle(x.costs, func(c cost) int64 { return c.memory }),
	}
}

// builds compares builds of the pages. Every clean build goes into a folder of
// its own, and none is removed before the end: ext4 is slow to give out inodes
// that have just been freed.
func (c comparison) builds() error {
	out, err := os.MkdirTemp(c.work, "out-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(out)
	ours := func(round int) []string {
		dir := filepath.Join(out, fmt.Sprint("ours-", round))
		return []string{c.path("bin", "shebao"), "build", "--no-index", "--content", c.content(), "--public", filepath.Join(dir, "public"), "--data", filepath.Join(dir, "data")}
	}
	theirs := func(round int) []string {
		return []string{c.path("bin", "hugo"), "--quiet", "--source", c.site(), "--destination", filepath.Join(out, fmt.Sprint("hugo-", round))}
	}
	one := func(args []string, folder string) func(int) (cost, error) {
		return func(round int) (cost, error) {
			if folder != "" {
				if err := edit(folder); err != nil {
					return cost{}, err
				}
			}
			return measure(args)
		}
	}
	err = compete("pages, from nothing", c.rounds,
		&contestant{name: "shebao --no-index", do: func(round int) (cost, error) { return measure(ours(round)) }},
		&contestant{name: "Hugo", do: func(round int) (cost, error) { return measure(theirs(round)) }})
	if err != nil {
		return err
	}
	err = compete("pages, nothing changed", c.rounds,
		&contestant{name: "shebao --no-index", do: one(ours(0), "")},
		&contestant{name: "Hugo", do: one(theirs(0), "")})
	if err != nil {
		return err
	}
	// The first change after a clean build makes the second of the two trees that
	// later ones use in turn.
	for range 2 {
		if _, err := one(ours(0), c.content())(0); err != nil {
			return err
		}
	}
	return compete("pages, one guide changed", c.rounds,
		&contestant{name: "shebao --no-index", do: one(ours(0), c.content())},
		&contestant{name: "shebao, first change", do: func(round int) (cost, error) {
			fresh := ours(c.rounds + round)
			if _, err := measure(fresh); err != nil {
				return cost{}, err
			}
			return one(fresh, c.content())(round)
		}},
		&contestant{name: "Hugo", do: one(theirs(0), filepath.Join(c.site(), "content"))})
}

// edit adds a sentence to one guide.
func edit(folder string) error {
	f, err := os.OpenFile(filepath.Join(folder, "en", "part-001", "guide-00007.md"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if _, err := f.WriteString("\nOne sentence more.\n"); err != nil {
		return err
	}
	return f.Close()
}

// indexes compares builds of the pages with their search.
func (c comparison) indexes() error {
	out, err := os.MkdirTemp(c.work, "out-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(out)
	ours := func(dir string) []string {
		return []string{c.path("bin", "shebao"), "build", "--content", c.content(), "--public", filepath.Join(dir, "public"), "--data", filepath.Join(dir, "data")}
	}
	theirs := func(dir string) [][]string {
		return [][]string{
			{c.path("bin", "hugo"), "--quiet", "--source", c.site(), "--destination", dir},
			{c.path("node_modules", ".bin", "pagefind"), "--site", dir},
		}
	}
	err = compete("pages and search", c.rounds,
		&contestant{name: "shebao", do: func(round int) (cost, error) { return measure(ours(filepath.Join(out, fmt.Sprint("ours-", round)))) }},
		&contestant{name: "Hugo and Pagefind", do: func(round int) (cost, error) {
			return measure(theirs(filepath.Join(out, fmt.Sprint("hugo-", round)))...)
		}})
	if err != nil {
		return err
	}
	first := filepath.Join(out, "ours-0")
	for range 2 { // as in builds
		if err := edit(c.content()); err != nil {
			return err
		}
		if _, err := measure(ours(first)); err != nil {
			return err
		}
	}
	// Hugo without Pagefind, which would have to read everything again.
	pages := theirs(filepath.Join(out, "hugo-0"))[0]
	edited := func(folder string, args []string) func(int) (cost, error) {
		return func(int) (cost, error) {
			if err := edit(folder); err != nil {
				return cost{}, err
			}
			return measure(args)
		}
	}
	return compete("both, one guide changed", c.rounds,
		&contestant{name: "shebao, pages and index", do: edited(c.content(), ours(first))},
		&contestant{name: "Hugo, pages alone", do: edited(filepath.Join(c.site(), "content"), pages)})
}

// processor is what the machine calls its processor.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, found := strings.CutPrefix(line, "model name\t: "); found {
			return strings.TrimSpace(name)
		}
	}
	return "unknown processor"
}
