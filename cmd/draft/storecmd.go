package main

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
	"draft/drafts/store"
)

func newStore(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "store",
		GroupID: groupKeep,
		Short:   "cmd.store.short",
		Long:    "cmd.store.long",
		Args:    a.subcommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.help(cmd) },
	}
	annotate(cmd, view.ExitDone, view.ExitUsage)
	cmd.AddCommand(newStoreCheck(a), newStoreRecover(a), newStoreBackup(a), newStoreExport(a), newStoreInit(a), newStorePassword(a))
	return cmd
}

func newStoreCheck(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check",
		Short: "cmd.store.check.short",
		Long:  "cmd.store.check.long",
		Args:  a.arguments(0, 0),
		RunE:  func(*cobra.Command, []string) error { return checkStore(a) },
	}
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}

// faultObject is a fault in `draft store check --json`.
type faultObject struct {
	Code    string `json:"code"`
	ID      string `json:"id"`   // of the letter; "" if it concerns no letter
	Path    string `json:"path"` // of the file
	Detail  string `json:"detail"`
	Message string `json:"message"`
}

// checkStore checks everything in the store. With --json the faults are the result, even if the exit code is 1.
func checkStore(a *app) error {
	a.tellsForgotten, a.onlyReads = true, true
	s, err := a.store()
	if err != nil {
		return err
	}
	faults, err := s.Check(context.Background())
	if err != nil {
		return a.storeError(err)
	}
	objects := []faultObject{}
	for _, f := range faults {
		objects = append(objects, faultObject{
			Code: string(f.Code), ID: f.ID, Path: f.Path, Detail: f.Detail, Message: a.view.Text("store.fault."+string(f.Code), lang.Args{
				"ID": field.OneLine(f.ID), "Path": field.OneLine(f.Path), "Detail": field.OneLine(f.Detail),
			}),
		})
	}
	if a.term.JSON {
		err = a.term.PrintJSON(objects)
	}
	for _, o := range objects {
		if err == nil && !a.term.JSON {
			err = a.term.Product(view.Wrap(o.Message, a.term.OutWidth()) + "\n")
		}
	}
	switch {
	case err != nil:
		return err
	case len(faults) == 0:
		a.term.Say("store.whole", lang.Args{"Path": a.config.StoreName()})
		return nil
	case a.term.JSON:
		return view.ExitSilently(view.ExitFailed)
	}
	return view.Fail("store.faults", lang.Args{"Count": len(faults)}, nil)
}

func newStoreRecover(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "recover",
		Short: "cmd.store.recover.short",
		Long:  "cmd.store.recover.long",
		Args:  a.arguments(0, 0),
		RunE:  func(cmd *cobra.Command, _ []string) error { return recoverStore(cmd.Context(), a) },
	}
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}

// recoverStore records the letters that the database has forgotten, and prints them.
func recoverStore(ctx context.Context, a *app) error {
	a.tellsForgotten = true
	s, err := a.store()
	if err != nil {
		return err
	}
	letters, _, err := s.Readmit(ctx)
	if err != nil {
		return a.storeError(err)
	}
	if a.term.JSON {
		return a.term.PrintJSON(view.ForgottenObjects(letters))
	}
	if len(letters) == 0 {
		a.term.Say("store.nothing_forgotten", nil)
		return nil
	}
	for _, l := range letters {
		if err := a.term.Product(view.Wrap(a.view.ForgottenLine(l), a.term.OutWidth()) + "\n"); err != nil {
			return err
		}
	}
	a.term.Say("store.recovered_letters", lang.Args{"Count": len(letters)})
	return a.sayUnknown(s)
}

// copyOptions are the options of the commands that copy the store into a file.
type copyOptions struct {
	app   *app
	force bool
	// copy writes the copy. If its error holds a *store.DamagedError, the copy is complete but for messages that were lost before.
	copy   func(context.Context, io.Writer) error
	doneID string // of the message about the finished copy
}

func newStoreBackup(a *app) *cobra.Command {
	c := &copyOptions{app: a, doneID: "store.backed_up"}
	cmd := &cobra.Command{
		Use:     "backup FILE",
		Short:   "cmd.store.backup.short",
		Long:    "cmd.store.backup.long",
		Example: "draft store backup letters.zip",
		Args:    a.arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[0] == view.Stdio && a.term.OutWidth() > 0 {
				return view.Usage("usage.backup_terminal", nil, cmd.CommandPath())
			}
			s, err := a.store()
			if err != nil {
				return err
			}
			c.copy = s.Backup
			return c.run(args[0])
		},
	}
	cmd.Flags().BoolVar(&c.force, "force", false, "flag.force")
	fileArguments(cmd, stdioOut)
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}

func newStoreExport(a *app) *cobra.Command {
	c := &copyOptions{app: a, doneID: "store.exported"}
	output, masked := "", false
	cmd := &cobra.Command{
		Use:     "export",
		Short:   "cmd.store.export.short",
		Long:    "cmd.store.export.long",
		Example: "draft store export -o letters.jsonl\ndraft store export | jq .subject",
		Args:    a.arguments(0, 0),
		PreRunE: emptyFlag,
		RunE: func(*cobra.Command, []string) error {
			a.onlyReads = true
			s, err := a.store()
			if err != nil {
				return err
			}
			c.copy = s.Export
			if masked {
				c.copy = func(ctx context.Context, w io.Writer) error { return s.Export(ctx, view.NewMaskedWriter(w)) }
			}
			return c.run(output)
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", view.Stdio, "flag.export_output")
	fileFlags(cmd.Flags(), stdioOutToo, "output")
	cmd.Flags().BoolVar(&c.force, "force", false, "flag.force")
	cmd.Flags().BoolVar(&masked, "masked", false, "flag.masked")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}

// run copies into a file, as a whole or not at all, or to standard output.
func (c *copyOptions) run(path string) error {
	if err := c.app.term.CheckWritable(path, c.force); err != nil {
		return err
	}
	lost := 0
	err := c.app.term.Stream(path, c.force, func(w io.Writer) (err error) {
		lost, err = c.copyTo(w)
		return err
	})
	switch {
	case err != nil:
		return err
	case path == view.Stdio:
		return c.lostError(lost)
	}
	c.app.term.Say(c.doneID, lang.Args{"Path": path})
	if err := c.lostError(lost); err != nil {
		return err
	}
	if c.app.term.JSON {
		return c.app.term.PrintJSON(map[string]string{"path": path})
	}
	return nil
}

// copyTo copies to w and returns the number of messages that were lost before. Its errors tell a failed writer from a
// failed store.
func (c *copyOptions) copyTo(w io.Writer) (lost int, err error) {
	noted := &errorRecorder{w: w}
	err = c.copy(context.Background(), noted)
	var damaged *store.DamagedError
	switch {
	case noted.err != nil:
		return 0, noted.err
	case errors.As(err, &damaged):
		return countJoined(err), nil
	case err != nil:
		return 0, c.app.storeError(err)
	}
	return 0, nil
}

// lostError returns the error about n lost messages, or nil if n is 0.
func (c *copyOptions) lostError(n int) error {
	if n == 0 {
		return nil
	}
	return view.Fail("store.lost", lang.Args{"Count": n}, nil)
}

// errorRecorder is a writer that keeps its last error.
type errorRecorder struct {
	w   io.Writer
	err error
}

func (n *errorRecorder) Write(p []byte) (int, error) {
	written, err := n.w.Write(p)
	if err != nil {
		n.err = err
	}
	return written, err
}

// countJoined returns the number of errors that errors.Join joined.
func countJoined(err error) int {
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		return len(several.Unwrap())
	}
	return 1
}
