package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"draft/cmd/draft/internal/autosave"
	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// writeOptions is one run of `draft refund` and its like: the flags, and what becomes of them step by step.
type writeOptions struct {
	app      *app
	output   outputOptions
	answers  string
	set      []string
	attach   []string
	to       []string
	from     string
	dryRun   bool
	template string
	fresh    bool
	keepMeta bool
	noKeep   bool

	id       string // of the letter: it stays the same however often the letter is written
	called   string // the short ID of the kept letter
	revision int64  // that this run knows of its kept letter
	about    string // ID of the case that the letter is about; "" where it begins one
	logged   string // ID of the letter that is noted as submitted; "" if none is
	editing  string // the short ID of the kept letter that is changed; "" where a new one is written
	form     *drafts.Form
	// prefilled are answers that the case gives, and needless the questions to which it has none, although nothing else can.
	prefilled []answers.Answer
	needless  []string
	session   interview
	slot      *autosave.Slot // where the interview is kept; nil where it cannot be, or need not
	unkept    bool           // that it cannot be kept was said
	edits     *drafts.Words  // the words as edited by hand
	sheet     string         // the file in which they are being edited; "" where none is
	profile   config.Profile
	handed    bool          // the letter is somewhere: on disk, on the clipboard, printed
	relative  []view.Note   // how dates of the file were read
	filePaths []string      // the files that the answers file names
	filesAt   answers.Place // and where
	envelope  envelope
}

// newWrite makes the command of a built-in letter kind.
func newWrite(a *app, kind string) *cobra.Command {
	w := &writeOptions{app: a, output: outputOptions{app: a}}
	cmd := &cobra.Command{
		Use:     kind,
		GroupID: groupWrite,
		Short:   "cmd." + kind + ".short",
		Long:    "cmd." + kind + ".long",
		Example: strings.ReplaceAll(writeExamples, "KIND", kind),
		Args:    a.arguments(0, 0),
		PreRunE: emptyFlag,
		RunE:    func(*cobra.Command, []string) error { return w.run(kind) },
	}
	w.flags(cmd)
	return cmd
}

// newNew makes `draft new KIND`, for every kind there is.
func newNew(a *app) *cobra.Command {
	w := &writeOptions{app: a, output: outputOptions{app: a}}
	cmd := &cobra.Command{
		Use:     "new KIND",
		GroupID: groupWrite,
		Short:   "cmd.new.short",
		Long:    "cmd.new.long",
		Example: strings.ReplaceAll(writeExamples, "KIND", "new warranty") + "\ndraft new --template warranty.tmpl",
		Args:    a.arguments(0, 1),
		PreRunE: emptyFlag,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 1:
				return w.run(args[0])
			case w.template != "":
				return w.run("")
			}
			return a.arguments(1, 1)(cmd, args)
		},
		ValidArgsFunction: a.completeNew,
	}
	w.flags(cmd)
	return cmd
}

const writeExamples = `draft KIND
draft KIND --answers answers.yaml -o letter.eml
draft KIND --answers answers.yaml --format feedback --chars 200
draft KIND --set douyin_id=dy_example88 --dry-run`

// emptyFlag refuses a flag whose value is empty: it is a variable of the shell that is not set, and to go on without it
// would lose what was meant.
func emptyFlag(cmd *cobra.Command, _ []string) error {
	var err error
	cmd.Flags().Visit(func(f *pflag.Flag) {
		empty := f.Value.String() == ""
		if list, ok := f.Value.(pflag.SliceValue); ok {
			empty = slices.Contains(list.GetSlice(), "")
		}
		if empty {
			err = view.Usage("usage.flag_value", lang.Args{"Value": "--" + f.Name}, cmd.CommandPath())
		}
	})
	return err
}

func (w *writeOptions) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&w.answers, "answers", "", "flag.answers")
	f.StringArrayVar(&w.set, "set", nil, "flag.set")
	f.StringArrayVar(&w.attach, "attach", nil, "flag.attach")
	f.StringArrayVar(&w.to, "to", nil, "flag.to")
	f.StringVar(&w.from, "from", "", "flag.from")
	w.output.flags(f)
	f.BoolVar(&w.keepMeta, "keep-metadata", false, "flag.keep_metadata")
	f.BoolVar(&w.fresh, "fresh", false, "flag.fresh")
	f.BoolVar(&w.dryRun, "dry-run", false, "flag.dry_run")
	f.BoolVar(&w.noKeep, "no-keep", false, "flag.no_keep")
	f.StringVar(&w.template, "template", "", "flag.template")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitAnswers, view.ExitInterrupted)
}

// defaultChars is how long the app text may be unless --chars says otherwise. Nobody publishes the app's limit; 200
// is usual on such forms.
const defaultChars = 200

