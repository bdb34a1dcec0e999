package main

import (
	"path/filepath"
	"slices"
	"strings"

	"draft/cmd/draft/internal/autosave"
	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/attach"
	"draft/drafts/field"
)

// resume makes the interview outlive this process: it takes the place where answers are kept, and offers to go on with
// what an earlier run left there. An interview goes on without such a place.
func (w *writeOptions) resume() error {
	folder, err := w.app.config.StateDir()
	if err == nil {
		w.slot, err = autosave.Claim(folder, w.slotName())
	}
	if err != nil {
		w.app.term.Say("resume.cannot", lang.Args{"Detail": w.app.view.Cause(err)})
		return nil
	}
	if aside := w.slot.Aside(); aside != "" {
		w.app.term.Say("resume.broken", lang.Args{"Path": aside})
	}
	found, ok := w.slot.Found()
	switch {
	case !ok:
		return nil
	case w.fresh:
		return w.setAside()
	}
	saved, lost := w.restored(found)
	if saved == nil { // of a kind that is not there any more
		return w.setAside()
	}
	empty, nothing := w.form, w.session
	w.form, w.session = saved.form, saved.interview
	w.app.resumeCommand = w.command()
	w.app.term.Say("resume.found", lang.Args{
		"Title": w.app.view.Label(w.form.Template().Title), "At": w.app.view.Moment(found.Saved),
		"Count": len(w.form.Values()), "Open": len(w.form.Open()),
	})
	w.sayAnswers()
	for _, q := range w.form.Open() {
		if text := w.session.typed[q.Name]; text != "" {
			w.app.term.Say("resume.typed", lang.Args{"Label": w.app.view.Label(q.Label), "Text": text})
		}
	}
	if found.Sheet != "" && files.Taken(found.Sheet) {
		w.app.term.Say("words.found", lang.Args{"Path": found.Sheet})
	}
	for _, a := range lost {
		w.app.term.Say("resume.lost", lang.Args{"Label": a.Name, "Text": a.Text})
	}
	choice, err := w.app.term.Prompter().Choose(prompt.Question{
		Message: w.app.view.Text("resume.question", nil),
		Options: []prompt.Option{
			{Value: "on", Label: w.app.view.Text("resume.on", nil), Also: prompt.Words(prompt.Yes)},
			{Value: "anew", Label: w.app.view.Text("resume.anew", nil), Also: prompt.Words(prompt.No)},
		},
		First: true,
	})
	switch {
	case err != nil && !isBack(err):
		return err
	case choice == "anew":
		w.form, w.session, w.app.resumeCommand = empty, nothing, ""
		return w.setAside()
	}
	w.edits, w.sheet, w.relative = found.Words, found.Sheet, nil
	return w.fill() // what the flags and the file say goes before what was kept
}

// slotName names the place of this letter: each kind has one, and so has each case, each template file and each answers
// file, so that a letter never offers to go on with another.
func (w *writeOptions) slotName() string {
	if w.editing != "" {
		return editSlot(w.id)
	}
	name := w.form.Template().Kind
	if w.about != "" {
		name += "-" + w.about
	}
	for _, path := range []string{w.template, w.answers} {
		if path != "" {
			name += "-" + attach.Digest([]byte(absolutePath(path)))[:8]
		}
	}
	return name
}

// editSlot is the place of changes to a kept letter.
func editSlot(id string) string { return "edit-" + id }

func absolutePath(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		return absolute
	}
	return path
}

// setAside starts anew and leaves the old answers where a person can find them.
func (w *writeOptions) setAside() error {
	path, err := w.slot.SetAside()
	if err != nil {
		return view.Fail("error.write", lang.Args{"Path": path}, err)
	}
	w.app.term.Say("resume.aside", lang.Args{"Path": path})
	return nil
}

// savedInterview is an interview read back.
type savedInterview struct {
	form *drafts.Form
	interview
}

