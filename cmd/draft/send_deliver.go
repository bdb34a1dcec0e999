package main

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts/delivery"
)

// printPlan shows each letter as it would go out, and by which account. Of many it shows what they have in common.
func (s *sendOptions) printPlan() {
	if s.plan.Many() {
		s.printMany()
		return
	}
	for _, item := range s.plan.Items {
		for _, line := range view.PlannedLines(s.app.view, item, s.mailbox) {
			s.sayLine(line)
		}
		if warning := view.OtherSender(s.app.view, item.Info.From, s.mailbox); warning != "" {
			s.warn(warning)
		}
	}
}

// printMany tells of many letters what they have in common.
func (s *sendOptions) printMany() {
	var bytes int64
	domains, senders := map[string]int{}, map[string]bool{}
	for _, item := range s.plan.Items {
		bytes += item.Info.Size
		senders[item.Info.From] = true
		for _, to := range item.Recipients {
			_, domain, _ := strings.Cut(to, "@")
			domains[domain]++
		}
	}
	s.app.term.Say("send.many", lang.Args{"Count": len(s.plan.Items), "Size": view.Size(bytes), "Account": s.mailbox.Name, "Server": view.Server(s.mailbox)})
	s.app.term.Say("send.many_to", lang.Args{"Domains": view.TopDomains(s.app.view, domains)})
	for from := range senders {
		if text := view.OtherSender(s.app.view, from, s.mailbox); text != "" {
			s.warn(text)
		}
	}
}

// sayLine prints a line about what goes out.
func (s *sendOptions) sayLine(text string) {
	if !s.app.term.JSON {
		s.app.term.PrintErr(text)
	}
}

func (s *sendOptions) warn(text string) {
	s.app.term.Say("note.warn", lang.Args{"Text": text})
}

// rehearse goes as far as the login, and sends nothing.
func (s *sendOptions) rehearse(ctx context.Context) error {
	s.app.term.Say("send.connecting", lang.Args{"Host": s.mailbox.Host})
	features, err := s.app.probe(ctx, s.app.prober(s.mailbox))
	if err != nil {
		return view.WrapMailError(err, s.mailbox)
	}
	if s.app.term.JSON {
		return s.app.term.PrintJSON(view.RehearsalObject(s.plan.Items, s.mailbox, features))
	}
	s.app.term.Say("send.rehearsed", lang.Args{"Host": s.mailbox.Host})
	return nil
}

// deliver hands the letters over, tells what became of each, and ends with the worst of it.
func (s *sendOptions) deliver(ctx context.Context) error {
	report, err := s.handOver(ctx, nil)
	switch {
	case err != nil:
	case s.app.term.JSON:
		return s.app.term.PrintJSON(map[string]any{"results": view.SentObjects(s.app.view, report.Results, s.words())})
	case report.Elsewhere+report.Busy > 0:
		s.sayLine(view.Shared(s.app.view, report))
	case s.plan.Many():
		s.app.term.Say("send.many_sent", lang.Args{"Count": report.Sent})
	}
	if s.queued && !s.app.term.JSON {
		count, err := s.plan.CountOtherUnknown(ctx)
		if err != nil {
			return s.cliError(err)
		}
		if count > 0 {
			s.app.term.Say("send.left_unknown", lang.Args{"Count": count})
		}
	}
	return err
}

// handOver gives the letters to the outbox, and tells what became of each. bar shows how far it is, if it is not nil. The error
// is a *view.UndeliveredError if not all were sent.
func (s *sendOptions) handOver(ctx context.Context, bar *term.Progress) (delivery.Report, error) {
	ctx, gracePeriod, stop := s.app.term.Interruptible(ctx, "send.leaving")
	defer stop()
	s.app.term.Say("send.connecting", lang.Args{"Host": s.mailbox.Host})
	words := s.words()
	interval, _ := delivery.ParseRate(s.rate) // it was checked with the flags
	var mu sync.Mutex                         // of the terminal: a pause begins while results come in
	outcome := s.plan.Send(ctx, delivery.SendOptions{
		Sender: s.app.sender(s.mailbox), Connections: s.connections, Interval: interval, GracePeriod: gracePeriod, Committed: s.app.onCommitting,
		KeepResults: s.app.term.JSON || s.table, Shared: s.queued || s.table,
		Waiting: func(wait time.Duration) {
			mu.Lock()
			defer mu.Unlock()
			bar.Hide()
			s.app.term.Say("send.waiting", view.WaitingArgs(s.rate, s.app.now().Add(wait), words))
		},
		Pause: func(ctx context.Context, wait time.Duration) error {
			mu.Lock()
			bar.Hide()
			s.app.term.Say("send.pausing", lang.Args{"When": view.When(s.app.view, wait)})
			mu.Unlock()
			return s.app.sleep(ctx, wait)
		},
		Each: func(r delivery.Result) {
			mu.Lock()
			defer mu.Unlock()
			if !s.app.term.JSON && (!s.plan.Many() || r.Kind != delivery.Sent) {
				bar.Hide()
				for _, line := range view.SendResult(s.app.view, r, words) {
					s.app.term.PrintErr(line)
				}
			}
			bar.Step()
		},
	})
	bar.Hide()
	s.sayHeld(outcome.Limit)
	return s.summarize(outcome, ctx.Err() != nil || errors.Is(outcome.Err, prompt.ErrInterrupted))
}

// summarize gives the end of a sending its words.
func (s *sendOptions) summarize(o delivery.Outcome, interrupted bool) (delivery.Report, error) {
	report := s.plan.Summarize(o, interrupted)
	if report.End == delivery.EndAll {
		return report, nil
	}
	return report, &view.UndeliveredError{Report: report, Sending: s.words()}
}

// sendLetter sends the letter of an interview, from its menu. One that could not be sent before is what it was then.
func (r *writeRun) sendLetter(doc *document) error {
	if !doc.waiting {
		if err := r.save(doc); err != nil {
			return err
		}
	}
	s := &sendOptions{app: r.app, names: []string{doc.ID}}
	err := s.run(context.Background())
	if s.plan != nil && len(s.plan.Items) > 0 {
		r.interview.session.Addresses.To = s.plan.Items[0].Recorded() // it may have been asked for
	}
	if err := r.refresh(); err != nil {
		return err
	}
	var declined *view.Error
	var failed *view.UndeliveredError
	switch {
	case errors.As(err, &declined) && declined.Code == view.CodeDeclined:
		r.app.term.Complain(err)
		return prompt.ErrBack
	case err == nil, errors.As(err, &failed) && failed.Report.End == delivery.EndUnknown:
		doc.out, doc.waiting = true, false
		r.kept.id = "" // a change now makes another letter
	case failed != nil:
		doc.waiting = true
	}
	return err
}
