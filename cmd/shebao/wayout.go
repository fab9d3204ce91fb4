package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// wayOut says what to do about an error of the file system, "" for any other. Where
// a folder that a flag of the command names is in the way, it is named: the error
// may be about something far inside it, or made of it. What the error itself has
// said of a flag is not said again.
func wayOut(cmd *cobra.Command, err error) string {
	inside, isPath := errors.AsType[*fs.PathError](err)
	if !isPath && !errors.Is(err, syscall.ENOTDIR) {
		return ""
	}
	for _, folder := range []struct {
		flag  string
		write bool
	}{{"content", false}, {"public", true}, {"data", true}} {
		flag := cmd.Flags().Lookup(folder.flag)
		if flag == nil || flag.Value.String() == "" || strings.Contains(err.Error(), "--"+folder.flag) {
			continue
		}
		if fault := folderFault(flag.Value.String(), false, folder.write); fault != nil {
			return fmt.Sprintf("--%s %s: %v; name another folder, or mend this one", folder.flag, flag.Value, fault)
		}
	}
	if isPath && errors.Is(inside, fs.ErrPermission) {
		return "run it as the user whose files these are, or give this one the right to them"
	}
	return ""
}
