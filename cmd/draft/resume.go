package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/interview"
	"draft/drafts/store"
	"draft/drafts/writing"
)

// unfinished saves an interview in the store, so that it outlives its process. If it cannot be saved, the interview goes on
// without.
type unfinished struct {
	app     *app
	store   *store.Store     // nil if the interview cannot be saved, or need not be
	row     store.Unfinished // what the store has of it; without an ID before anything is saved
	command string           // continues the interview
	sheet   string           // the file in which the words are being edited; "" if none is
	kept    bool             // what was answered is saved
	failed  bool             // it was said that the interview cannot be saved
}

// find opens the store and returns what earlier runs left at this place, the one saved last first.
func (u *unfinished) find() []store.Unfinished {
	s, err := u.app.store()
	if err == nil {
		u.app.takeIn(s)
		var found []store.Unfinished
		if found, err = s.ListUnfinished(context.Background(), u.row.Place); err == nil {
			u.store = s
			return found
		}
		err = u.app.storeError(err)
	}
	u.app.term.Say("resume.cannot", lang.Args{"Detail": u.cause(err)})
	return nil
}

// cause words an error of the store in one line.
func (u *unfinished) cause(err error) string { return strings.Join(u.app.view.Lines(err), " ") }

// save saves a session. That it cannot be saved is said once, and does not end the interview. A session without answers is not
// worth continuing.
func (u *unfinished) save(session *interview.Session) {
	if u.store == nil {
		return
	}
	_ = writing.CopyEvidence(context.Background(), u.store, session) // a file that cannot be copied is said when the letter is kept
	state := session.State()
	state.Sheet = u.sheet
	u.kept = false
	if state.Blank() {
		_ = u.remove() // what stays there is offered once too often
		return
	}
	err := u.saveState(state)
	u.kept = err == nil
	if err != nil && !u.failed {
		u.failed = true
		u.app.term.Say("resume.not_kept", lang.Args{"Detail": u.cause(u.app.storeError(err))})
	}
}

// saveState saves a state, and says if it became another unfinished letter because somebody else wrote at this one.
func (u *unfinished) saveState(state interview.State) error {
	data, err := state.Encode()
	if err != nil {
		return err
	}
	row := u.row
	row.Kind, row.State = state.Kind, data
	saved, err := u.store.SaveUnfinished(context.Background(), row, u.app.newID)
	if err != nil {
		return err
	}
	if row.ID != "" && saved.ID != row.ID {
		if s, err := u.store.Unfinished(context.Background(), saved.ID); err == nil {
			saved = s
		}
		u.app.term.Say("resume.second", lang.Args{"ID": saved.Short})
	}
	u.row = saved
	return nil
}

// copies returns copies in the store in place of files that flags name, as the saved answers name them.
func (u *unfinished) copies(paths []string) []string {
	copier, copied := u.store.Copier(attach.Disk{}), slices.Clone(paths)
	for i, path := range paths {
		if to, err := copier.Copy(context.Background(), path); err == nil {
			copied[i] = to
		}
	}
	return copied
}

// resumeCommand returns the command that continues the interview; "" if nothing is saved of it.
func (u *unfinished) resumeCommand() string {
	if !u.kept {
		return ""
	}
	return u.command
}

// begin makes the next save another unfinished letter, and says where those that were found stay.
func (u *unfinished) begin(found []store.Unfinished) {
	u.row.ID, u.row.Revision, u.kept = "", 0, false
	if len(found) > 0 {
		u.app.term.Say("resume.aside", lang.Args{"ID": found[0].Short, "More": len(found) - 1})
	}
}

// remove deletes what is saved, unless somebody else has saved it since.
func (u *unfinished) remove() error {
	if u.store == nil || u.row.ID == "" {
		return nil
	}
	err := u.store.RemoveUnfinished(context.Background(), u.row.ID, u.row.Revision)
	if err == nil {
		u.row.ID, u.row.Revision = "", 0
	}
	return err
}

// clear removes the saved interview, because the letter is finished.
func (u *unfinished) clear() {
	if err := u.remove(); err != nil {
		u.app.term.Say("resume.not_cleared", lang.Args{"Detail": u.cause(u.app.storeError(err))})
	}
	u.kept = false
}

// save saves the session as it is now.
func (i *interviewer) save() { i.saved.save(i.session) }

// The answers to the question whether to continue an unfinished letter.
const (
	resumeOn    = "on"
	resumeOther = "other"
	resumeAnew  = "anew"
)

