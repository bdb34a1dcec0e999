package web

import (
	"context"

	"draft/drafts/delivery"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
)

// MailerOptions say how letters are sent from pages.
type MailerOptions struct {
	// Sender returns the sender of an account. It reads the stored secret and never prompts.
	Sender func(smtp.Account) *smtp.Sender
	// Interrupted ends a sending until the server has the letter.
	Interrupted context.Context //nolint:containedctx // of the program, not of a request
	// GracePeriod ends the wait for the reply of a server that has the letter. See delivery.SendOptions.
	GracePeriod context.Context //nolint:containedctx // of the program, not of a request
}

// Mailer sends the letters of the pages, one after another.
type Mailer struct {
	options MailerOptions
	turn    chan struct{} // has an entry while a letter is being sent
}

// NewMailer returns a mailer that sends nothing yet.
func NewMailer(o MailerOptions) *Mailer { return &Mailer{options: o, turn: make(chan struct{}, 1)} }

// Close waits for the letter that is being sent, and sends none afterwards. If there is one, it calls waiting first.
func (m *Mailer) Close(waiting func()) {
	select {
	case m.turn <- struct{}{}:
	default:
		waiting()
		m.turn <- struct{}{}
	}
}

// begin waits until no other letter is being sent, and must be followed by end. A second press of the button therefore
// sees what became of the first. Whether a letter may go is decided by the journal of the outbox.
func (m *Mailer) begin(ctx context.Context) (end func(), err error) {
	select {
	case m.turn <- struct{}{}:
		return func() { <-m.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-m.options.Interrupted.Done():
		return nil, m.options.Interrupted.Err()
	}
}

// sender returns the sender of an account that has its secret, so that a secret that is missing is known before anything is frozen.
// The error is an *outbox.Failure.
func (m *Mailer) sender(ctx context.Context, account smtp.Account) (*smtp.Sender, error) {
	sender := m.options.Sender(account)
	if !account.NeedsLogin() {
		return sender, nil
	}
	secret, err := sender.Secret(ctx)
	if err != nil {
		return nil, &outbox.Failure{Stage: outbox.StageAuth, Err: err}
	}
	sender.Secret = func(context.Context) (string, error) { return secret, nil }
	return sender, nil
}

// send sends the only letter of a plan. A browser that goes away does not end it, because ctx has no end of its own.
func (m *Mailer) send(ctx context.Context, p *delivery.Plan, sender *smtp.Sender) delivery.Result {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(m.options.Interrupted, stop)()
	return p.Send(ctx, delivery.SendOptions{Sender: sender, GracePeriod: m.options.GracePeriod, KeepResults: true}).Results[0]
}
