package web

import (
	"bytes"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/casefile"
	"draft/drafts/cases"
	"draft/drafts/outbox"
	"draft/drafts/page"
	"draft/drafts/workday"
)

// casePart is what the page of a letter shows of its case.
type casePart struct {
	page.CasePage
	site     *site
	ID       string // of the letter of the page
	Begun    bool   // support has the case
	Submit   bool   // the letter of the page can be recorded as submitted
	Recorded int    // the number of entries; a form sends it back, so that an entry made meanwhile is noticed
	Undo     string // the entry that was recorded last; "" if there is none to take back
	Actions  []caseAction
	Letters  []entry // the other letters of the case
	Said     []string
}

// T returns a message of the catalogue without arguments.
func (p *casePart) T(id string) string { return p.site.text(id) }

// caseAction leads to what can be done in a case.
type caseAction struct {
	ID           string // in the page
	Path         string
	Label, About string
	Next         bool // it is the next step
}

// casePart returns what the page of a letter shows of its case.
func (s *site) casePart(r *http.Request, f *casefile.File) (*casePart, error) {
	report := s.report(false, true)
	calendar, err := s.calendar(f)
	if err != nil {
		return nil, err
	}
	m := s.source().Matter(f, calendar)
	p := &casePart{
		CasePage: report.CasePage(view.CaseContent{File: f, Deadline: m.Deadline, Calendar: calendar, Hide: view.Mask(nil, false)}),
		site:     s, ID: f.Named.ID, Begun: len(f.Entries) > 0, Submit: canSubmit(f), Recorded: f.Recorded(),
	}
	p.Next = s.View.MatterStep(m, s.title)
	if m.Step == cases.StepWait {
		p.Next = s.View.Waits(f)
	}
	p.Undo = s.undoable(f)
	if p.Actions, err = s.caseActions(r, f, stepID(m.Step)); err != nil {
		return nil, err
	}
	if m.Step == cases.StepSubmit && m.Subject.ID != f.Named.ID {
		p.Actions = append([]caseAction{{ID: doSubmit, Path: "/letter/" + m.Subject.ID + "#" + doSubmit, Label: p.Next, Next: true}}, p.Actions...)
	}
	letters, err := f.Letters()
	if err != nil {
		return nil, err
	}
	for _, l := range letters {
		if l.ID != f.Named.ID {
			label := s.View.LetterLabel(l.Letter, s.title(l.Letter), s.source().Claimed(l.Letter), s.Now())
			p.Letters = append(p.Letters, entry{Path: "/letter/" + l.ID, Label: label, Standing: s.View.Standing(l.State, l.Status)})
		}
	}
	p.Said = s.caseSaid(r, f)
	return p, nil
}

// canSubmit reports whether it can be recorded that the letter by which a case was opened was submitted: it was not, and is not on its way by
// mail.
func canSubmit(f *casefile.File) bool {
	return f.StateOf(f.Named.ID) == cases.Prepared && !f.State.Over() && !f.Named.Status.Out()
}

// IDs of what can be done in a case, beside the kinds of letters.
const (
	doSubmit = "submit"
	doLog    = "log"
	doSettle = "settle"

	doSubmitted = "submitted" // in another way than the app, or earlier
)

// stepID returns the ID of what does a step, in the page of its letter; "" if nothing is left to do.
func stepID(step cases.Step) string {
	switch step {
	case cases.StepNone:
		return ""
	case cases.StepSubmit:
		return doSubmit
	case cases.StepAnswer:
		return doSettle
	case cases.StepSupply:
		return cases.KindSupplement
	case cases.StepRemind:
		return cases.KindFollowup
	case cases.StepEscalate:
		return cases.KindEscalation
	case casefile.StepShortfall:
		return cases.KindShortfall
	}
	return doLog
}

// caseActions returns what can be done in a case beside recording a submission, the next step first. next is its ID.
func (s *site) caseActions(r *http.Request, f *casefile.File, next string) ([]caseAction, error) {
	base := "/letter/" + f.Named.ID + "/"
	actions := []caseAction{{ID: doLog, Path: base + doLog, Label: s.text("home.do.log"), About: s.text("home.about.log")}}
	switch {
	case f.AsksMoney():
		actions = append(actions, caseAction{ID: doSettle, Path: base + doSettle, Label: s.text("home.do.settle"), About: s.text("home.about.settle")})
	case f.CheckClosing() == nil:
		actions = append(actions, caseAction{ID: doSettle, Path: base + doSettle, Label: s.text("web.close_done"), About: s.text("web.close_about")})
	}
	for _, kind := range []string{cases.KindSupplement, cases.KindFollowup, cases.KindShortfall, cases.KindEscalation} {
		if f.CheckLetter(kind) != nil {
			continue
		}
		a := caseAction{ID: kind, Path: base + "write/" + kind, Label: s.text("web.write_" + kind)}
		row, err := s.unfinishedAbout(r.Context(), f, kind)
		if err != nil {
			return nil, err
		}
		if row != nil {
			a.Label, a.About = s.unfinishedEntry(*row).Label, s.unfinishedEntry(*row).Standing
		}
		actions = append(actions, a)
	}
	for i := range actions {
		actions[i].Next = actions[i].ID == next
	}
	if i := slices.IndexFunc(actions, func(a caseAction) bool { return a.Next }); i > 0 {
		first := actions[i]
		actions = slices.Insert(slices.Delete(actions, i, i+1), 0, first)
	}
	return actions, nil
}

// Words of the address of a page of a letter that tell what was just done.
const (
	saidField    = "said"
	saidRecorded = "recorded"
	saidUndone   = "undone"
	saidLeft     = "left"
	saidChanged  = "changed"
)

