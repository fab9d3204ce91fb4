package process

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
)

// Profiles are names of files that show what a command spent its time and
// memory on, for 'go tool pprof' and 'go tool trace'. "" = none.
type Profiles struct {
	CPU    string // where the processor's time went
	Memory string // what memory was taken for
	Trace  string // what ran when
}

// Start begins what was asked for; stop ends it and writes it. A file that
// cannot be written is found out before any work is done. Errors name the flags
// --cpuprofile, --memprofile and --trace.
func (p Profiles) Start() (stop func() error, err error) {
	var ends []func() error
	stop = func() error {
		var faults []error
		for _, end := range ends {
			faults = append(faults, end())
		}
		return errors.Join(faults...)
	}
	for _, profile := range []struct {
		flag, name string
		begin      func(*os.File) error
		end        func(*os.File) error
	}{
		{"cpuprofile", p.CPU, func(f *os.File) error { return pprof.StartCPUProfile(f) }, func(*os.File) error { pprof.StopCPUProfile(); return nil }},
		{"trace", p.Trace, func(f *os.File) error { return trace.Start(f) }, func(*os.File) error { trace.Stop(); return nil }},
		{"memprofile", p.Memory, func(*os.File) error { return nil }, writeMemory},
	} {
		if profile.name == "" {
			continue
		}
		f, err := os.Create(profile.name)
		if err == nil {
			if err = profile.begin(f); err != nil {
				err = errors.Join(err, f.Close())
			}
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("--%s: %w", profile.flag, err), stop())
		}
		ends = append(ends, func() error {
			if err := errors.Join(profile.end(f), f.Close()); err != nil {
				return fmt.Errorf("--%s: %w", profile.flag, err)
			}
			return nil
		})
	}
	return stop, nil
}

// writeMemory writes what is in use and all that has been taken.
func writeMemory(f *os.File) error {
	runtime.GC() // what is in use is counted at a collection
	return pprof.Lookup("allocs").WriteTo(f, 0)
}
