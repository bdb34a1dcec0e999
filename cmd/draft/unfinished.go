package main

import (
	"context"
	"slices"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/store"
)

// unfinishedTitle returns the title of the kind of an unfinished letter; of one whose template is gone, its name.
func (a *app) unfinishedTitle(u store.Unfinished) string {
	t, err := a.config.LoadKind(u.Kind)
	if err != nil {
		return u.Kind
	}
	return a.view.Label(t.Title)
}

// unfinished returns the unfinished letters that pass the filter, the newest first.
func (l *listOptions) unfinished(s *store.Store, f store.Filter) ([]store.Unfinished, error) {
	if f.Removed || len(l.statuses) > 0 && !l.wanted.unfinished {
		return nil, nil
	}
	all, err := s.ListUnfinished(context.Background(), "")
	if err != nil {
		return nil, l.app.storeError(err)
	}
	all = slices.DeleteFunc(all, func(u store.Unfinished) bool {
		return f.Kind != "" && f.Kind != u.Kind || u.Created.Before(f.Since) || !f.Until.IsZero() && !u.Created.Before(f.Until) ||
			!l.app.says(u, f.Words)
	})
	slices.SortStableFunc(all, func(a, b store.Unfinished) int { return b.Created.Compare(a.Created) })
	return all, nil
}

// newest returns as many letters of both lists as --limit says. Both begin with the newest.
func (l *listOptions) newest(letters []store.Letter, rows []store.Unfinished) ([]store.Letter, []store.Unfinished) {
	for l.limit > 0 && len(letters)+len(rows) > l.limit {
		last := len(letters) - 1
		if len(rows) == 0 || last >= 0 && letters[last].Created.Before(rows[len(rows)-1].Created) {
			letters = letters[:last]
		} else {
			rows = rows[:len(rows)-1]
		}
	}
	return letters, rows
}

// says reports whether all words are in the ID, the title or the answers of an unfinished letter.
func (a *app) says(u store.Unfinished, words []string) bool {
	text := u.ID + "\n" + a.unfinishedTitle(u)
	if state, err := interview.ReadState(u.State); err == nil {
		for _, f := range state.Forms {
			for _, answer := range slices.Concat(f.Answers, f.Pending) {
				text += "\n" + answer.Text
			}
		}
	}
	text = strings.ToLower(text)
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, strings.ToLower(word)) })
}

// unfinishedRows shows unfinished letters in the list.
func (a *app) unfinishedRows(all []store.Unfinished) []view.LetterRow {
	rows := make([]view.LetterRow, len(all))
	for i, u := range all {
		rows[i] = view.LetterRow{ID: u.Short, Kind: a.unfinishedTitle(u), Status: a.view.Text("status.unfinished", nil), Created: u.Created}
	}
	return rows
}

// sayGoOn names the commands that continue unfinished letters.
func (a *app) sayGoOn(all []store.Unfinished) {
	var commands []string
	for _, u := range all {
		if u.Command != "" && !slices.Contains(commands, u.Command) {
			commands = append(commands, u.Command)
		}
	}
	if len(all) > 0 {
		a.term.Say("list.unfinished", lang.Args{"Commands": strings.Join(commands, a.view.Text("list.separator", nil))})
	}
}

// unfinished shows what is answered so far. There is no letter yet that could be saved, copied or opened.
func (s *showOptions) unfinished(u store.Unfinished, t target) error {
	if t != (target{}) || s.output.copy || s.output.qr != "" || s.open || s.fitted {
		return s.app.storeError(&store.UnfinishedError{Unfinished: u})
	}
	state, err := interview.ReadState(u.State)
	if err != nil {
		return view.Fail("store.content", lang.Args{"ID": u.Short}, err)
	}
	if s.app.term.JSON {
		return s.app.term.PrintJSON(view.UnfinishedObjectOf(u, state))
	}
	text := s.app.view.Text("show.head", lang.Args{"ID": field.OneLine(u.ID), "Title": field.OneLine(s.app.unfinishedTitle(u))}) + "\n" +
		s.app.view.Text("show.unfinished", lang.Args{"At": view.Minute(u.Changed)}) + "\n\n"
	if err := s.app.term.Page(text + s.answers(state)); err != nil {
		return err
	}
	s.app.term.Say("show.go_on", lang.Args{"ID": u.Short, "Command": u.Command})
	return nil
}

// answers shows the answers of a state, with the labels of the questions if its kind can be read.
func (s *showOptions) answers(state interview.State) string {
	last := state.Forms[len(state.Forms)-1]
	lines := s.labelled(state)
	if lines == nil {
		for _, a := range slices.Concat(last.Answers, last.Pending) {
			files := strings.Split(a.Text, "\n") // perhaps
			for i, path := range files {
				files[i] = field.ShownPath(path)
			}
			lines = append(lines, "  "+field.OneLine(a.Name+"  "+strings.Join(files, "\n")))
		}
	}
	text := strings.Join(lines, "\n") + "\n"
	if !s.masked {
		return text
	}
	name := ""
	if i := slices.IndexFunc(last.Answers, func(a drafts.Answer) bool { return a.Name == "name" }); i >= 0 {
		name = last.Answers[i].Text
	}
	return view.MaskName(name)(text)
}

// labelled returns a table of the answers and what is half typed; nil if the kind cannot be read.
func (s *showOptions) labelled(state interview.State) []string {
	t, err := s.app.config.LoadKind(state.Forms[0].Kind)
	if err != nil {
		return nil
	}
	session, _ := interview.New(t, (&writeOptions{app: s.app}).sessionOptions()).Restore(state, s.app.config.LoadKind)
	if session == nil {
		return nil
	}
	lines, _ := view.AnswerLines(s.app.view, session.Form(), nil, s.app.term.OutWidth())
	for _, left := range session.Left() {
		lines = append(lines, s.app.view.Text("resume.typed", lang.Args{"Label": s.app.view.Label(left.Field.Label), "Text": left.Text}))
	}
	return lines
}

// sayUnfinished names an unfinished letter that a question is about, in one row.
func (a *app) sayUnfinished(u store.Unfinished) {
	a.sayRow(lang.Args{"ID": u.Short, "Status": a.view.Text("status.unfinished", nil), "Subject": a.unfinishedTitle(u)})
}

// removeUnfinished deletes unfinished letters for good.
func (r *removeOptions) removeUnfinished(s *store.Store, rows []store.Unfinished) error {
	for _, u := range rows {
		if err := s.RemoveUnfinished(context.Background(), u.ID, 0); err != nil {
			return r.app.storeError(err)
		}
		r.app.term.Say("remove.done_unfinished", lang.Args{"ID": u.Short, "Subject": r.app.unfinishedTitle(u)})
	}
	return nil
}
