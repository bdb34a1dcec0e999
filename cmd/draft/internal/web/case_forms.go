package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/casefile"
	"draft/drafts/cases"
	"draft/drafts/field"
)

// caseForm is a form about a case: what support said, or money that arrived.
type caseForm struct {
	Action    string
	Back      string
	Recorded  int // entries that its page has shown
	Changed   bool
	Lines     []string // how the case stands
	Questions []question
	Payments  []payment // that money can be for
	For       string    // the label of their choice
	Problems  []string  // of that choice
	Closes    bool      // the form can close the case too
}

// payment is one of several payments of a letter.
type payment struct {
	Value, Label, Text string
	Chosen             bool
}

// formText returns what was typed into a field of a form.
func formText(r *http.Request, name string) string {
	return strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n"))
}

// newCaseForm returns a form without questions.
func newCaseForm(f *casefile.File, what string) *caseForm {
	back := "/letter/" + f.Named.ID
	return &caseForm{Action: back + "/" + what, Back: back, Recorded: f.Recorded()}
}

// add adds a question with what stands in its field.
func (p *caseForm) add(s *site, q question) {
	q.site, q.ID = s, "q-"+q.Name
	for i := range q.Options {
		q.Options[i].Chosen = q.Options[i].Value == q.Text
	}
	if q.Options == nil && q.Rows == 0 {
		q.Type = string(field.Text)
	}
	p.Questions = append(p.Questions, q)
}

// place puts what is refused at its question, in the words of the terminal. The error is one that is about no question of the form.
func (p *caseForm) place(s *site, err error) error {
	for _, refused := range casefile.Refusals(err) {
		i := slices.IndexFunc(p.Questions, func(q question) bool { return q.Name == refused.Question() })
		text := view.CaseProblem(s.View, refused)
		switch {
		case i >= 0 && refused.Code == casefile.CodeNoAmount:
			p.Questions[i].Missing = true
		case i >= 0:
			p.Questions[i].Problems = append(p.Questions[i].Problems, text)
		case refused.Question() == casefile.QuestionFor && len(p.Payments) > 0:
			p.Problems = append(p.Problems, text)
		default:
			return refused
		}
	}
	return nil
}

// faulty reports whether something of the form is missing or refused.
func (p *caseForm) faulty() bool {
	for _, q := range p.Questions {
		if q.Missing || len(q.Problems) > 0 {
			return true
		}
	}
	return len(p.Problems) > 0
}

// show shows a form that was not sent yet, or that is not recorded.
func (p *caseForm) show(s *site, rw http.ResponseWriter, title string) error {
	status := http.StatusOK
	if p.faulty() || p.Changed {
		status = http.StatusUnprocessableEntity
	}
	s.render(rw, status, "case_form", screen{Title: title, Body: p})
	return nil
}

// record adds the entry of a form to its case. If something is wrong, or was recorded since the form was shown, it is shown again.
func (p *caseForm) record(s *site, rw http.ResponseWriter, r *http.Request, f *casefile.File, e cases.Entry, title string) error {
	if !p.faulty() {
		added, err := s.add(r, f, e)
		if err != nil {
			return err
		}
		if added {
			return see(rw, r, p.Back, saidField, saidRecorded)
		}
	}
	again, err := s.openCase(r)
	if err != nil {
		return err
	}
	p.Recorded = again.Recorded()
	p.Changed = unseen(r, again)
	return p.show(s, rw, title)
}

// logForm asks for a contact with support: all questions of `draft log` at once.
func (s *site) logForm(rw http.ResponseWriter, r *http.Request) error {
	f, err := s.openCase(r)
	if err != nil {
		return err
	}
	return s.noteForm(f, casefile.NoteOptions{}, "").show(s, rw, s.text("web.log"))
}

// log records what support said.
func (s *site) log(rw http.ResponseWriter, r *http.Request) error {
	f, o, err := s.noted(r)
	if err != nil {
		return err
	}
	meaning := casefile.Meaning(formText(r, "meaning"))
	p := s.noteForm(f, o, meaning)
	if slices.Contains(casefile.Meanings(), meaning) {
		o.Mean(meaning)
	}
	return p.note(s, rw, r, f, o, s.text("web.log"))
}

