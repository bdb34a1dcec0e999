package main

import (
	"errors"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/answers"
)

// writeRun is one run of a command that writes a letter: the interview, and what becomes of the letter.
type writeRun struct {
	app       *app
	options   *writeOptions
	interview *interviewer
	kept      keptLetter
	profile   config.Profile // as it was before; nil if the person was never asked
	handed    bool           // the letter is somewhere: on disk, on the clipboard, printed
}

// fill reads the answers of flags and files into the session.
func (r *writeRun) fill() error {
	sources, err := r.options.sources()
	if err != nil {
		return r.answersError(err)
	}
	if sources.Bill, err = r.options.bill.answers(r.interview.form().Template()); err != nil {
		return err
	}
	r.interview.sources = sources
	return r.interview.fill()
}

// answersError words the faults of an answers file by the questions of the letter kind.
func (r *writeRun) answersError(err error) error {
	var faults answers.Faults
	if errors.As(err, &faults) {
		return &view.AnswersError{Template: r.interview.form().Template(), Faults: faults}
	}
	return err
}

// run asks what is missing, and writes and delivers the letter. If saved is set, the interview is saved, and an earlier one is
// offered first. After Ctrl-C the error names the command to continue with, if answers were saved.
func (r *writeRun) run(t target, saved bool) error {
	err := r.loop(t, saved)
	if command := r.interview.saved.resumeCommand(); command != "" && errors.Is(err, prompt.ErrInterrupted) {
		return view.Interrupted(command, false)
	}
	return err
}

func (r *writeRun) loop(t target, saved bool) error {
	if saved {
		r.interview.saved = r.unfinished()
		if err := r.interview.resume(r.options.fresh); err != nil {
			return err
		}
	}
	for {
		if err := r.write(t); !errors.Is(err, prompt.ErrBack) {
			return err
		}
	}
}

// write asks what is missing, and writes and delivers the letter. It returns prompt.ErrBack if a question is to be asked again.
func (r *writeRun) write(t target) error {
	if err := r.interview.complete(); err != nil {
		return err
	}
	if r.interview.session.Begun() && !r.app.term.JSON {
		if err := r.interview.review(r.options.output.chars); err != nil {
			return err
		}
	}
	doc, err := r.compose()
	if err != nil {
		return err
	}
	if err := r.editor().useWords(doc); err != nil {
		return err
	}
	return r.deliver(doc, t)
}
