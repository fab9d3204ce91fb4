package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// waitUntilCalm waits for the pages to be packed again, which takes the server up
// to a minute after its start and is not what is measured.
func waitUntilCalm(pid int) {
	for range 30 {
		before := cpuTime(pid)
		time.Sleep(2 * time.Second)
		if cpuTime(pid)-before < 100*time.Millisecond {
			return
		}
	}
}

// cpuTime is what a process has used of the processors.
func cpuTime(pid int) time.Duration {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, _ := strings.Cut(string(text), ") ") // behind the name
	ticks := 0
	for i, field := range strings.Fields(rest) {
		if i == 11 || i == 12 { // user, system
			n, _ := strconv.Atoi(field) // the kernel writes a number
			ticks += n
		}
	}
	return time.Duration(ticks) * time.Second / 100
}

// busyTime is what all processes together have used of the processors, and what
// other machines on the same hardware took of them.
func busyTime() time.Duration {
	text, _ := os.ReadFile("/proc/stat")
	line, _, _ := strings.Cut(string(text), "\n")
	ticks := 0
	for i, field := range strings.Fields(line) {
		if i > 0 && i < 9 && i != 4 && i != 5 { // neither idle nor waiting for a disk
			n, _ := strconv.Atoi(field) // the kernel writes a number
			ticks += n
		}
	}
	return time.Duration(ticks) * time.Second / 100
}

// others is what those have used who are neither the server nor the clients.
func others(pid int) time.Duration { return busyTime() - cpuTime(pid) - cpuTime(os.Getpid()) }

// memory is a line of a process's status, in megabytes.
func memory(pid int, name string) float64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(text)) {
		if rest, found := strings.CutPrefix(line, name+":"); found {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64) // the kernel writes a number
			return kb / 1024
		}
	}
	return 0
}