// submittedForm asks how and when a letter was submitted.
func (s *site) submittedForm(rw http.ResponseWriter, r *http.Request) error {
	f, err := s.openCase(r)
	if err != nil {
		return err
	}
	return s.submissionForm(f, casefile.NoteOptions{}).show(s, rw, s.text("web.submitted"))
}

// submitted records how and when a letter was submitted.
func (s *site) submitted(rw http.ResponseWriter, r *http.Request) error {
	f, o, err := s.noted(r)
	if err != nil {
		return err
	}
	return s.submissionForm(f, o).note(s, rw, r, f, o, s.text("web.submitted"))
}

// noted opens the case that a path names, and returns what was typed into a form about it.
func (s *site) noted(r *http.Request) (*casefile.File, casefile.NoteOptions, error) {
	var o casefile.NoteOptions
	f, err := s.openCase(r)
	if err != nil {
		return nil, o, err
	}
	via, err := view.ParseVia(s.View, formText(r, "via"))
	return f, casefile.NoteOptions{
		Via: via, At: formText(r, "at"), Said: formText(r, "said"), Agent: formText(r, "agent"), Ticket: formText(r, "ticket"),
		Promised: formText(r, "promised"),
	}, err
}

// note records a form about a contact with support.
func (p *caseForm) note(s *site, rw http.ResponseWriter, r *http.Request, f *casefile.File, o casefile.NoteOptions, title string) error {
	for i := range p.Questions {
		q := &p.Questions[i]
		q.Missing = !q.Optional && !slices.ContainsFunc(q.Options, func(o option) bool { return o.Chosen })
	}
	e, err := f.Note(o, s.Now())
	if err := p.place(s, err); err != nil {
		return err
	}
	return p.record(s, rw, r, f, e, title)
}

// submissionForm returns the form for the submission of a letter, with what was typed.
func (s *site) submissionForm(f *casefile.File, o casefile.NoteOptions) *caseForm {
	p := newCaseForm(f, doSubmitted)
	p.askContact(s, o, "web.submit_via")
	p.add(s, question{Name: "ticket", Label: s.text("web.log_ticket"), Help: s.text("log.ask_ticket_help"), Text: o.Ticket, Optional: true})
	return p
}

// askContact adds the questions how and when support was reached.
func (p *caseForm) askContact(s *site, o casefile.NoteOptions, label string) {
	var vias []option
	for _, via := range cases.Vias() {
		vias = append(vias, option{Value: string(via), Label: s.View.Via(via)})
	}
	p.add(s, question{Name: "via", Label: s.text(label), Options: vias, Text: string(o.Via)})
	p.add(s, question{Name: "at", Label: s.text("web.log_at"), Help: s.text("log.ask_at_help"), Text: o.At, Optional: true})
}

// noteForm returns the form for what support said, with what was typed.
func (s *site) noteForm(f *casefile.File, o casefile.NoteOptions, meaning casefile.Meaning) *caseForm {
	p := newCaseForm(f, doLog)
	var meanings []option
	for _, m := range casefile.Meanings() {
		meanings = append(meanings, option{Value: string(m), Label: s.View.Meaning(f, m)})
	}
	p.askContact(s, o, "log.ask_via")
	p.add(s, question{Name: "said", Label: s.text("web.log_said"), Help: s.text("log.ask_said_help"), Text: o.Said, Rows: 4, Optional: true})
	p.add(s, question{Name: "meaning", Label: s.text("log.ask_meaning"), Options: meanings, Text: string(meaning)})
	p.add(s, question{Name: "agent", Label: s.text("web.log_agent"), Help: s.text("log.ask_agent_help"), Text: o.Agent, Optional: true})
	p.add(s, question{Name: "ticket", Label: s.text("web.log_ticket"), Help: s.text("log.ask_ticket_help"), Text: o.Ticket, Optional: true})
	p.add(s, question{Name: "promised", Label: s.text("web.log_promised"), Help: s.text("log.ask_promised_help"), Text: o.Promised, Optional: true})
	return p
}

