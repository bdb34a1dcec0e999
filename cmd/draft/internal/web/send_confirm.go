package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/delivery"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

// planOptions say how a letter is to be sent.
type planOptions struct {
	account string    // its name; "" for the one that delivery chooses
	date    time.Time // of the message, unless it is frozen
	resend  bool      // the outcome of an earlier try is unknown, and a person wants another one
}

// planned is a letter as it would be sent.
type planned struct {
	site      *site
	options   planOptions
	letter    store.Letter
	plan      *delivery.Plan
	item      *delivery.Item
	questions []delivery.Question
	cleaned   []string // photos whose metadata was removed
}

// newPlan returns a plan without letters.
func (s *site) newPlan(o planOptions) *delivery.Plan { return s.planFor(&planned{options: o}) }

func (s *site) planFor(d *planned) *delivery.Plan {
	return delivery.NewPlan(delivery.Options{
		Store: s.Store, Now: s.Now, NewID: s.NewID, Date: d.options.date, Resend: d.options.resend,
		Cleaned: func(names []string) { d.cleaned = names },
	})
}

// plan plans the sending of a letter as the terminal does. With an error it returns the plan as far as it came.
func (s *site) plan(ctx context.Context, l store.Letter, o planOptions) (*planned, error) {
	d := &planned{site: s, options: o, letter: l}
	d.plan = s.planFor(d)
	if err := s.Store.Distrust(); err != nil {
		return d, err
	}
	if err := d.plan.AddLetter(ctx, l); err != nil {
		return d, err
	}
	account, err := s.Config.ChooseAccount(o.account, d.plan.Items)
	if err != nil {
		return d, err
	}
	d.plan.Account, d.item = account, d.plan.Items[0]
	if _, err := d.plan.ApplyDailyLimit(ctx); err != nil {
		return d, err
	}
	if err := d.plan.Compose(d.item); err != nil {
		return d, err
	}
	d.questions, err = d.plan.Questions(ctx, d.item)
	return d, err
}

// word gives an error before a sending its words.
func (d *planned) word(err error) error {
	v, account := d.site.View, d.plan.Account
	var failure *outbox.Failure
	var own *smtp.Error
	switch {
	case errors.As(err, &failure) && errors.As(err, &own) && own.Code == smtp.NoSecret:
		return view.Fail("web.no_secret", lang.Args{
			"Account": account.Name, "Address": account.Address, "Why": v.SMTPError(own), "Secret": v.SecretName(account),
		}, err)
	case errors.As(err, &failure):
		return view.WrapMailError(err, account)
	}
	return v.DeliveryError(err, d.site.sendWords(account))
}

// sendWords returns what the words about sending letters by an account need.
func (s *site) sendWords(account smtp.Account) view.Sending {
	return view.Sending{Account: account, Place: s.Config.StoreName()}
}

// reviewPage shows what would be sent, and asks whether to.
type reviewPage struct {
	ID        string
	Lines     []string
	Warning   string
	Text      string
	Questions []confirmation
	Missing   bool // a question is not ticked
	Outdated  bool // what was confirmed is not what would be sent now

	Confirm              string
	Account, Date, Shown string // what makes the confirmation good for just this
	Resend               bool
	Problems             []string
}

// confirmation is a question that must be ticked before the letter is sent.
type confirmation struct {
	Name      string // of the field
	Text, Ask string
	Ticked    bool
}

// show shows what would be sent.
func (d *planned) show(rw http.ResponseWriter, status int, p *reviewPage) {
	v := d.site.View
	p.ID, p.Account, p.Resend = d.letter.ID, d.plan.Account.Name, d.options.resend
	p.Date, p.Shown = d.options.date.Format(time.RFC3339), d.digest()
	p.Lines, p.Text = view.PlannedLines(v, d.item, d.plan.Account), d.item.Text()
	if len(d.cleaned) > 0 {
		p.Lines = append(p.Lines, v.Text("evidence.metadata", v.Printable(map[string]any{"Names": d.cleaned})))
	}
	p.Confirm = v.Text("send.confirm", lang.Args{"Count": 1})
	p.Warning = view.OtherSender(v, d.item.Info.From, d.plan.Account)
	if p.Questions == nil {
		p.Questions = d.confirmations(nil)
	}
	d.site.render(rw, status, "send_review", screen{Title: d.site.text("web.send_review"), Body: p})
}

