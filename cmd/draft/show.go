package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/casefile"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/store"
)

// showOptions are the options of `draft show`.
type showOptions struct {
	app    *app
	output outputOptions
	fitted bool // --chars was given; else the limit is the one of the letter
	open   bool
	masked bool
	opened string // the file that was opened with the mail program
}

func newShow(a *app) *cobra.Command {
	s := &showOptions{app: a, output: outputOptions{app: a}}
	cmd := &cobra.Command{
		Use:     "show ID",
		GroupID: groupKeep,
		Short:   "cmd.show.short",
		Long:    "cmd.show.long",
		Example: showExamples,
		Args:    a.idArguments(1),
		PreRunE: emptyFlag,
		RunE: func(cmd *cobra.Command, args []string) error {
			a.onlyReads = true
			s.fitted = cmd.Flags().Changed("chars")
			ids, err := a.pick(cmd.Context(), "show", args, store.Filter{}, func(store.Letter) bool { return true }, true)
			if err != nil {
				return err
			}
			return s.run(ids[0])
		},
	}
	s.output.flags(cmd.Flags())
	cmd.Flags().Lookup("chars").Usage = "flag.show_chars"
	cmd.Flags().BoolVar(&s.open, "open", false, "flag.open")
	cmd.Flags().BoolVar(&s.masked, "masked", false, "flag.masked")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitInterrupted)
	return cmd
}

const showExamples = `draft show 3f9k
draft show 3f9k -o letter.eml
draft show 3f9k --copy
draft show 3f9k --open`

func (s *showOptions) run(id string) error {
	t, err := s.output.parseTarget()
	if err != nil {
		return err
	}
	l, err := s.app.letter(id)
	var open *store.UnfinishedError
	if errors.As(err, &open) {
		return s.unfinished(open.Unfinished, t)
	}
	if err != nil {
		return err
	}
	doc, err := s.document(l)
	if err != nil {
		return err
	}
	if s.fitted {
		doc.Fit(s.output.chars)
	}
	return s.deliver(l, doc, t)
}

// letter returns the kept letter whose ID starts with id.
func (a *app) letter(id string) (store.Letter, error) {
	s, err := a.store()
	if err != nil {
		return store.Letter{}, err
	}
	l, err := s.Get(context.Background(), id)
	if err != nil {
		return store.Letter{}, a.storeError(err)
	}
	return l, nil
}

// document returns a kept letter as a document. If it was frozen, its message is the frozen bytes.
func (s *showOptions) document(l store.Letter) (*document, error) {
	if l.Kind == "" {
		return s.app.foreign(l)
	}
	doc, err := s.app.documentOf(l)
	if err == nil && l.Frozen != nil {
		doc.Frozen = func() ([]byte, error) {
			o, err := s.app.reopen(l)
			return o.Unsent(), err
		}
	}
	return doc, err
}

// deliver prints or writes the letter as the flags say, and says what can be done with it next.
func (s *showOptions) deliver(l store.Letter, doc *document, t target) error {
	if (s.output.copy || s.output.qr != "" || t.format == formatFeedback) && len(doc.Draft.Letter.Sentences) == 0 {
		return view.Fail("show.no_app", lang.Args{"ID": l.Short}, nil)
	}
	// The case of the letter is opened if something is to be said about it, and then once.
	file := sync.OnceValue(func() *casefile.File { return caseOf(s.app, l) })
	shown := t == target{} && !s.app.term.JSON && !s.output.copy && s.output.qr == "" && !s.open
	if s.masked && !shown {
		return view.Usage("usage.masked", nil, "draft show")
	}
	var due *view.DeadlineObject
	var err error
	if shown || s.app.term.JSON {
		if due, err = s.app.deadline(l); err != nil {
			return err
		}
	}
	switch {
	case t.path != "":
		err = s.output.save(doc, t.path, t.format)
	case s.app.term.JSON:
	case t.format != "":
		err = s.output.print(doc, t.format)
	case shown:
		hide := func(text string) string { return text }
		if s.masked {
			c, _ := l.Record() // a message of another program has no name
			l, hide = view.HideSeats(l), view.MaskName(c.Name)
		}
		err = s.app.term.Page(view.Wrap(letterHead(s.app, l, due, file), s.app.term.OutWidth()) + "\n" + hide(doc.preview()))
	}
	if err == nil {
		err = s.output.handOver(doc)
	}
	if err == nil && s.open {
		err = s.openMessage(l, doc)
	}
	switch {
	case err != nil:
		return err
	case s.app.term.JSON:
		return s.app.term.PrintJSON(view.KeptObjectOf(l, due, doc.object(), s.opened))
	case shown:
		s.sayNext(l, file)
	case l.Kind != "" && l.Removed.IsZero() && l.Status == drafts.StatusDraft:
		if f := file(); f != nil && f.StateOf(l.ID) == cases.Prepared {
			s.app.term.Say("show.handed", lang.Args{"ID": l.Short})
		}
	}
	return nil
}