// restored reads an interview back. Answers that this letter does not ask for any more are given as lost; nil is an
// interview about a kind that cannot be loaded.
func (w *writeOptions) restored(l autosave.Letter) (*savedInterview, []answers.Answer) {
	s := &savedInterview{}
	var lost []answers.Answer
	for i, saved := range l.Chapters {
		t := w.form.Template()
		if i > 0 || saved.Kind != t.Kind {
			var err error
			if t, err = w.app.config.LoadKind(saved.Kind); err != nil || i == 0 {
				return nil, nil
			}
		}
		if i > 0 {
			s.before = append(s.before, chapter{form: s.form, behind: s.behind})
		}
		s.form, s.behind = drafts.NewForm(t, field.Reading{Now: w.app.now()}), nil
		for _, a := range saved.Answers {
			q, ok := t.Find(a.Name)
			if !ok {
				lost = append(lost, answers.Answer{Name: a.Name, Text: a.Text})
				continue
			}
			v, problem := s.form.Read(q, a.Text)
			paths, _ := v.(field.FilesValue)
			if problem != nil || len(attach.Check(paths, attach.Disk{}, w.keepMeta)) > 0 {
				s.keepTyped(q, a.Text) // asked again
				continue
			}
			_ = s.form.Answer(q, a.Text) // it was read just now
		}
		for _, name := range saved.Skipped {
			if q, ok := t.Find(name); ok && q.Optional {
				s.form.Skip(q)
			}
		}
		for _, name := range saved.Behind {
			if q, ok := t.Find(name); ok {
				s.behind = append(s.behind, q)
			}
		}
		for _, typed := range saved.Typed {
			if q, ok := t.Find(typed.Name); ok {
				s.keepTyped(q, typed.Text)
			}
		}
	}
	if s.form == nil {
		return nil, nil
	}
	s.asked = true
	return s, lost
}

// remember writes the interview to its place as it is now. That it cannot be written is said once, and does not end it.
// One that nobody has answered anything in is not worth going on with.
func (w *writeOptions) remember() {
	if w.slot == nil {
		return
	}
	l := w.unfinished()
	if blank(l) {
		_ = w.slot.Clear() // what stays there is offered once too often
		w.app.resumeCommand = ""
		return
	}
	err := w.slot.Save(l)
	if w.app.resumeCommand = ""; err == nil {
		w.app.resumeCommand = w.command()
	}
	if err != nil && !w.unkept {
		w.unkept = true
		w.app.term.Say("resume.not_kept", lang.Args{"Detail": w.app.view.Cause(err)})
	}
}

// blank tells whether a letter holds nothing that a person gave.
func blank(l autosave.Letter) bool {
	return l.Words == nil && l.Sheet == "" && !slices.ContainsFunc(l.Chapters, func(c autosave.Chapter) bool {
		return len(c.Answers) > 0 || len(c.Typed) > 0
	})
}

// unfinished is the interview as it is kept.
func (w *writeOptions) unfinished() autosave.Letter {
	l := autosave.Letter{Kind: w.form.Template().Kind, Saved: w.app.now(), Words: w.edits, Sheet: w.sheet}
	for _, c := range append(slices.Clone(w.session.before), chapter{form: w.form, behind: w.session.behind}) {
		saved := autosave.Chapter{Kind: c.form.Template().Kind, Skipped: c.form.Skipped()}
		for _, a := range c.form.Given() {
			saved.Answers = append(saved.Answers, drafts.Answer{Name: a.Name, Text: keepable(c.form, a)})
		}
		for _, q := range c.behind {
			saved.Behind = append(saved.Behind, q.Name)
		}
		l.Chapters = append(l.Chapters, saved)
	}
	last := &l.Chapters[len(l.Chapters)-1]
	for _, q := range w.form.Template().Fields {
		if text, ok := w.session.typed[q.Name]; ok && strings.TrimSpace(text) != "" {
			last.Typed = append(last.Typed, drafts.Answer{Name: q.Name, Text: text})
		}
	}
	return l
}

// keepable is an answer as it can be read from any folder.
func keepable(f *drafts.Form, a answers.Answer) string {
	q, _ := f.Question(a.Name)
	if q.Type != field.Files {
		return a.Text
	}
	text, _ := q.MapPaths(a.Text, absolutePath)
	return text
}

// release lets another run have the place, with what is kept there.
func (w *writeOptions) release() {
	if w.slot != nil {
		w.slot.Release()
	}
}

// settled takes the interview off the disk: the letter is where its writer wanted it.
func (w *writeOptions) settled() {
	if w.slot == nil {
		return
	}
	if err := w.slot.Clear(); err != nil {
		w.app.term.Say("resume.not_cleared", lang.Args{"Detail": w.app.view.Cause(err)})
	}
	w.app.resumeCommand = ""
}
