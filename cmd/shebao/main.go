// Shebao turns Markdown guides into a static site, indexes them, and serves
// both together with a lookup of a card's status.
//
//	shebao serve --demo          build what is missing and serve it
//	shebao build                 content -> public/ and the search index
//	shebao dev                   build, serve, watch, reload the browser
//	shebao check                 look the content over
//	shebao new SECTION/SLUG      begin a guide in every language
//	shebao search 挂失            ask the index from the shell
//	shebao feedback              print which pages readers found useful
//	shebao cards import FILE     read the issuer's cards
//	shebao version
//
// Every flag can be given as an environment variable: --addr is SHEBAO_ADDR,
// --search-limit is SHEBAO_SEARCH_LIMIT. A flag beats its variable.
//
// The exit code is 0, 1 when something that was read, checked or served is
// wrong, and 2 when the command line is. Results go to standard output; what
// went wrong goes to standard error, one line a fault.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"shebao/cmd/shebao/process"
	"shebao/cmd/shebao/settings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	if err := process.ForbidCoreDumps(); err != nil {
		fmt.Fprintf(os.Stderr, "shebao: forbid core dumps: %v\n", err)
	}
	p := program{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, env: os.LookupEnv, environ: os.Environ}
	code := p.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// program is the command with everything it takes from outside.
type program struct {
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	env    func(string) (string, bool)

	environ func() []string // every variable as name=value; nil = only env tells
	args    []string        // that run was given
}

// run does what the arguments say and returns the exit code.
func (p program) run(ctx context.Context, args []string) int {
	p.args = args
	root := p.rootCommand()
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return 0
	}
	if errors.Is(err, errFindings) {
		return 1
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintf(p.stderr, "shebao: %s\n", line)
	}
	var usage *settings.UsageError
	if errors.As(err, &usage) {
		fmt.Fprintf(p.stderr, "shebao: try 'shebao %s--help'\n", usage.Command)
		return 2
	}
	if hint := wayOut(cmd, err); hint != "" {
		fmt.Fprintf(p.stderr, "shebao: %s\n", hint)
	}
	return 1
}

// environment is where the variables of commands come from.
func (p program) environment() settings.Environment {
	return settings.Environment{Lookup: p.env, All: p.environ, NoFlags: []string{keyVariable}}
}
