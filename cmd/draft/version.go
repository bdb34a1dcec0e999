package main

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/view"
)

// version is set by a release build (-ldflags "-X main.version=v1.2.3"); if it is empty, the version of the module counts.
var version = ""

// buildOf returns what this program was built from. The commit and its time are those that Go notes when it builds in a
// repository; they are empty if it did not.
func buildOf() view.Build {
	b := view.Build{Version: version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if ok && b.Version == "" && info.Main.Version != "(devel)" {
		b.Version = info.Main.Version
	}
	if b.Version == "" {
		b.Version = "devel"
	}
	if !ok {
		return b
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Date = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

func newVersion(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "version",
		GroupID: groupLookUp,
		Short:   "cmd.version.short",
		Args:    a.arguments(0, 0),
		RunE: func(*cobra.Command, []string) error {
			if a.term.JSON {
				return a.term.PrintJSON(buildOf())
			}
			return a.term.Product(view.BuildLines(a.view, buildOf()))
		},
	}
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}
