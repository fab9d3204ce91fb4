package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"shebao/cmd/shebao/process"
)

func (p program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the program's version",
		Example: "  shebao version",
		Args:    positional(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(p.stdout, versionLine())
			return err
		},
	}
}

// versionLine is what --version prints, too.
func versionLine() string {
	return fmt.Sprintf("shebao %s %s %s/%s", process.Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
