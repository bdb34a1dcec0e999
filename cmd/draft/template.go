package main

import (
	"errors"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/templates"
)

func newTemplate(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "template",
		GroupID: groupLookUp,
		Short:   "cmd.template.short",
		Long:    "cmd.template.long",
		Args:    a.subcommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.help(cmd) },
	}
	annotate(cmd, view.ExitDone, view.ExitUsage)
	cmd.AddCommand(
		newTemplateList(a), newTemplateShow(a), newTemplateNew(a), newTemplateCheck(a), newTemplateFields(a), newTemplateSchema(a),
	)
	return cmd
}

func newTemplateList(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "cmd.template.list.short",
		Args:    a.arguments(0, 0),
		RunE:    func(*cobra.Command, []string) error { return listTemplates(a) },
	}
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}

// listTemplates prints every letter kind. A template file that is broken is listed with its first fault, so that it can be
// found.
func listTemplates(a *app) error {
	folder := a.config.TemplateFolder()
	origins, err := templates.List(folder)
	if err != nil {
		return view.Fail("error.read", lang.Args{"Path": folder}, err)
	}
	kinds := []view.KindObject{}
	for _, o := range origins {
		k := view.KindObject{Kind: o.Kind, Path: o.Path, Command: view.WriteCommand(o.Kind, "")}
		t, err := a.config.LoadKind(o.Kind)
		bad := (*view.TemplateError)(nil)
		switch {
		case err == nil:
			k.Title, k.Command = a.view.Label(t.Title), view.WriteCommand(o.Kind, t.About)
		case errors.As(err, &bad):
			k.Fault = a.view.TemplateFault(bad.Faults[0])
		default:
			k.Fault = a.view.Lines(err)[0]
		}
		kinds = append(kinds, k)
	}
	if a.term.JSON {
		return a.term.PrintJSON(kinds)
	}
	if folder != "" {
		a.term.Say("template.folder", lang.Args{"Path": folder})
	}
	return a.term.Product(view.KindLines(a.view, kinds))
}

func newTemplateShow(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show KIND",
		Short: "cmd.template.show.short",
		Long:  "cmd.template.show.long",
		Args:  a.arguments(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			text, origin, err := templates.Source(args[0], a.config.TemplateFolder())
			if err != nil {
				return a.config.WrapKindError(args[0], origin, err)
			}
			if a.term.JSON {
				return a.term.PrintJSON(map[string]string{"kind": origin.Kind, "path": origin.Path, "text": string(text)})
			}
			return a.term.Product(string(text))
		},
		ValidArgsFunction: a.completeKinds,
	}
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}

func newTemplateCheck(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check FILE",
		Short: "cmd.template.check.short",
		Long:  "cmd.template.check.long",
		Args:  a.arguments(1, 1),
		RunE:  func(_ *cobra.Command, args []string) error { return checkTemplate(a, args[0]) },
	}
	fileArguments(cmd, stdioIn)
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}

// checkTemplate reports every fault of a template file.
func checkTemplate(a *app, path string) error {
	text, err := a.term.ReadFile(path, templates.MaxFile)
	name := a.term.FileName(path)
	if err != nil {
		return view.Fail("error.read", lang.Args{"Path": name}, err)
	}
	if faults := templates.Check(name, text); len(faults) > 0 {
		return &view.TemplateError{Faults: faults}
	}
	if a.term.JSON {
		return a.term.PrintJSON(map[string]any{"path": path, "problems": []view.ProblemObject{}})
	}
	a.term.Say("template.good", lang.Args{"Path": name})
	return nil
}

func newTemplateFields(a *app) *cobra.Command {
	var sheet sheetOutput
	cmd := &cobra.Command{
		Use:     "fields KIND",
		Short:   "cmd.template.fields.short",
		Long:    "cmd.template.fields.long",
		Args:    a.arguments(1, 1),
		Example: "draft template fields refund\ndraft template fields refund --xlsx -o orders.xlsx",
		PreRunE: emptyFlag,
		RunE: func(_ *cobra.Command, args []string) error {
			if sheet != (sheetOutput{}) {
				return writeFieldsTable(a, args[0], sheet)
			}
			return printFields(a, args[0])
		},
		ValidArgsFunction: a.completeKinds,
	}
	f := cmd.Flags()
	f.BoolVar(&sheet.csv, "csv", false, "flag.csv")
	f.BoolVar(&sheet.xlsx, "xlsx", false, "flag.xlsx")
	f.StringVarP(&sheet.path, "output", "o", "", "flag.sheet_output")
	fileFlags(f, stdioOut, "output")
	f.BoolVar(&sheet.force, "force", false, "flag.force")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}

// printFields prints the questions of a letter kind.
func printFields(a *app, kind string) error {
	t, err := a.config.LoadKind(kind)
	if err != nil {
		return err
	}
	if a.term.JSON {
		return a.term.PrintJSON(view.FieldObjects(a.view, t))
	}
	return a.term.Product(view.FieldLines(a.view, t))
}
