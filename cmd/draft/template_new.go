package main

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
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
		RunE:    func(_ *cobra.Command, args []string) error { return writeTemplate(a, args[0], output, force) },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveNoFileComp // the name is new
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "flag.template_output")
	fileFlags(cmd.Flags(), stdioOutToo, "output")
	cmd.Flags().BoolVar(&force, "force", false, "flag.force")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}

// writeTemplate writes a template file to start a new letter kind from, into the template folder unless output names
// another place.
func writeTemplate(a *app, kind, output string, force bool) error {
	if !templates.KindName(kind) {
		return view.Usage("usage.kind_name", lang.Args{"Value": kind}, "")
	}
	if slices.Contains(templates.AllBuiltin(), kind) {
		return view.Usage("usage.builtin_kind", lang.Args{"Value": kind}, "")
	}
	text := templates.Skeleton(kind, string(a.view.Words.Language()))
	if output == view.Stdio {
		if a.term.JSON {
			return a.term.PrintJSON(map[string]string{"kind": kind, "path": "", "text": string(text)}) // the keys of template show
		}
		return a.term.Product(string(text))
	}
	path, try := output, "draft new --template "+view.Quote(output)
	if path == "" {
		folder := a.config.TemplateFolder()
		if folder == "" {
			return view.Fail("error.no_template_folder", lang.Args{"Kind": kind}, nil)
		}
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return view.Fail("error.write", lang.Args{"Path": folder}, err)
		}
		path, try = filepath.Join(folder, templates.FileName(kind)), "draft new "+kind
	}
	if err := a.term.CheckWritable(path, force); err != nil {
		return err
	}
	if err := a.term.WriteFile(path, text, force); err != nil {
		return err
	}
	if a.term.JSON {
		return a.term.PrintJSON(map[string]string{"kind": kind, "path": path, "command": try})
	}
	a.term.SaySaved(path)
	a.term.Say("template.next", lang.Args{"Check": "draft template check " + view.Quote(path), "Write": try})
	return nil
}

func newTemplateSchema(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "schema",
		Short: "cmd.template.schema.short",
		Long:  "cmd.template.schema.long",
		Args:  a.arguments(0, 0),
		RunE:  func(*cobra.Command, []string) error { return a.term.Product(templates.Schema) },
	}
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}
