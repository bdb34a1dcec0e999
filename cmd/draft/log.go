package main

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// logOptions is one run of `draft log`.
type logOptions struct {
	app      *app
	via      string
	said     string
	asked    string
	agent    string
	ticket   string
	promised string
	at       string
	state    string
	undo     bool
}

func newLog(a *app) *cobra.Command {
	l := &logOptions{app: a}
	cmd := &cobra.Command{
		Use:     "log ID",
		GroupID: groupCase,
		Short:   "cmd.log.short",
		Long:    "cmd.log.long",
		Example: logExamples,
		Args:    a.arguments(1, 1),
		PreRunE: emptyFlag,
		RunE:    func(_ *cobra.Command, args []string) error { return l.run(args[0]) },
	}
	f := cmd.Flags()
	f.StringVar(&l.via, "via", "", "flag.log_via")
	f.StringVar(&l.said, "said", "", "flag.log_said")
	f.StringVar(&l.asked, "asked", "", "flag.log_asked")
	f.StringVar(&l.agent, "agent", "", "flag.log_agent")
	f.StringVar(&l.ticket, "ticket", "", "flag.log_ticket")
	f.StringVar(&l.promised, "promised", "", "flag.log_promised")
	f.StringVar(&l.at, "at", "", "flag.log_at")
	f.StringVar(&l.state, "state", "", "flag.log_state")
	f.BoolVar(&l.undo, "undo", false, "flag.log_undo")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitInterrupted)
	return cmd
}

const logExamples = `draft log 0k3f --via app
draft log 0k3f --undo
draft log 0k3f --via phone --said 三个工作日内处理 --agent 1024 --promised 3
draft log 0k3f --via app --asked 请提供UID和商户单号 --promised 3
draft log 0k3f --via app --said 不符合退款条件 --state refused`

func (l *logOptions) run(id string) error {
	e, err := l.entry()
	if err != nil {
		return err
	}
	c, err := l.app.openCase(id)
	if err != nil {
		return err
	}
	if l.undo {
		return l.takeBack(c)
	}
	if err := l.app.notBefore(c, e); err != nil {
		return err
	}
	if e.Via == "" {
		if err := l.ask(&e); err != nil {
			return err
		}
	}
	switch {
	case e.State != "":
	case e.Asked != "":
		e.State = cases.Asked
	case c.State.Over():
	case e.Said != "" || e.Agent != "" || e.Promise != nil:
		e.State = cases.Answered
	default:
		e.State = cases.Submitted
	}
	if e.State == cases.Submitted && c.named.About != "" { // a letter of the case that was pasted
		e.Letter, e.Reminder, e.Supplement = c.named.ID, reminder(c.named), c.named.Kind == cases.KindSupplement
	}
	return l.tell(c, e, "log.done")
}

// tell notes an entry, and tells how the case stands then.
func (l *logOptions) tell(c *caseFile, e cases.Entry, id string) error {
	c, err := l.app.enter(c, e)
	if err != nil {
		return err
	}
	if l.app.term.JSON {
		return l.app.printCase(c)
	}
	args := lang.Args{"ID": c.letter.Short, "At": l.app.view.ShownValue(letter.Fact{Value: entryAt(e)}), "Via": "", "Asked": e.Asked}
	if e.State == cases.Submitted && e.Via != "" {
		args["Via"] = l.app.view.Text("case.via."+string(e.Via), nil)
	}
	l.app.term.Say(id, args)
	return l.app.standing(c)
}

// takeBack takes back what was noted last: the history keeps both.
func (l *logOptions) takeBack(c *caseFile) error {
	if l.via+l.said+l.asked+l.agent+l.ticket+l.promised+l.at+l.state != "" {
		return view.Usage("usage.log_undo", nil, "draft log")
	}
	last, ok := c.Last()
	if !ok {
		return view.Fail("log.nothing", lang.Args{"ID": c.letter.Short}, nil)
	}
	return l.tell(c, cases.Entry{At: last.At, Day: last.Day, Takes: last.Number}, "log.undone")
}

// notBefore refuses what would have happened before the case began.
func (a *app) notBefore(c *caseFile, e cases.Entry) error {
	if begun := c.begun(); !begun.IsZero() && e.At.Before(field.Midnight(begun)) {
		return view.Usage("usage.before_case", lang.Args{
			"At": entryStamp(e), "Begun": begun.In(field.Beijing).Format(time.DateOnly), "ID": c.letter.Short,
		}, "")
	}
	return nil
}

