package main

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/casefile"
	"draft/drafts/cases"
	"draft/drafts/interview"
	"draft/drafts/store"
	"draft/templates"
)

// home is `draft` alone: what is unfinished, how each case stands with its next step, and a choice that does it.
type home struct {
	app     *app
	root    *cobra.Command
	rows    []homeRow // unfinished letters, then cases
	matters int       // of rows
	more    int       // cases that are not in rows
}

// homeRow is a line of the home screen and the command that a choice of it runs.
type homeRow struct {
	view.Choosable
	args []string // of the command
	// submit is the letter to submit, if that is the next step. It is asked first whether that was done; then another command runs.
	submit *store.Letter
}

// The most unfinished letters and cases on the home screen.
const (
	homeUnfinished = 3
	homeMatters    = 8
)

func (a *app) home(cmd *cobra.Command) error {
	if a.term.JSON {
		return (&dueOptions{app: a, limit: shownDue}).run(cmd.Context())
	}
	h := &home{app: a, root: cmd.Root()}
	a.onlyReads = true
	err := h.read(cmd.Context())
	if a.term.OutWidth() == 0 || !a.asks() {
		return errors.Join(a.term.Product(h.text()), err)
	}
	if err != nil {
		a.term.Complain(err) // a letter can be written all the same
	}
	return h.ask(cmd.Context())
}

// read reads the unfinished letters and the cases.
func (h *home) read(ctx context.Context) error {
	s, err := h.app.store()
	if err != nil {
		return err
	}
	h.app.takeIn(s)
	rows, err := s.ListUnfinished(ctx, "")
	if err != nil {
		return h.app.storeError(err)
	}
	for _, u := range rows[:min(len(rows), homeUnfinished)] {
		h.rows = append(h.rows, homeRow{Choosable: h.app.unfinishedChoice(u), args: unfinishedCommand(u)})
	}
	matters, count, err := h.app.matters(ctx, homeMatters)
	if err != nil {
		return err
	}
	h.matters, h.more = len(matters), count-len(matters)
	title := titles(h.app)
	for _, m := range matters {
		row := homeRow{Choosable: h.app.view.Matter(m, title, h.app.now(), !h.app.term.Plain()), args: matterCommand(m)}
		if m.Step == cases.StepSubmit && m.Subject.Status == drafts.StatusDraft {
			row.submit = &m.Subject
		}
		h.rows = append(h.rows, row)
	}
	return nil
}

// matterCommand returns the arguments of the command that does the next step of a case.
func matterCommand(m casefile.Matter) []string {
	switch m.Step {
	case cases.StepSubmit:
		switch m.Subject.Status {
		case drafts.StatusDraft:
			return []string{"log", m.Subject.Short}
		case drafts.StatusQueued, drafts.StatusFailedTemp:
			return []string{"send", m.Subject.Short}
		}
		return []string{"show", m.Subject.Short} // it says what to do
	case cases.StepSupply:
		return []string{"supplement", m.Letter.Short}
	case cases.StepRemind:
		return []string{"followup", m.Letter.Short}
	case cases.StepEscalate:
		return []string{"escalate", m.Letter.Short}
	case cases.StepAnswer:
		return []string{"settle", m.Letter.Short}
	case casefile.StepShortfall:
		return []string{"settle", m.Letter.Short, "--shortfall"}
	}
	return []string{"log", m.Letter.Short}
}

// unfinishedCommand returns the arguments of the command that continues an unfinished letter. Where it needs a file, it is shown,
// because that says the command.
func unfinishedCommand(u store.Unfinished) []string {
	args := strings.Fields(u.Command)
	if len(args) < 2 || strings.Contains(u.Command, " --") {
		return []string{"show", u.Short}
	}
	return args[1:]
}

// unfinishedChoice returns an unfinished letter to choose.
func (a *app) unfinishedChoice(u store.Unfinished) view.Choosable {
	count := 0
	if state, err := interview.ReadState(u.State); err == nil && len(state.Forms) > 0 {
		count = len(state.Forms[len(state.Forms)-1].Answers)
	}
	return view.Choosable{
		Label:    a.view.Text("home.unfinished", lang.Args{"Title": a.unfinishedTitle(u)}),
		Standing: a.view.Text("home.unfinished_at", lang.Args{"Count": count, "At": a.view.Moment(u.Changed)}),
	}
}