func (w *writeOptions) run(kind string) error {
	target, err := w.output.target()
	if err != nil {
		return err
	}
	t, err := w.load(kind)
	if err != nil {
		return err
	}
	w.form = drafts.NewForm(t, field.Reading{Now: w.app.now()})
	if err := w.fill(); err != nil {
		return err
	}
	w.useProfile()
	if w.unanswered() {
		if err := w.resume(); err != nil {
			return err
		}
		defer w.release()
	}
	for {
		if err = w.write(target); !errors.Is(err, prompt.ErrBack) {
			return err
		}
	}
}

// write asks what is missing, and writes the letter. prompt.ErrBack says that an answer was taken back.
func (w *writeOptions) write(t target) error {
	if err := w.complete(); err != nil {
		return err
	}
	if w.session.asked && !w.app.term.JSON {
		if err := w.review(); err != nil {
			return err
		}
	}
	doc, err := w.compose()
	if err != nil {
		return err
	}
	if err := w.ownWords(doc); err != nil {
		return err
	}
	return w.deliver(doc, t)
}

// unanswered tells whether a person is to be asked something.
func (w *writeOptions) unanswered() bool {
	if _, _, other := w.form.Switch(); other {
		return w.app.term.Interactive()
	}
	return w.app.term.Interactive() && len(w.open()) > 0 && (w.answers == "" || len(w.form.Missing()) > 0)
}

// load reads the letter kind.
func (w *writeOptions) load(kind string) (*letter.Template, error) {
	if w.about != "" {
		return w.app.config.LoadAny(w.template, kind)
	}
	return w.app.config.LoadStandalone(w.template, kind)
}

// fill takes the answers that flags and files give; the flags override the file.
func (w *writeOptions) fill() error {
	var faults answers.Faults
	sets := [][]answers.Answer{w.prefilled}
	if w.answers != "" {
		given, err := w.readAnswers()
		if err != nil {
			return err
		}
		sets = append(sets, given)
	}
	given, err := w.readSet()
	if err != nil {
		return err
	}
	sets = append(sets, given)
	for _, set := range sets {
		set, bad := w.takeEnvelope(set)
		faults = append(faults, bad...)
		faults = append(faults, w.form.Fill(set)...)
	}
	faults = append(faults, w.takeFlags()...)
	for _, name := range w.needless {
		if q, ok := w.form.Question(name); ok && w.form.Values()[name] == nil {
			w.form.Skip(q)
		}
	}
	if len(faults) > 0 {
		return &view.AnswersError{Template: w.form.Template(), Faults: faults}
	}
	return nil
}

// complete asks for what is missing, or says that it is.
func (w *writeOptions) complete() error {
	for {
		if b, q, ok := w.form.Switch(); ok {
			if !w.app.term.Interactive() {
				return &view.AnswersError{Template: w.form.Template(), Becomes: &b, Field: q}
			}
			if err := w.become(b); err != nil {
				return err
			}
		}
		if w.session.asked {
			w.reopen()
		}
		missing := w.form.Missing()
		switch {
		case len(missing) > 0 && !w.app.term.Interactive():
			return &view.AnswersError{Template: w.form.Template(), Missing: missing}
		case !w.unanswered():
			return w.check()
		}
		if err := w.askOpen(); err != nil {
			return err
		}
	}
}

// become goes on with another letter kind and the answers that both share, and shows which those are.
func (w *writeOptions) become(b letter.KindSwitch) error {
	t, err := w.app.config.LoadStandalone("", b.Kind)
	if err != nil {
		return err
	}
	w.session.before = append(w.session.before, chapter{form: w.form, behind: w.session.behind})
	w.form, w.session.behind, w.session.asked = w.form.Carry(b, t), nil, false
	w.app.term.Say("write.becomes", lang.Args{"Title": w.app.view.Label(t.Title)})
	for _, f := range t.Sheet(w.form.Values(), w.app.now()).Facts() {
		w.app.term.Say("write.carried", lang.Args{"Label": w.app.view.Label(f.Field.Label), "Value": w.app.view.ShownValue(f)})
	}
	return nil
}

// check lets the template's own checks speak: a stop ends the run, the rest is said and goes on.
func (w *writeOptions) check() error {
	var stops []letter.Check
	for _, c := range w.form.Findings() {
		if c.Level == letter.Stop {
			stops = append(stops, c)
		}
	}
	if len(stops) > 0 {
		return &view.AnswersError{Template: w.form.Template(), Stops: stops}
	}
	for _, n := range w.notes() {
		if n.Code == view.CodeUnused && w.session.asked {
			continue // said when another answer made it so
		}
		w.note(n)
	}
	return nil
}
