package main

import (
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/cases"
	"draft/drafts/store"
)

// newEdit makes `draft edit ID`: a kept letter goes through the review and the menu again, or takes answers from flags.
func newEdit(a *app) *cobra.Command {
	w := &writeOptions{app: a, output: outputOptions{app: a}}
	cmd := &cobra.Command{
		Use:     "edit ID",
		GroupID: groupKeep,
		Short:   "cmd.edit.short",
		Long:    "cmd.edit.long",
		Example: "draft edit 0k3f\ndraft edit 0k3f --set amount=60 --to feedback@douyin.com",
		Args:    a.arguments(1, 1),
		PreRunE: emptyFlag,
		RunE: func(cmd *cobra.Command, args []string) error {
			return w.edit(args[0], func(name string) bool { return cmd.Flags().Changed(name) })
		},
		ValidArgsFunction: a.completeOpen,
	}
	f := cmd.Flags()
	f.StringArrayVar(&w.set, "set", nil, "flag.set")
	f.StringArrayVar(&w.attach, "attach", nil, "flag.attach")
	f.StringArrayVar(&w.to, "to", nil, "flag.to")
	f.StringVar(&w.from, "from", "", "flag.from")
	f.IntVar(&w.output.chars, "chars", defaultChars, "flag.chars")
	f.BoolVar(&w.keepMeta, "keep-metadata", false, "flag.keep_metadata")
	f.BoolVar(&w.fresh, "fresh", false, "flag.fresh")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitAnswers, view.ExitInterrupted)
	return cmd
}

// edit changes a letter that nobody has. What is not given by flags stays as it was.
func (w *writeOptions) edit(id string, given func(flag string) bool) error {
	if w.output.chars < 0 {
		return view.Usage("usage.chars", lang.Args{"Value": w.output.chars}, "")
	}
	l, c, err := w.openKept(id)
	if err != nil {
		return err
	}
	if err := w.takeKept(l, c, given); err != nil {
		return err
	}
	if f, err := openCase(w.app, l.ID); err == nil && f.StateOf(l.ID) != cases.Prepared {
		w.logged = l.ID
	}
	flags := slices.ContainsFunc([]string{"set", "attach", "to", "from", "chars", "keep-metadata"}, given)
	if err := w.fill(); err != nil {
		return err
	}
	if flags || !w.app.term.Interactive() || w.app.term.JSON {
		if !flags {
			return view.Usage("usage.edit", lang.Args{"ID": l.Short}, "draft edit")
		}
		return w.editByFlags()
	}
	w.session.asked = true
	w.session.behind = w.form.Asked()
	if err := w.resume(); err != nil {
		return err
	}
	defer w.release()
	for {
		if err = w.write(target{}); !errors.Is(err, prompt.ErrBack) {
			return err
		}
	}
}

// openKept gives a kept letter that can be changed.
func (w *writeOptions) openKept(id string) (store.Letter, drafts.Record, error) {
	l, err := w.app.letter(id)
	if err != nil {
		return l, drafts.Record{}, err
	}
	args := lang.Args{"ID": l.Short, "Status": w.app.view.Status(l.Status)}
	switch {
	case !l.Removed.IsZero():
		return l, drafts.Record{}, view.Fail("store.removed", args, nil)
	case !l.Status.Open():
		return l, drafts.Record{}, view.Fail("store.closed", args, nil)
	case l.Kind == "":
		return l, drafts.Record{}, view.Fail("edit.foreign", args, nil)
	}
	c, err := l.Record()
	if err != nil {
		err = w.app.storeError(err)
	}
	return l, c, err
}

// takeKept makes this run one of the letter's.
func (w *writeOptions) takeKept(l store.Letter, c drafts.Record, given func(string) bool) error {
	t, err := w.app.templateOf(l.Kind, c.Template)
	if err != nil {
		return err
	}
	w.id, w.revision, w.editing, w.template, w.edits = l.ID, l.Revision, l.Short, c.Template, c.Words
	w.about = l.About
	w.form = c.Form(t, w.app.now())
	w.envelope = envelope{from: c.From, to: c.To}
	if !given("chars") {
		w.output.chars = c.Limit
	}
	if !given("keep-metadata") {
		w.keepMeta = c.Metadata
	}
	if _, asked := w.form.Question(evidence); !asked {
		for _, f := range slices.Backward(c.Files) {
			w.attach = slices.Insert(w.attach, 0, f.Path)
		}
	}
	return nil
}

// editByFlags writes the letter anew, without showing it.
func (w *writeOptions) editByFlags() error {
	if b, q, ok := w.form.Switch(); ok {
		return &view.AnswersError{Template: w.form.Template(), Becomes: &b, Field: q}
	}
	if missing := w.form.Missing(); len(missing) > 0 {
		return &view.AnswersError{Template: w.form.Template(), Missing: missing}
	}
	if err := w.check(); err != nil {
		return err
	}
	doc, err := w.compose()
	if err != nil {
		return err
	}
	if w.edits != nil && w.edits.Of != wordsOf(doc.composed) {
		return view.Fail("edit.stale", lang.Args{"ID": w.editing}, nil) // only their writer can decide
	}
	if w.edits != nil {
		doc.use(*w.edits)
	}
	if err := w.keepLetter(doc); err != nil {
		return err
	}
	if w.app.term.JSON {
		return w.app.term.PrintJSON(doc.object())
	}
	w.sayKept(doc)
	return nil
}
