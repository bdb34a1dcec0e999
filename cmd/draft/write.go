package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"draft/cmd/draft/internal/autosave"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

// writing is one run of `draft refund` and its like: the flags, and what becomes of them step by step.
type writing struct {
	handing
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
	interview
	slot      *autosave.Slot  // where the interview is kept; nil where it cannot be, or need not
	unkept    bool            // that it cannot be kept was said
	edits     *autosave.Words // the words as edited by hand
	sheet     string          // the file in which they are being edited; "" where none is
	profile   profile
	handed    bool          // the letter is somewhere: on disk, on the clipboard, printed
	relative  []note        // how dates of the file were read
	filePaths []string      // the files that the answers file names
	filesAt   answers.Place // and where
	envelope  envelope
}

// newWrite makes the command of a built-in letter kind.
func newWrite(a *app, kind string) *cobra.Command {
	w := &writing{handing: handing{app: a}}
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
	w := &writing{handing: handing{app: a}}
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
			err = &usageError{id: "usage.flag_value", args: lang.Args{"Value": "--" + f.Name}, command: cmd.CommandPath()}
		}
	})
	return err
}

func (w *writing) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&w.answers, "answers", "", "flag.answers")
	f.StringArrayVar(&w.set, "set", nil, "flag.set")
	f.StringArrayVar(&w.attach, "attach", nil, "flag.attach")
	f.StringArrayVar(&w.to, "to", nil, "flag.to")
	f.StringVar(&w.from, "from", "", "flag.from")
	w.handing.flags(f)
	f.BoolVar(&w.keepMeta, "keep-metadata", false, "flag.keep_metadata")
	f.BoolVar(&w.fresh, "fresh", false, "flag.fresh")
	f.BoolVar(&w.dryRun, "dry-run", false, "flag.dry_run")
	f.BoolVar(&w.noKeep, "no-keep", false, "flag.no_keep")
	f.StringVar(&w.template, "template", "", "flag.template")
	annotate(cmd, exitDone, exitFailed, exitUsage, exitAnswers, exitInterrupted)
}

// defaultChars is how long the app text may be unless --chars says otherwise. Nobody publishes the app's limit; 200
// is usual on such forms.
const defaultChars = 200

func (w *writing) run(kind string) error {
	target, err := w.target()
	if err != nil {
		return err
	}
	t, err := w.load(kind)
	if err != nil {
		return err
	}
	w.form = drafts.NewForm(t, field.Reading{Now: w.now()})
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
func (w *writing) write(t target) error {
	if err := w.complete(); err != nil {
		return err
	}
	if w.asked && !w.json {
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
func (w *writing) unanswered() bool {
	if _, _, other := w.form.Switch(); other {
		return w.interactive()
	}
	return w.interactive() && len(w.open()) > 0 && (w.answers == "" || len(w.form.Missing()) > 0)
}

// load reads the letter kind.
func (w *writing) load(kind string) (*letter.Template, error) {
	if w.about != "" {
		return w.loadKindOrFile(w.template, kind)
	}
	return w.loadTemplate(w.template, kind)
}

// loadTemplate reads a letter kind that is written from nothing, from a file, or by its name where file is "".
func (a *app) loadTemplate(file, kind string) (*letter.Template, error) {
	t, err := a.loadKindOrFile(file, kind)
	if err == nil {
		err = fromNothing(t)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// loadKindOrFile reads any letter kind, from a file, or by its name where file is "".
func (a *app) loadKindOrFile(file, kind string) (*letter.Template, error) {
	if file == "" {
		return a.loadKind(kind)
	}
	t, err := templates.LoadFile(file)
	if err != nil {
		return nil, a.templateError(file, err)
	}
	if kind != "" && t.Kind != kind {
		return nil, &usageError{id: "usage.template_kind", args: lang.Args{"Path": file, "Value": t.Kind, "Want": kind}}
	}
	return t, nil
}

// loadKind reads the letter kind of a name, a file of one's own before the built-in one; each once in a run, for to read
// one takes longer than to write its letter.
func (a *app) loadKind(kind string) (*letter.Template, error) {
	if t := a.kinds[kind]; t != nil {
		return t, nil
	}
	t, origin, err := templates.Load(kind, a.templateFolder())
	if err != nil {
		return nil, a.kindError(kind, origin, err)
	}
	if a.kinds == nil {
		a.kinds = map[string]*letter.Template{}
	}
	a.kinds[kind] = t
	return t, nil
}

// fill takes the answers that flags and files give; the flags override the file.
func (w *writing) fill() error {
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
		return &answersError{template: w.form.Template(), faults: faults}
	}
	return nil
}

// complete asks for what is missing, or says that it is.
func (w *writing) complete() error {
	for {
		if b, q, ok := w.form.Switch(); ok {
			if !w.interactive() {
				return &answersError{template: w.form.Template(), becomes: &b, field: q}
			}
			if err := w.become(b); err != nil {
				return err
			}
		}
		if w.asked {
			w.reopen()
		}
		missing := w.form.Missing()
		switch {
		case len(missing) > 0 && !w.interactive():
			return &answersError{template: w.form.Template(), missing: missing}
		case !w.unanswered():
			return w.check()
		}
		if err := w.askOpen(); err != nil {
			return err
		}
	}
}

// become goes on with another letter kind and the answers that both share, and shows which those are.
func (w *writing) become(b letter.KindSwitch) error {
	t, err := w.loadTemplate("", b.Kind)
	if err != nil {
		return err
	}
	w.before = append(w.before, chapter{form: w.form, behind: w.behind})
	w.form, w.behind, w.asked = w.form.Carry(b, t), nil, false
	w.say("write.becomes", lang.Args{"Title": w.label(t.Title)})
	for _, f := range t.Sheet(w.form.Values(), w.now()).Facts() {
		w.say("write.carried", lang.Args{"Label": w.label(f.Field.Label), "Value": w.shownValue(f)})
	}
	return nil
}

// check lets the template's own checks speak: a stop ends the run, the rest is said and goes on.
func (w *writing) check() error {
	var stops []letter.Check
	for _, c := range w.form.Findings() {
		if c.Level == letter.Stop {
			stops = append(stops, c)
		}
	}
	if len(stops) > 0 {
		return &answersError{template: w.form.Template(), stops: stops}
	}
	for _, n := range w.notes() {
		if n.code == codeUnused && w.asked {
			continue // said when another answer made it so
		}
		w.note(n)
	}
	return nil
}

// label is a text in both languages, in the user's.
func (a *app) label(l field.Label) string {
	if a.words.Language() == lang.English && l.EN != "" {
		return l.EN
	}
	return l.ZH
}
