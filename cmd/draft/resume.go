package main

import (
	"path/filepath"
	"strings"

	"draft/cmd/draft/internal/autosave"
	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/attach"
	"draft/drafts/interview"
)

// unfinished saves an interview, so that it outlives its process. If it cannot be saved, the interview goes on without.
type unfinished struct {
	app     *app
	slot    *autosave.Slot // nil if there is no place, or the interview need not be saved
	command string         // goes on with the interview
	sheet   string         // the file in which the words are being edited; "" if none is
	kept    bool           // what was answered is in the place
	failed  bool           // it was said that the interview cannot be saved
}

// claim takes the place of a name for this process, and returns what an earlier run left there; nil if it left nothing.
func (u *unfinished) claim(name string) *interview.State {
	folder, err := u.app.config.StateDir()
	if err == nil {
		u.slot, err = autosave.Claim(folder, name)
	}
	if err != nil {
		u.app.term.Say("resume.cannot", lang.Args{"Detail": u.app.view.Cause(err)})
		return nil
	}
	if aside := u.slot.Aside(); aside != "" {
		u.app.term.Say("resume.broken", lang.Args{"Path": aside})
	}
	state, ok := u.slot.Found()
	if !ok {
		return nil
	}
	return &state
}

// save writes a session to the place. That it cannot be written is said once, and does not end the interview. A session
// without answers is not worth going on with.
func (u *unfinished) save(session *interview.Session) {
	if u.slot == nil {
		return
	}
	state := session.State()
	state.Sheet = u.sheet
	u.kept = false
	if state.Blank() {
		_ = u.slot.Clear() // what stays there is offered once too often
		return
	}
	err := u.slot.Save(state)
	u.kept = err == nil
	if err != nil && !u.failed {
		u.failed = true
		u.app.term.Say("resume.not_kept", lang.Args{"Detail": u.app.view.Cause(err)})
	}
}

// resumeCommand returns the command that goes on with the interview; "" if nothing is kept of it.
func (u *unfinished) resumeCommand() string {
	if !u.kept {
		return ""
	}
	return u.command
}

// setAside moves what an earlier run saved to a file of its own, and prints its path.
func (u *unfinished) setAside() error {
	u.kept = false
	path, err := u.slot.SetAside()
	if err != nil {
		return view.Fail("error.write", lang.Args{"Path": path}, err)
	}
	u.app.term.Say("resume.aside", lang.Args{"Path": path})
	return nil
}

// release lets another run claim the place, with what is saved there.
func (u *unfinished) release() {
	if u.slot != nil {
		u.slot.Release()
	}
}

// clear removes the saved interview, because the letter is finished.
func (u *unfinished) clear() {
	if u.slot == nil {
		return
	}
	if err := u.slot.Clear(); err != nil {
		u.app.term.Say("resume.not_cleared", lang.Args{"Detail": u.app.view.Cause(err)})
	}
	u.kept = false
}

// save saves the session as it is now.
func (i *interviewer) save() { i.saved.save(i.session) }

// resume claims the place of a name and offers to continue what an earlier run saved there. If fresh is set, that is set
// aside without a question.
func (i *interviewer) resume(name string, fresh bool) error {
	state := i.saved.claim(name)
	switch {
	case state == nil:
		return nil
	case fresh:
		return i.saved.setAside()
	}
	restored, lost := i.session.Restore(*state, i.app.config.LoadKind)
	if restored == nil { // of a kind that is not there any more
		return i.saved.setAside()
	}
	empty := i.session
	i.session, i.saved.kept = restored, true
	i.app.term.Say("resume.found", lang.Args{
		"Title": i.app.view.Label(i.form().Template().Title), "At": i.app.view.Moment(state.Saved),
		"Count": len(i.form().Values()), "Open": len(i.form().Open()),
	})
	i.sayAnswers()
	for _, left := range i.session.Left() {
		i.app.term.Say("resume.typed", lang.Args{"Label": i.app.view.Label(left.Field.Label), "Text": left.Text})
	}
	if state.Sheet != "" && files.Taken(state.Sheet) {
		i.app.term.Say("words.found", lang.Args{"Path": state.Sheet})
	}
	for _, a := range lost {
		i.app.term.Say("resume.lost", lang.Args{"Label": a.Name, "Text": a.Text})
	}
	choice, err := i.app.term.Prompter().Choose(prompt.Question{
		Message: i.app.view.Text("resume.question", nil),
		Options: []prompt.Option{
			{Value: "on", Label: i.app.view.Text("resume.on", nil), Also: prompt.Words(prompt.Yes)},
			{Value: "anew", Label: i.app.view.Text("resume.anew", nil), Also: prompt.Words(prompt.No)},
		},
		First: true,
	})
	switch {
	case err != nil && !isBack(err):
		return err
	case choice == "anew":
		i.session = empty
		return i.saved.setAside()
	}
	i.saved.sheet = state.Sheet
	return i.fill()
}

// slotName returns the name of the place of this letter. Each kind, case, template file and answers file has one of its own,
// so that a run never offers to continue another letter.
func (r *writeRun) slotName() string {
	if r.kept.editing != "" {
		return editSlot(r.kept.id)
	}
	name := r.interview.form().Template().Kind
	if r.options.about.id != "" {
		name += "-" + r.options.about.id
	}
	for _, path := range []string{r.options.template, r.options.answers} {
		if path != "" {
			name += "-" + attach.Digest([]byte(absolutePath(path)))[:8]
		}
	}
	return name
}

// editSlot is the place of changes to a kept letter.
func editSlot(id string) string { return "edit-" + id }

// command returns the command that continues this interview.
func (r *writeRun) command() string {
	if r.kept.editing != "" {
		return "draft edit " + r.kept.editing
	}
	t := r.interview.form().Template()
	command := view.WriteCommand(t.Kind, t.About)
	if r.options.about.id != "" {
		command = strings.Replace(command, " ID", " "+r.options.about.id, 1)
	}
	if r.options.template != "" {
		command = "draft new --template " + view.Quote(r.options.template)
	}
	if r.options.answers != "" {
		command += " --answers " + view.Quote(r.options.answers)
	}
	return command
}

func absolutePath(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		return absolute
	}
	return path
}
