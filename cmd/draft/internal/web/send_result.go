package web

import (
	"errors"
	"net/http"

	"draft/cmd/draft/internal/view"
	"draft/drafts/delivery"
	"draft/drafts/field"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

// sentPage says what became of a letter, and what can be done next.
type sentPage struct {
	ID      string
	Lines   []string
	Urgent  bool // it was not sent
	Resolve bool // only a person can find out whether it arrived
	// Unticked is whether it was to be recorded as delivered without the word of a person for that.
	Unticked bool
	Edit     bool // it must be changed before it is sent again
	Again    bool // it can be sent again
	Look     bool // it is being sent, by another program or another page
}

// notSendable says why a letter is not sent as it stands. Other errors are returned.
func (s *site) notSendable(rw http.ResponseWriter, err error) error {
	return s.showNotSendable(rw, http.StatusOK, err)
}

func (s *site) showNotSendable(rw http.ResponseWriter, status int, err error) error {
	var refused *delivery.NotSendableError
	if !errors.As(err, &refused) {
		return err
	}
	l := refused.Letter
	p := sentPage{ID: l.ID, Lines: s.View.Lines(s.View.DeliveryError(err, s.sendWords(smtp.Account{})))}
	p.Resolve = refused.Reason == delivery.OutcomeUnknown
	p.Look = refused.Reason == delivery.Closed
	p.Urgent = refused.Reason != delivery.AlreadySent
	if p.Resolve {
		p.Lines = append(p.Lines, s.tries(l)...)
	}
	p.Unticked = p.Resolve && status == http.StatusUnprocessableEntity
	s.renderSent(rw, status, s.View.Status(l.Status), p)
	return nil
}

// result says what became of a try.
func (d *planned) result(rw http.ResponseWriter, r delivery.Result) {
	v := d.site.View
	p := sentPage{ID: d.letter.ID, Lines: view.SendResult(v, r, d.site.sendWords(d.plan.Account)), Urgent: !r.Delivered()}
	if errors.As(r.Err, new(*store.GoneError)) {
		p.Lines = append(p.Lines, d.site.text("send.gone"))
	}
	switch r.Kind {
	case delivery.Unknown:
		p.Resolve = true
	case delivery.Rejected:
		p.Edit = r.Failure != nil && r.Failure.MustChange()
		p.Again = !p.Edit
	case delivery.Deferred, delivery.NotTried, delivery.NotBegun, delivery.Duplicate:
		p.Again = true
	case delivery.Busy:
		p.Look = true
	}
	for i := range p.Lines {
		p.Lines[i] = field.Harmless(p.Lines[i])
	}
	d.site.renderSent(rw, http.StatusOK, v.Status(r.Status), p)
}

func (s *site) renderSent(rw http.ResponseWriter, status int, title string, p sentPage) {
	s.render(rw, status, "send_result", screen{Title: title, Body: p})
}