// resume offers to continue what earlier runs left at this place, the one saved last first. If fresh is set, a new letter
// begins without a question.
func (i *interviewer) resume(fresh bool) error {
	found := i.saved.find()
	if fresh {
		i.saved.begin(found)
		return nil
	}
	empty := i.session
	for n, row := range found {
		state, ok := i.restore(empty, row)
		if !ok {
			i.app.term.Say("resume.broken", lang.Args{"ID": row.Short})
			continue
		}
		choice, err := i.offer(row, state, len(found)-n-1)
		switch {
		case err != nil && !isBack(err):
			return err
		case choice == resumeOther:
			continue
		case choice == resumeAnew:
			i.session = empty
			i.saved.begin(found)
			return nil
		}
		i.saved.sheet = state.Sheet
		i.sources.Attach = i.saved.copies(i.sources.Attach)
		return i.fill()
	}
	i.session = empty
	i.saved.begin(nil)
	return nil
}

// restored is an unfinished letter as it was saved, with the answers whose questions are not asked any more.
type restored struct {
	interview.State
	lost []drafts.Answer
}

// restore makes an unfinished letter the session, if it can be read and its kind is still there.
func (i *interviewer) restore(empty *interview.Session, row store.Unfinished) (restored, bool) {
	state, err := interview.ReadState(row.State)
	if err != nil {
		return restored{}, false
	}
	session, lost := empty.Restore(state, i.app.config.LoadKind)
	if session == nil {
		return restored{}, false
	}
	i.session, i.saved.kept = session, true
	i.saved.row.ID, i.saved.row.Revision = row.ID, row.Revision
	return restored{state, lost}, true
}

// offer shows the restored session and asks whether to continue it. more is how many others there are to show.
func (i *interviewer) offer(row store.Unfinished, state restored, more int) (string, error) {
	i.app.term.Say("resume.found", lang.Args{
		"Title": i.app.view.Label(i.form().Template().Title), "At": i.app.view.Moment(row.Changed),
		"Count": len(i.form().Values()), "Open": len(i.form().Open()), "More": more,
	})
	i.sayAnswers()
	for _, left := range i.session.Left() {
		i.app.term.Say("resume.typed", lang.Args{"Label": i.app.view.Label(left.Field.Label), "Text": left.Text})
	}
	if state.Sheet != "" && files.Taken(state.Sheet) {
		i.app.term.Say("words.found", lang.Args{"Path": state.Sheet})
	}
	for _, a := range state.lost {
		i.app.term.Say("resume.lost", lang.Args{"Label": a.Name, "Text": a.Text})
	}
	options := []prompt.Option{{Value: resumeOn, Label: i.app.view.Text("resume.on", nil), Also: prompt.Words(prompt.Yes)}}
	if more > 0 {
		options = append(options, prompt.Option{Value: resumeOther, Label: i.app.view.Text("resume.other", nil)})
	}
	options = append(options, prompt.Option{Value: resumeAnew, Label: i.app.view.Text("resume.anew", nil), Also: prompt.Words(prompt.No)})
	return i.app.term.Prompter().Choose(prompt.Question{
		Message: i.app.view.Text("resume.question", nil), Options: options, First: true,
	})
}

// unfinished returns how this interview is saved. Each kind, case, template file and answers file has a place of its own, so
// that a run never offers to continue another letter; so has the edit of each kept letter.
func (r *writeRun) unfinished() unfinished {
	about := r.options.about.ID
	place := writing.Place(r.interview.form().Template().Kind, about)
	for _, path := range []string{r.options.template, r.options.answers} {
		if path != "" {
			place += "-" + attach.Digest([]byte(absolutePath(path)))[:8]
		}
	}
	if r.kept.editing != "" {
		place, about = writing.EditPlace(r.kept.id), r.kept.id
	}
	return unfinished{
		app: r.app, command: r.command(func(path string) string { return path }),
		row: store.Unfinished{Place: place, About: about, Command: r.command(absolutePath)},
	}
}

// command returns the command that continues this interview. name returns what a file is called in it.
func (r *writeRun) command(name func(path string) string) string {
	if r.kept.editing != "" {
		return "draft edit " + r.kept.editing
	}
	t := r.interview.form().Template()
	command := view.WriteCommand(t.Kind, t.About)
	if r.options.about.ID != "" {
		command = view.AboutCommand(t.Kind, r.options.about.ID)
	}
	if r.options.template != "" {
		command = "draft new --template " + view.Quote(name(r.options.template))
	}
	if r.options.answers != "" {
		command += " --answers " + view.Quote(name(r.options.answers))
	}
	return command
}

func absolutePath(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		return absolute
	}
	return path
}
