package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/delivery"
	"draft/drafts/field"
	"draft/drafts/store"
)

// sendPage asks where a letter goes, and by which account.
type sendPage struct {
	ID       string
	To       string
	Fixed    string // the line with the recipients of a message of another program, which stay
	NoTo     string // what is wrong with To
	Accounts []option
	Problems []string
	Tried    []string // what became of earlier tries
}

// sendForm shows how a letter can be sent, or what became of it.
func (s *site) sendForm(rw http.ResponseWriter, r *http.Request) error {
	l, err := s.letterOf(r.Context(), r)
	if err != nil {
		return err
	}
	p := s.newPlan(planOptions{})
	if err := p.AddLetter(r.Context(), l); err != nil {
		return s.notSendable(rw, err)
	}
	page, err := s.sendPageOf(l, p.Items[0])
	if err != nil {
		return err
	}
	s.renderSend(rw, http.StatusOK, page)
	return nil
}

// sendLink returns the words of the link from a letter to its page about sending; "" if it has none.
func (s *site) sendLink(l store.Letter) string {
	switch {
	case !l.Removed.IsZero() || l.Status == drafts.StatusSent:
		return ""
	case l.Status == drafts.StatusUnknown:
		return s.text("web.resolve")
	}
	return s.text("web.send")
}

func (s *site) renderSend(rw http.ResponseWriter, status int, p *sendPage) {
	s.render(rw, status, "send", screen{Title: s.text("web.send"), Body: p})
}

// sendPageOf returns the page for a letter. Its recipient is the one that a person has given; there is no other.
func (s *site) sendPageOf(l store.Letter, item *delivery.Item) (*sendPage, error) {
	set, err := s.Config.Settings()
	if err != nil {
		return nil, err
	}
	p := &sendPage{ID: l.ID, To: strings.Join(item.Recorded(), ", "), Tried: s.tries(l)}
	if l.Kind == "" {
		p.Fixed = s.View.Text("send.to_line", lang.Args{"Text": strings.Join(item.Recipients, ", ")})
	}
	chosen, err := s.Config.ChooseAccount("", []*delivery.Item{item})
	for _, a := range set.Accounts {
		o := option{Value: a.Name, Label: a.Name, Chosen: err == nil && a.Name == chosen.Name, Note: a.Address}
		if a.Name == set.Default && len(set.Accounts) > 1 {
			o.Label = s.View.Text("web.default_account", lang.Args{"Name": a.Name})
		}
		p.Accounts = append(p.Accounts, o)
	}
	return p, nil
}

// tries returns what became of the tries to send a letter, and what its last refusal means.
func (s *site) tries(l store.Letter) []string {
	var lines []string
	for _, a := range l.Attempts {
		lines = append(lines, field.Harmless(view.AttemptText(s.View, a)))
	}
	if cause, _ := view.NextArgs(s.View, l)["Cause"].(string); cause != "" && len(lines) > 0 {
		lines = append(lines, field.Harmless(cause))
	}
	return lines
}

// The buttons of the pages about sending.
const (
	sendReview  = "review"
	sendNow     = "send"
	sendArrived = "arrived"
	sendAgain   = "resend"
)

// send does what a page about sending asks for.
func (s *site) send(rw http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	switch r.PostForm.Get(actionField) {
	case sendNow:
		return s.sendConfirmed(rw, r)
	case sendReview, sendAgain:
		return s.review(rw, r)
	case sendArrived:
		return s.arrived(rw, r)
	}
	return see(rw, r, "/letter/"+r.PathValue("id")+"/send")
}

// arrived records that a letter with an unknown outcome arrived, as a person has found out and ticked.
func (s *site) arrived(rw http.ResponseWriter, r *http.Request) error {
	if r.PostForm.Get("checked") == "" {
		l, err := s.letterOf(r.Context(), r)
		if err == nil {
			err = s.newPlan(planOptions{}).AddLetter(r.Context(), l)
		}
		if err != nil {
			return s.showNotSendable(rw, http.StatusUnprocessableEntity, err)
		}
	} else {
		letters, err := delivery.FindUnknown(r.Context(), s.Store, []string{r.PathValue("id")})
		if err == nil {
			err = s.Store.Resolve(r.Context(), letters[0].ID, true)
		}
		if err != nil {
			return s.word(err)
		}
	}
	return see(rw, r, "/letter/"+r.PathValue("id")+"/send")
}

// review shows what would be sent, to be confirmed. The recipient is saved first, as at the terminal.
func (s *site) review(rw http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	l, err := s.letterOf(ctx, r)
	if err != nil {
		return err
	}
	o := planOptions{
		account: r.PostForm.Get("account"), date: s.Now().Truncate(time.Second), resend: r.PostForm.Get(actionField) == sendAgain,
	}
	p := s.newPlan(o)
	if err := p.AddLetter(ctx, l); err != nil {
		return s.notSendable(rw, err)
	}
	if o.resend {
		return s.reviewPlanned(rw, r, l, o)
	}
	page, err := s.sendPageOf(l, p.Items[0])
	if err != nil {
		return err
	}
	if len(page.Accounts) == 0 { // they were removed meanwhile
		s.renderSend(rw, http.StatusUnprocessableEntity, page)
		return nil
	}
	for i, a := range page.Accounts {
		page.Accounts[i].Chosen = a.Value == o.account || o.account == "" && a.Chosen
	}
	if page.Fixed == "" {
		page.To = r.PostForm.Get("to")
		page.NoTo, err = s.setRecipients(ctx, p, page.To)
	}
	if err == nil && page.NoTo == "" {
		if l, err = s.Store.Get(ctx, l.ID); err == nil {
			err = s.reviewPlanned(rw, r, l, o)
		}
	}
	if err != nil || page.NoTo != "" {
		return s.refuse(rw, page, err)
	}
	return nil
}

// reviewPlanned shows what would be sent of a letter that has its recipients.
func (s *site) reviewPlanned(rw http.ResponseWriter, r *http.Request, l store.Letter, o planOptions) error {
	d, err := s.plan(r.Context(), l, o)
	if err == nil {
		_, err = s.Mailer.sender(r.Context(), d.plan.Account)
	}
	if err != nil {
		return d.word(err)
	}
	d.show(rw, http.StatusOK, &reviewPage{})
	return nil
}

// refuse shows the page again with what is wrong. An error that needs another page is returned.
func (s *site) refuse(rw http.ResponseWriter, p *sendPage, err error) error {
	var known view.CLIError
	if err != nil && !errors.As(err, &known) {
		return err
	}
	if err != nil {
		p.Problems = known.Lines(s.View)
	}
	s.renderSend(rw, http.StatusUnprocessableEntity, p)
	return nil
}

// setRecipients saves the recipients of the letter of a plan if they differ. problem says what is wrong with the text.
func (s *site) setRecipients(ctx context.Context, p *delivery.Plan, text string) (problem string, err error) {
	var given drafts.Addresses
	list := field.Addresses(text)
	if len(list) == 0 {
		return s.text("web.required"), nil
	}
	if faults := given.Replace("", list); len(faults) > 0 {
		return s.View.Problem(faults[0].Problem), nil
	}
	item := p.Items[0]
	if slices.Equal(given.To, item.Recorded()) {
		return "", nil
	}
	return "", p.SetRecipients(ctx, item, given.To)
}
