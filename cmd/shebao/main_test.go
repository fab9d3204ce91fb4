package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the program itself, and a small HTTP client to ask it, usable
// as commands of the scripts in testdata; and a server to compare it with.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"shebao":    main,
		"fetch":     fetch,
		"plainecho": plainEcho,
	})
}

// TestProgram runs the whole program as its users do: every script in testdata
// builds, serves, asks and breaks something.
func TestProgram(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
		Setup: func(env *testscript.Env) error {
			addr, err := freeAddress()
			if err != nil {
				return err
			}
			env.Setenv("ADDR", addr)
			env.Setenv("URL", "http://"+addr)
			env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
			return nil
		},
	})
}

// exits CODE COMMAND [ARG...] runs a command that must end with that exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG...]")
	}
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if got := strconv.Itoa(code); got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// freeAddress is an address on this machine that nobody listens on.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// fetch METHOD URL [Header:value | @bodyfile | name=value ...] prints the
// answer: a line "HTTP <status>", the headers sorted, an empty line, the body.
// A name=value makes a form. It follows no redirects and waits up to 20 s for a
// server that is still starting. With until:CODE at the end it asks again until
// that is the status.
func fetch() {
	if err := request(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "fetch:", err)
		os.Exit(1)
	}
}

func request(args []string, out io.Writer) error {
	if len(args) < 2 {
		return errors.New("usage: fetch METHOD URL [Header:value | @bodyfile | name=value ...]")
	}
	method, url := args[0], args[1]
	until := 0
	if code, ok := strings.CutPrefix(args[len(args)-1], "until:"); ok {
		var err error
		if until, err = strconv.Atoi(code); err != nil {
			return err
		}
		args = args[:len(args)-1]
	}
	header, body, err := requestParts(args[2:])
	if err != nil {
		return err
	}
	client := &http.Client{
		Timeout:       20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		req, err := http.NewRequest(method, url, strings.NewReader(body))
		if err != nil {
			return err
		}
		req.Header = header
		resp, err := client.Do(req)
		if errors.Is(err, syscall.ECONNREFUSED) && time.Now().Before(deadline) {
			continue
		}
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if until != 0 && resp.StatusCode != until && time.Now().Before(deadline) {
			continue
		}
		fmt.Fprintf(out, "HTTP %d\n", resp.StatusCode)
		if err := resp.Header.Write(out); err != nil {
			return err
		}
		fmt.Fprintln(out)
		_, err = io.Copy(out, resp.Body)
		return err
	}
}

func requestParts(args []string) (http.Header, string, error) {
	header := http.Header{}
	var form []string
	body := ""
	for _, arg := range args {
		if file, ok := strings.CutPrefix(arg, "@"); ok {
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, "", err
			}
			body = string(text)
			continue
		}
		colon, equals := strings.Index(arg, ":"), strings.Index(arg, "=")
		if colon > 0 && (equals < 0 || colon < equals) {
			header.Add(arg[:colon], arg[colon+1:])
			continue
		}
		form = append(form, arg)
	}
	if len(form) > 0 {
		body = strings.Join(form, "&")
		header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return header, body, nil
}