// entry reads the flags.
func (l *logOptions) entry() (cases.Entry, error) {
	e := cases.Entry{
		At: l.app.now().UTC(), Via: l.app.view.ParseVia(l.via), State: cases.State(l.state), Said: strings.TrimSpace(l.said),
		Asked: strings.TrimSpace(l.asked), Agent: strings.TrimSpace(l.agent), Ticket: strings.TrimSpace(l.ticket),
	}
	if l.via != "" && !slices.Contains(cases.Vias(), e.Via) {
		return e, view.Usage("usage.via", lang.Args{"Value": l.via, "Known": joined(cases.Vias())}, "draft log")
	}
	if e.Asked != "" && (e.Said != "" || e.State != "" && e.State != cases.Asked) {
		return e, view.Usage("usage.log_asked", nil, "draft log")
	}
	states := slices.DeleteFunc(cases.States(), func(s cases.State) bool { return s == cases.Prepared })
	if l.state != "" && !slices.Contains(states, e.State) {
		return e, view.Usage("usage.case_state", lang.Args{"Value": l.state, "Known": joined(states)}, "draft log")
	}
	if l.at != "" {
		at, err := l.app.past("--at", l.at)
		if err != nil {
			return e, err
		}
		e.At, e.Day = at.Time.UTC(), at.Day
	}
	if l.promised != "" {
		p, err := l.app.promise(l.promised, e.At)
		if err != nil {
			return e, err
		}
		e.Promise = p
	}
	return e, nil
}

// mostPromised is the longest promise in working days: a year has fewer.
const mostPromised = 250

// promise reads a date, or a number of working days. It is counted from the moment at which it was given.
func (a *app) promise(text string, at time.Time) (*cases.Promise, error) {
	text = strings.TrimSpace(text)
	if n, err := strconv.Atoi(strings.TrimSuffix(text, "个工作日")); err == nil && len(text) < 20 {
		if n < 1 || n > mostPromised {
			return nil, view.Usage("usage.promised_days", lang.Args{"Value": text, "Most": mostPromised}, "draft log")
		}
		return &cases.Promise{Workdays: n}, nil
	}
	spec := field.Spec{Name: "promised", Type: field.Datetime, Precision: field.Day}
	v, err := spec.Parse(text, field.Reading{Now: at.In(field.Beijing)})
	if err != nil {
		return nil, view.Usage("usage.date", lang.Args{
			"Flag": "--promised", "Problem": a.view.Problem(field.AsProblem(err)),
		}, "draft log")
	}
	on := v.(field.TimeValue).Time
	if on.Before(field.Midnight(at.In(field.Beijing))) {
		return nil, view.Usage("usage.promised_before", lang.Args{"Value": text}, "draft log")
	}
	return &cases.Promise{On: on.Format(time.DateOnly)}, nil
}

// promised is a promise as it is typed.
func promised(p cases.Promise) string {
	if p.On != "" {
		return p.On
	}
	return strconv.Itoa(p.Workdays)
}

// past reads a moment that is over.
func (a *app) past(flag, text string) (field.TimeValue, error) {
	spec := field.Spec{Name: "at", Type: field.Datetime, Direction: field.Past}
	v, err := spec.Parse(text, field.Reading{Now: a.now()})
	if err != nil {
		return field.TimeValue{}, view.Usage("usage.date", lang.Args{"Flag": flag, "Problem": a.view.Problem(field.AsProblem(err))}, "")
	}
	at := v.(field.TimeValue)
	if now := a.now().In(field.Beijing); at.Day && at.Time.Equal(field.Midnight(now)) {
		at.Time = now // after what was noted today
	}
	return at, nil
}

func joined[T ~string](list []T) string {
	texts := make([]string, len(list))
	for i, s := range list {
		texts[i] = string(s)
	}
	return strings.Join(texts, ", ")
}

// ask asks what no flag has said: how support was reached, and what they said.
func (l *logOptions) ask(e *cases.Entry) error {
	if !l.app.term.Interactive() || l.app.term.JSON {
		return view.Usage("usage.log_via", lang.Args{"Known": joined(cases.Vias())}, "draft log")
	}
	var options []prompt.Option
	for _, via := range cases.Vias() {
		options = append(options, prompt.Option{Value: string(via), Label: l.app.view.Text("case.via."+string(via), nil)})
	}
	via, err := l.app.term.Prompter().Choose(prompt.Question{
		Message: l.app.view.Text("log.ask_via", nil), Options: options, First: true, NoDefault: true,
	})
	if err != nil {
		return err
	}
	e.Via = cases.Via(via)
	if e.Asked == "" && e.Said == "" {
		said, err := l.app.term.Prompter().Line(prompt.Question{Message: l.app.view.Text("log.ask_said", nil), Help: l.app.view.Text("log.ask_said_help", nil), Optional: true})
		if err != nil {
			return err
		}
		if e.Said = strings.TrimSpace(said); e.Said != "" && e.State == "" {
			waits, err := l.app.term.Prompter().Confirm(prompt.Question{Message: l.app.view.Text("log.ask_waits", nil)})
			if err != nil {
				return err
			}
			if waits {
				e.Asked, e.Said = e.Said, ""
			}
		}
	}
	if e.Said+e.Asked == "" || e.Promise != nil {
		return nil
	}
	text, err := l.app.term.Prompter().Line(prompt.Question{
		Message: l.app.view.Text("log.ask_promised", nil), Help: l.app.view.Text("log.ask_promised_help", nil), Optional: true,
		Check: func(text string) error {
			if strings.TrimSpace(text) == "" {
				return nil
			}
			if _, err := l.app.promise(text, e.At); err != nil {
				return errors.New(strings.Join(l.app.view.Lines(err)[:1], ""))
			}
			return nil
		},
	})
	if err != nil || strings.TrimSpace(text) == "" {
		return err
	}
	e.Promise, err = l.app.promise(text, e.At)
	return err
}
