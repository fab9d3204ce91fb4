package main

import (
	"bufio"
	"errors"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// serveAtRest runs 'shebao serve' as an operator does, in a process of its own
// that a command may be put before, with its log in a file of dir. It returns
// where the server answers, once it has done what it does at its start.
func serveAtRest(b *testing.B, under, dir string, args ...string) (address string) {
	b.Helper()
	address, figures := someAddress(b), someAddress(b)
	words := append(strings.Fields(under), "shebao", "serve", "--addr", address, "--metrics-addr", figures)
	runBeside(b, filepath.Join(dir, "log"), append(words, args...)...)
	// Once it is ready it packs its pages for a while, when nobody asks much.
	for deadline, before := time.Now().Add(2*time.Minute), math.Inf(1); ; time.Sleep(time.Second) {
		used, err := processorSeconds("http://" + figures + "/metrics")
		if err == nil && used-before < 0.02 && used >= before {
			return address
		}
		if before = used; err != nil {
			before = math.Inf(1)
		}
		if time.Now().After(deadline) {
			b.Fatalf("the server is not ready and at rest, %v", err)
		}
	}
}

func someAddress(b *testing.B) string {
	b.Helper()
	address, err := freeAddress()
	if err != nil {
		b.Fatal(err)
	}
	return address
}

// runBeside runs a command until the benchmark ends. What it says stands in a
// file.
func runBeside(b *testing.B, log string, words ...string) {
	b.Helper()
	said, err := os.Create(log)
	if err != nil {
		b.Fatal(err)
	}
	defer said.Close()
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); err != nil {
			b.Errorf("%s ended with %v; what it said stands in %s", words[0], err, log)
		}
	})
}

// processorSeconds are what a process tells of itself.
func processorSeconds(metrics string) (float64, error) {
	answer, err := http.Get(metrics)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		if figure, ok := strings.CutPrefix(lines.Text(), "process_cpu_seconds_total "); ok {
			return strconv.ParseFloat(figure, 64)
		}
	}
	return 0, errors.New("the metrics do not hold process_cpu_seconds_total")
}