// caseSaid returns the words for what was just done, as the address tells.
func (s *site) caseSaid(r *http.Request, f *casefile.File) []string {
	last, recorded := f.Last()
	switch r.URL.Query().Get(saidField) {
	case saidUndone:
		return []string{s.text("web.undone")}
	case saidLeft:
		return []string{s.View.Text("settle.left", lang.Args{"ID": f.Letter.Short})}
	case saidChanged:
		return []string{s.text("web.changed")}
	case saidRecorded:
		switch {
		case recorded && last.Paid != nil:
			return []string{s.View.Text("settle.paid", view.Paid(s.View, f, last))}
		case recorded && last.State == cases.Settled:
			return []string{s.View.Text("settle.closed", lang.Args{"ID": f.Letter.Short})}
		case recorded:
			return []string{s.View.Text("log.done", view.Noted(s.View, f, last))}
		}
	}
	return nil
}

// report returns what builds the page of a case.
func (s *site) report(masked, forMe bool) *view.Report {
	return &view.Report{View: s.View, Now: s.Now(), Title: s.title, Masked: masked, ForMe: forMe}
}

// calendar returns the calendar by which a case counts. A case without a clock needs none, so that a faulty calendar.json does not stop it.
func (s *site) calendar(f *casefile.File) (*workday.Calendar, error) {
	if f.Clock.IsZero() {
		return nil, nil
	}
	return s.Config.Calendar()
}

// openCase opens the case of the letter that a path names.
func (s *site) openCase(r *http.Request) (*casefile.File, error) {
	l, err := s.letterOf(r.Context(), r)
	if err != nil {
		return nil, err
	}
	return s.source().Open(r.Context(), l.ID)
}

// record adds an entry to a case, and shows the letter with what was said. If something was recorded since the page was shown, that is said
// instead.
func (s *site) record(rw http.ResponseWriter, r *http.Request, f *casefile.File, e cases.Entry, said string) error {
	added, err := s.add(r, f, e)
	switch {
	case err != nil:
		return err
	case !added:
		said = saidChanged
	}
	return see(rw, r, "/letter/"+f.Named.ID, saidField, said)
}

// add adds an entry to a case. It adds nothing if the case has other entries than the page that sent a form has shown: nothing is recorded
// unseen, and nothing twice.
func (s *site) add(r *http.Request, f *casefile.File, e cases.Entry) (added bool, err error) {
	if unseen(r, f) {
		return false, nil
	}
	_, err = f.Add(r.Context(), e)
	var changed *outbox.ChangedError
	if errors.As(err, &changed) {
		return false, nil
	}
	return err == nil, err
}

// recordedField is the field of a form with the number of entries that its page has shown.
const recordedField = "recorded"

// unseen reports whether a case has other entries than the page that sent a form has shown.
func unseen(r *http.Request, f *casefile.File) bool {
	n, err := strconv.Atoi(r.PostFormValue(recordedField))
	return err != nil || n != f.Recorded()
}

// submit records that a letter was pasted into the app, as `draft log ID --via app` does.
func (s *site) submit(rw http.ResponseWriter, r *http.Request) error {
	f, err := s.openCase(r)
	if err != nil {
		return err
	}
	e, err := f.Note(casefile.NoteOptions{Via: cases.App}, s.Now())
	if err != nil {
		return err
	}
	return s.record(rw, r, f, e, saidRecorded)
}

// undoable returns the words for the entry that was recorded last; "" if there is none to take back.
func (s *site) undoable(f *casefile.File) string {
	last, ok := f.Last()
	if !ok {
		return ""
	}
	item := s.report(false, true).Item(f, last)
	return s.View.Text("web.undo_entry", lang.Args{"At": item.When, "What": item.What, "Closes": last.Paid != nil && last.State == cases.Settled})
}

// askUndo asks whether what was recorded last is taken back, and says what that is.
func (s *site) askUndo(rw http.ResponseWriter, r *http.Request) error {
	f, err := s.openCase(r)
	if err != nil {
		return err
	}
	if _, err := f.Undo(); err != nil {
		return err
	}
	path := "/letter/" + f.Named.ID
	return s.ask(rw, s.text("web.undo"), askPage{
		Lines: []string{s.undoable(f)}, Question: s.text("web.undo_ask"), Action: path + "/undo", Back: path,
		Fields: []hiddenField{{recordedField, strconv.Itoa(f.Recorded())}},
	})
}

// undo takes back what was recorded last.
func (s *site) undo(rw http.ResponseWriter, r *http.Request) error {
	f, err := s.openCase(r)
	if err != nil {
		return err
	}
	if unseen(r, f) {
		return see(rw, r, "/letter/"+f.Named.ID, saidField, saidChanged)
	}
	e, err := f.Undo()
	if err != nil {
		return err
	}
	return s.record(rw, r, f, e, saidUndone)
}

// giveReport gives the page of a case as a file: for its owner, or with numbers and names masked for others.
func (s *site) giveReport(rw http.ResponseWriter, r *http.Request) error {
	f, err := s.openCase(r)
	if err != nil {
		return err
	}
	name := "case-" + f.Letter.Short
	var report *view.Report
	switch r.PathValue("reader") {
	case "me":
		report = s.report(false, true)
	case "others":
		report, name = s.report(true, false), name+"-masked"
	default:
		return view.Fail("web.no_page", lang.Args{"Path": r.URL.Path}, errNoPage)
	}
	calendar, err := s.calendar(f)
	if err != nil {
		return err
	}
	c, err := report.Content(f, calendar)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := page.Case(&b, report.CasePage(c)); err != nil {
		return err
	}
	return give(rw, name+".html", "text/html; charset=utf-8", b.Bytes())
}