// letterHead returns the lines about the state of a letter: how it stands, when its answer is due, and the attempts to send
// it. Words of servers must not steer the terminal.
func letterHead(a *app, l store.Letter, due *view.DeadlineObject, file func() *casefile.File) string {
	var b strings.Builder
	say := func(id string, args lang.Args) { b.WriteString(a.view.Text(id, args) + "\n") }
	say("show.head", lang.Args{"ID": field.OneLine(l.ID), "Title": field.OneLine(titles(a)(l))})
	say("show.status", lang.Args{"Status": a.view.Standing(casefile.StateOf(l, file), l.Status)})
	if due != nil {
		f := file()
		say("show.deadline", lang.Args{
			"First": due.First, "Last": due.Last, "Provisional": due.Provisional, "Promised": f != nil && f.PromiseCounts(),
		})
	}
	say("show.written", lang.Args{"At": view.Minute(l.Created)})
	at := l.SentAt()
	if f := l.Frozen; f != nil {
		say("show.frozen", lang.Args{"At": view.Minute(f.At), "Size": f.Size, "Account": field.OneLine(f.Account), "Sent": !at.IsZero()})
	}
	if !at.IsZero() {
		say("show.sent", lang.Args{"At": view.Minute(at), "To": field.OneLine(strings.Join(l.Frozen.Recipients, ", "))})
	}
	for _, t := range l.Attempts {
		b.WriteString(view.AttemptText(a.view, t) + "\n")
	}
	if !l.Removed.IsZero() {
		say("show.removed", lang.Args{"At": view.Minute(l.Removed), "Seat": field.OneLine(l.RemovedBy)})
	}
	return b.String()
}

// sayNext says what can be done with a letter in its state. If its status is unknown it says nothing, because opening the
// store said it.
func (s *showOptions) sayNext(l store.Letter, file func() *casefile.File) {
	switch {
	case !l.Removed.IsZero():
		s.app.term.Say("show.next.removed", lang.Args{"ID": l.Short})
	case casefile.StateOf(l, file) != cases.Prepared:
		if f := file(); f != nil {
			if d, err := caseDeadline(s.app, f.Clock); err == nil { // the calendar was read before
				sayNextStep(s.app, f, d.Urgency)
			}
		}
	case l.Status != drafts.StatusUnknown:
		s.app.term.Say("show.next."+strings.ReplaceAll(string(l.Status), "-", "_"), view.NextArgs(s.app.view, l))
	}
}

// openedFolder returns the folder of the messages that were opened with mail programs. They stay until they are purged.
func openedFolder(a *app) (string, error) {
	folder, err := a.config.MachineDir()
	return filepath.Join(absolutePath(folder), "opened"), err
}

// openMessage opens the message with the mail program of the system. The file stays, because that program may read it late.
func (s *showOptions) openMessage(l store.Letter, doc *document) error {
	data, err := doc.eml()
	if err != nil {
		return err
	}
	folder, err := openedFolder(s.app)
	if err != nil {
		return err
	}
	path := filepath.Join(folder, filepath.Base(l.ID)+".eml") // a database from elsewhere may have any ID
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return view.Fail("error.write", lang.Args{"Path": folder}, err)
	}
	if err := files.Write(path, data, true); err != nil {
		return view.Fail("error.write", lang.Args{"Path": path}, err)
	}
	if err := s.app.term.Machine.Open(path); err != nil {
		return view.Fail("show.not_opened", lang.Args{"Path": path, "Detail": s.app.view.DesktopCause(err)}, err)
	}
	s.opened = path
	s.app.term.Say("show.opened", lang.Args{"Path": path, "ID": l.Short})
	return nil
}
