package main

import (
	"slices"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/cases"
	"draft/drafts/interview"
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
		Args:    a.idArguments(1),
		PreRunE: emptyFlag,
		RunE: func(cmd *cobra.Command, args []string) error {
			ids, err := a.pick(cmd.Context(), "edit", args, store.Filter{}, isOpen, false)
			if err != nil {
				return err
			}
			return w.edit(ids[0], func(name string) bool { return cmd.Flags().Changed(name) })
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
	fileFlags(f, stdioNone, "attach")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitAnswers, view.ExitInterrupted)
	return cmd
}

// edit changes a letter that was not sent. Answers that no flag gives stay as they were.
func (w *writeOptions) edit(id string, given func(flag string) bool) error {
	if w.output.chars < 0 {
		return view.Usage("usage.chars", lang.Args{"Value": w.output.chars}, "")
	}
	l, c, err := w.openKept(id)
	if err != nil {
		return err
	}
	r, err := w.startEdit(l, c, given)
	if err != nil {
		return err
	}
	if f, err := openCase(w.app, l.ID); err == nil && f.StateOf(l.ID) != cases.Prepared {
		r.kept.logged = l.ID
	}
	flags := slices.ContainsFunc([]string{"set", "attach", "to", "from", "chars", "keep-metadata"}, given)
	if err := r.fill(); err != nil {
		return err
	}
	if flags || !w.app.term.Interactive() || w.app.term.JSON {
		if !flags {
			return view.Usage("usage.edit", lang.Args{"ID": l.Short}, "draft edit")
		}
		return r.editByFlags()
	}
	r.interview.session.Review()
	return r.run(target{}, true)
}

// openKept returns a kept letter; the error says why it cannot be changed.
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

// startEdit returns a run that changes a kept letter. Options that no flag gives are those that it was written with.
func (w *writeOptions) startEdit(l store.Letter, c drafts.Record, given func(string) bool) (*writeRun, error) {
	t, err := w.app.config.LoadKept(l.Kind, c.Template)
	if err != nil {
		return nil, err
	}
	w.template, w.about.ID = c.Template, l.About
	if !given("chars") {
		w.output.chars = c.Limit
	}
	if !given("keep-metadata") {
		w.keepMeta = c.Metadata
	}
	session := interview.Edit(c, t, w.sessionOptions())
	if _, asked := session.Form().Question(drafts.EvidenceField); !asked {
		for _, f := range slices.Backward(c.Files) {
			w.attach = slices.Insert(w.attach, 0, f.Path)
		}
	}
	r := w.start(session)
	r.kept = keptLetter{id: l.ID, revision: l.Revision, editing: l.Short}
	return r, nil
}

// editByFlags writes the letter anew, without showing it.
func (r *writeRun) editByFlags() error {
	if err := r.interview.check(); err != nil {
		return err
	}
	doc, err := r.compose()
	if err != nil {
		return err
	}
	session := r.interview.session
	if session.Words.Outdated(doc.Composed) {
		return view.Fail("edit.stale", lang.Args{"ID": r.kept.editing}, nil) // only their writer can decide
	}
	if words := session.Words.Get(); words != nil {
		doc.setWords(*words)
	}
	if err := r.save(doc); err != nil {
		return err
	}
	if r.app.term.JSON {
		return r.app.term.PrintJSON(doc.object())
	}
	r.sayKept(doc)
	return nil
}
