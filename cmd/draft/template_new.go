package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/templates"
)

func newTemplateNew(a *app) *cobra.Command {
	var output string
	var force bool
	cmd := &cobra.Command{
		Use:     "new KIND",
		Short:   "cmd.template.new.short",
		Long:    "cmd.template.new.long",
		Example: "draft template new invoice\ndraft template new invoice -o invoice.tmpl",
		Args:    a.arguments(1, 1),
		PreRunE: emptyFlag,
		RunE:    func(_ *cobra.Command, args []string) error { return a.templateNew(args[0], output, force) },
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "flag.template_output")
	cmd.Flags().BoolVar(&force, "force", false, "flag.force")
	annotate(cmd, exitDone, exitFailed, exitUsage)
	return cmd
}

// templateNew writes a file to make a kind of one's own from, into the template folder unless another place is named.
func (a *app) templateNew(kind, output string, force bool) error {
	if !templates.KindName(kind) {
		return &usageError{id: "usage.kind_name", args: lang.Args{"Value": kind}}
	}
	if slices.Contains(templates.Builtin(), kind) {
		return &usageError{id: "usage.builtin_kind", args: lang.Args{"Value": kind}}
	}
	text := templates.Skeleton(kind, string(a.words.Language()))
	if output == "-" {
		return a.product(string(text))
	}
	path, try := output, "draft new --template "+quoted(output)
	if path == "" {
		folder, err := a.config()
		if err == nil {
			folder = filepath.Join(folder, "templates")
			err = os.MkdirAll(folder, 0o700)
		}
		if err != nil {
			return failed(a, "error.write", lang.Args{"Path": folder}, err)
		}
		path, try = filepath.Join(folder, templates.FileName(kind)), "draft new "+kind
	}
	err := files.Write(path, text, force)
	switch {
	case errors.Is(err, fs.ErrExist):
		return &failure{id: "error.exists", args: lang.Args{"Path": path}, err: err}
	case err != nil:
		return failed(a, "error.write", lang.Args{"Path": path}, err)
	}
	if a.json {
		return a.printJSON(map[string]string{"kind": kind, "path": path, "command": try})
	}
	a.say("write.saved", lang.Args{"Path": path})
	a.say("template.next", lang.Args{"Check": "draft template check " + quoted(path), "Write": try})
	return nil
}
