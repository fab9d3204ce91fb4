//go:build !linux

package process

// letGoOfPages does nothing: what the system holds of a program in memory is its
// own affair.
func letGoOfPages() error { return nil }