// confirmations returns the questions, ticked as a form has them.
func (d *planned) confirmations(r *http.Request) []confirmation {
	var all []confirmation
	for i, q := range d.questions {
		c := confirmation{Name: fmt.Sprintf("sure.%d", i)}
		c.Text, c.Ask = view.SendQuestion(d.site.View, q)
		c.Ticked = r != nil && r.PostForm.Get(c.Name) != ""
		all = append(all, c)
	}
	return all
}

// digest returns a digest of all that the page shows. A confirmation is good for that only, and for one try.
func (d *planned) digest() string {
	var questions []string
	for _, c := range d.confirmations(nil) {
		questions = append(questions, c.Text)
	}
	data, err := json.Marshal(map[string]any{
		"message": d.item.Info.Digest, "to": d.item.Recipients, "account": d.plan.Account, "status": d.letter.Status, "tries": d.letter.Tries,
		"questions": questions, "cleaned": d.cleaned,
	})
	if err != nil {
		panic(err) // texts and numbers
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// maxShown is how old what a person confirms may be, because the message has the date at which it was shown.
const maxShown = time.Hour

// sendConfirmed sends a letter if it is still what the page showed, and answers when it is known what became of it. The browser may go
// away meanwhile.
func (s *site) sendConfirmed(rw http.ResponseWriter, r *http.Request) error {
	c := http.NewResponseController(rw)
	_, _ = c.SetWriteDeadline(time.Time{}), c.SetReadDeadline(time.Time{}) // the sender has deadlines of its own
	end, err := s.Mailer.begin(r.Context())
	if err != nil {
		return err
	}
	defer end()
	ctx := context.WithoutCancel(r.Context())
	l, err := s.letterOf(ctx, r)
	if err != nil {
		return err
	}
	now := s.Now().Truncate(time.Second)
	o := planOptions{account: r.PostForm.Get("account"), date: now, resend: r.PostForm.Get("resend") != ""}
	date, err := time.Parse(time.RFC3339, r.PostForm.Get("date"))
	fresh := err == nil && !date.After(now) && now.Sub(date) < maxShown
	if fresh {
		o.date = date
	}
	d, err := s.plan(ctx, l, o)
	var refused *delivery.NotSendableError
	switch {
	case errors.As(err, &refused): // by the first of two clicks, by another tab, by the terminal
		return see(rw, r, "/letter/"+l.ID+"/send")
	case err != nil:
		return d.word(err)
	case !fresh || r.PostForm.Get("shown") != d.digest():
		d.show(rw, http.StatusConflict, &reviewPage{Outdated: true})
		return nil
	}
	return d.confirmed(ctx, rw, r)
}

// confirmed sends what was confirmed, if all questions are ticked.
func (d *planned) confirmed(ctx context.Context, rw http.ResponseWriter, r *http.Request) error {
	questions := d.confirmations(r)
	for i, q := range d.questions {
		if !questions[i].Ticked {
			d.show(rw, http.StatusUnprocessableEntity, &reviewPage{Questions: questions, Missing: true})
			return nil
		}
		q.Accept()
	}
	sender, err := d.site.Mailer.sender(ctx, d.plan.Account)
	if err != nil {
		d.show(rw, http.StatusUnprocessableEntity, &reviewPage{Questions: questions, Problems: d.site.View.Lines(d.word(err))})
		return nil
	}
	var changed *outbox.ChangedError
	var closed *store.ClosedError
	switch err := d.plan.Freeze(ctx, d.item); {
	case errors.As(err, &changed), errors.As(err, &closed): // this very moment
		return see(rw, r, "/letter/"+d.letter.ID+"/send")
	case err != nil:
		return d.word(err)
	}
	d.result(rw, d.site.Mailer.send(ctx, d.plan, sender))
	return nil
}