// text returns the home screen for who cannot be asked.
func (h *home) text() string {
	if len(h.rows) == 0 {
		return view.Wrap(h.app.view.Text("cmd.root.brief", lang.Args{"Server": h.app.config.ServerName()})+"\n", h.app.term.OutWidth())
	}
	var b strings.Builder
	for _, r := range h.rows {
		b.WriteString(view.Wrap(r.Line(h.app.view), h.app.term.OutWidth()) + "\n      draft " + strings.Join(r.args, " ") + "\n")
	}
	if h.more > 0 {
		b.WriteString(h.app.view.Text("home.more", lang.Args{"Count": h.more}) + "\n")
	}
	b.WriteString("\n" + view.Wrap(h.app.view.Text("home.commands", nil), h.app.term.OutWidth()) + "\n")
	return b.String()
}

// ask asks what to do, and does it.
func (h *home) ask(ctx context.Context) error {
	if len(h.rows) == 0 {
		h.app.term.Say("home.welcome", lang.Args{"Server": h.app.config.ServerName()})
	}
	rows := slices.Concat(h.rows, h.others())
	var options []prompt.Option
	for i, r := range rows {
		options = append(options, prompt.Option{Value: strconv.Itoa(i), Label: r.Label, Description: r.Standing, Color: string(r.Color)})
	}
	value, err := h.app.term.Prompter().Choose(prompt.Question{
		Message: h.app.view.Text("home.question", nil), Options: options, First: true, Whole: true, NoDefault: len(h.rows) == 0,
	})
	if err != nil {
		return err
	}
	i, err := strconv.Atoi(value)
	if err != nil || rows[i].args == nil {
		return err
	}
	if rows[i].submit != nil {
		return h.submit(ctx, *rows[i].submit)
	}
	return h.run(ctx, rows[i].args...)
}

// others returns what can be done beside the rows: something that happened is noted, a letter is written, all are listed.
func (h *home) others() []homeRow {
	row := func(name string, args ...string) homeRow {
		return homeRow{Choosable: view.Choosable{Label: h.app.view.Text("home.do."+name, nil), Standing: h.app.view.Text("home.about."+name, nil)}, args: args}
	}
	var rows []homeRow
	if h.matters > 0 {
		rows = append(rows, row("log", "log"), row("settle", "settle"))
	}
	for _, kind := range templates.Builtin() {
		rows = append(rows, row(kind, kind))
	}
	origins, _ := templates.List(h.app.config.TemplateFolder()) // a folder that cannot be read has no kinds
	for _, o := range origins {
		if o.Path == "" {
			continue
		}
		if t, err := h.app.config.LoadStandalone("", o.Kind); err == nil && !slices.Contains(templates.Builtin(), o.Kind) {
			rows = append(rows, homeRow{Choosable: view.Choosable{Label: h.app.view.Label(t.Title)}, args: []string{"new", o.Kind}})
		}
	}
	if len(h.rows) == 0 {
		rows = append(rows, row("guide", "guide"))
	} else {
		all := row("list", "list")
		if h.more > 0 {
			all.Standing = h.app.view.Text("home.unlisted", lang.Args{"Count": h.more})
		}
		rows = append(rows, all)
	}
	return append(rows, homeRow{Choosable: view.Choosable{Label: h.app.view.Text("home.do.quit", nil)}})
}

// submit asks whether a letter was handed in: if so it is noted, else its menu has the ways to do it.
func (h *home) submit(ctx context.Context, l store.Letter) error {
	const pasted, elsewhere, not = "pasted", "elsewhere", "not"
	var options []prompt.Option
	for _, value := range []string{pasted, elsewhere, not} {
		options = append(options, prompt.Option{Value: value, Label: h.app.view.Text("home.submit."+value, nil)})
	}
	value, err := h.app.term.Prompter().Choose(prompt.Question{
		Message: h.app.view.Text("home.submit", nil), Options: options, First: true, NoDefault: true,
	})
	switch {
	case err != nil:
		return err
	case value == pasted:
		return h.run(ctx, "log", l.Short, "--via", string(cases.App))
	case value == elsewhere:
		return h.run(ctx, "log", l.Short)
	}
	return h.run(ctx, "edit", l.Short)
}

// run runs a command as if it had been typed.
func (h *home) run(ctx context.Context, args ...string) error {
	h.app.onlyReads = false
	h.root.SetArgs(args)
	return h.root.ExecuteContext(ctx)
}
