package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// scales tells what more guides cost: ours with itself, at one, two and four times
// as many. The peak of the last is what the largest site needs.
func (c comparison) scales() error {
	out, err := os.MkdirTemp(c.work, "out-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(out)
	for _, kind := range []struct {
		what string
		args []string
	}{
		{"more pages", []string{"--no-index"}},
		{"more pages and search", nil},
	} {
		var all []*contestant
		for _, times := range []int{4, 2, 1} {
			larger := c
			larger.guides = c.guides * times
			if err := larger.writeGuides(); err != nil {
				return err
			}
			all = append(all, &contestant{name: fmt.Sprintf("2 × %d", larger.guides), do: func(round int) (cost, error) {
				dir := filepath.Join(out, fmt.Sprint(kind.what, larger.guides, "-", round))
				args := []string{c.path("bin", "shebao"), "build", "--content", larger.content(), "--public", filepath.Join(dir, "public"), "--data", filepath.Join(dir, "data")}
				return measure(append(args, kind.args...))
			}})
		}
		if err := compete(kind.what, c.rounds, all...); err != nil {
			return err
		}
	}
	return nil
}
