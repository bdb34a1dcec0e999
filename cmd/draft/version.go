package main

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/view"
)

// buildOf returns what this program was built from. The version, the commit and its time are those that Go notes when it builds in a
// repository, the version from its tag. If it did not, the version is devel and the others are empty.
func buildOf() view.Build {
	b := view.Build{Version: "devel", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if info.Main.Version != "" && info.Main.Version != "(devel)" {
		b.Version = info.Main.Version
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