// settleForm asks for money that arrived, or, if the letter is not about money, whether the case is over.
func (s *site) settleForm(rw http.ResponseWriter, r *http.Request) error {
	f, err := s.openCase(r)
	if err != nil {
		return err
	}
	if !f.AsksMoney() {
		if err := f.CheckClosing(); err != nil {
			return err
		}
		var e cases.Entry
		return s.askClosing(rw, f, e, f.Closing(e, false, true), hiddenField{recordedField, strconv.Itoa(f.Recorded())})
	}
	return s.paymentForm(f, casefile.PaymentOptions{}).show(s, rw, s.text("home.do.settle"))
}

// Values of the buttons of a settlement, and the field that answers whether the case is closed.
const (
	settlePaid = "paid"
	settleDone = "done"
	closeField = "close"
)

// settle records money that arrived, and closes the case if that is its end. If only a person knows that, they are asked.
func (s *site) settle(rw http.ResponseWriter, r *http.Request) error {
	f, err := s.openCase(r)
	if err != nil {
		return err
	}
	done := r.PostFormValue(actionField) == settleDone
	o := casefile.PaymentOptions{
		Amount: formText(r, "amount"), At: formText(r, "at"), To: formText(r, "to"), For: strings.Join(r.PostForm["for"], ","),
	}
	p := s.paymentForm(f, o)
	if f.AsksMoney() && !done && o.Amount == "" {
		p.Questions[0].Missing = true
	}
	e, err := f.Payment(o, s.Now())
	if err := p.place(s, err); err != nil {
		return err
	}
	if p.Changed = unseen(r, f); p.Changed || p.faulty() {
		return p.show(s, rw, s.text("home.do.settle"))
	}
	if e.Paid == nil {
		if err := f.CheckClosing(); err != nil {
			return err
		}
	}
	closing, answer := f.Closing(e, done, true), r.PostFormValue(closeField)
	if closing.Asks() && answer == "" {
		var typed []hiddenField
		for _, name := range []string{recordedField, actionField, "amount", "at", "to", "for"} {
			for _, value := range r.PostForm[name] {
				typed = append(typed, hiddenField{name, value})
			}
		}
		return s.askClosing(rw, f, e, closing, typed...)
	}
	if closing == casefile.Closes || closing.Asks() && answer == settleDone {
		e.State = cases.Settled
	}
	if e.State == "" && e.Paid == nil {
		return see(rw, r, p.Back, saidField, saidLeft)
	}
	return p.record(s, rw, r, f, e, s.text("home.do.settle"))
}

// askClosing asks whether a settlement closes the case. The page keeps what was typed.
func (s *site) askClosing(rw http.ResponseWriter, f *casefile.File, e cases.Entry, closing casefile.Closing, typed ...hiddenField) error {
	about, args, question := view.ClosingQuestion(f, e, closing)
	path := "/letter/" + f.Named.ID
	return s.ask(rw, s.text("home.do.settle"), askPage{
		Lines: []string{s.View.Text(about, args)}, Question: s.text(question), Action: path + "/" + doSettle, Fields: typed, Name: closeField, Back: path,
	})
}

// paymentForm returns the form for money that arrived, with what was typed.
func (s *site) paymentForm(f *casefile.File, o casefile.PaymentOptions) *caseForm {
	p := newCaseForm(f, doSettle)
	p.Closes = f.CheckClosing() == nil
	p.Lines = []string{s.View.Text(view.Sums(f))}
	var targets []option
	for _, to := range cases.Targets() {
		targets = append(targets, option{Value: string(to), Label: s.text("case.to." + string(to))})
	}
	p.add(s, question{Name: "amount", Label: s.text("settle.ask_amount"), Text: o.Amount})
	p.add(s, question{Name: "at", Label: s.text("web.settle_at"), Help: s.text("settle.ask_at_help"), Text: o.At, Optional: true})
	p.add(s, question{Name: "to", Label: s.text("settle.ask_to"), Options: targets, Text: o.To, Optional: true})
	p.For = s.text("web.settle_for")
	for _, d := range f.Details {
		value := strconv.Itoa(d.Number)
		p.Payments = append(p.Payments, payment{
			Value: value, Text: d.Text, Chosen: strings.Contains(","+o.For+",", ","+value+","),
			Label: s.View.Text("settle.for_option", lang.Args{
				"Payment": s.View.PaymentsOf(f, []int{d.Number}), "Amount": d.Amount.String(), "Paid": f.Paid(d),
			}),
		})
	}
	return p
}
