//go:build !unix

package process

// ForbidCoreDumps has nothing to forbid here.
func ForbidCoreDumps() error { return nil }
