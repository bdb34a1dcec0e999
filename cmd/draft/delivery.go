package main

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/outbox"
	"draft/drafts/store"
)

// sayWhatGoes shows each letter as it would go out, and by which mailbox.
func (s *sendOptions) sayWhatGoes() {
	if s.many() {
		s.sayHowMany()
		return
	}
	for _, o := range s.letters {
		s.app.term.Say("send.from", lang.Args{"Text": o.sender, "Account": s.mailbox.Name, "Server": view.Server(s.mailbox)})
		s.app.term.Say("send.to_line", lang.Args{"Text": strings.Join(o.recipients, ", ")})
		s.app.term.Say("preview.subject", lang.Args{"Text": o.subject})
		for _, f := range o.attachment {
			s.app.term.Say("send.attachment", lang.Args{"Name": view.OneLine(f.Name), "Size": view.Size(int64(f.Size))})
		}
		s.app.term.Say("send.size", lang.Args{"Size": view.Size(o.gist.size)})
		if len(o.changed) > 0 {
			s.app.term.Say("note.warn", lang.Args{"Text": s.app.view.Text("send.changed_note", lang.Args{"Names": strings.Join(o.changed, s.app.view.Text("list.separator", nil))})})
		}
		if from := o.gist.from; s.mailbox.Address != "" && from != "" && !strings.EqualFold(from, s.mailbox.Address) {
			s.app.term.Say("note.warn", lang.Args{"Text": s.app.view.Text("send.other_from", lang.Args{"From": from, "Address": s.mailbox.Address})})
		}
	}
}

// fewLetters are shown one by one.
const fewLetters = 10

// many tells that there are too many letters to tell of each.
func (s *sendOptions) many() bool { return len(s.letters)+s.skipped > fewLetters }

// summed tells that what to do about letters that did not go is said once at the end, and not of each.
func (s *sendOptions) summed() bool { return s.table || s.queued || s.many() }

// sayHowMany tells of many letters what they have in common.
func (s *sendOptions) sayHowMany() {
	var bytes int64
	domains, senders := map[string]int{}, map[string]bool{}
	for _, o := range s.letters {
		bytes += o.gist.size
		senders[o.gist.from] = true
		for _, to := range o.recipients {
			_, domain, _ := strings.Cut(to, "@")
			domains[domain]++
		}
	}
	s.app.term.Say("send.many", lang.Args{"Count": len(s.letters), "Size": view.Size(bytes), "Account": s.mailbox.Name, "Server": view.Server(s.mailbox)})
	s.app.term.Say("send.many_to", lang.Args{"Domains": s.app.view.TopDomains(domains)})
	for from := range senders {
		if s.mailbox.Address != "" && from != "" && !strings.EqualFold(from, s.mailbox.Address) {
			s.app.term.Say("note.warn", lang.Args{"Text": s.app.view.Text("send.other_from", lang.Args{"From": from, "Address": s.mailbox.Address})})
		}
	}
}

// rehearse goes as far as the login, and sends nothing.
func (s *sendOptions) rehearse(ctx context.Context) error {
	s.app.term.Say("send.connecting", lang.Args{"Host": s.mailbox.Host})
	features, err := s.app.probe(ctx, s.app.prober(s.mailbox))
	if err != nil {
		return view.WrapMailError(err, s.mailbox)
	}
	if s.app.term.JSON {
		return s.app.term.PrintJSON(s.rehearsalObject(features))
	}
	s.app.term.Say("send.rehearsed", lang.Args{"Host": s.mailbox.Host})
	return nil
}

// freeze makes the message what it will be for good, and has the store remember it before it goes.
func (s *sendOptions) freeze(ctx context.Context, o *outgoing) error {
	kept, err := s.app.store()
	if err != nil {
		return err
	}
	if o.letter.Status == drafts.StatusUnknown { // to be sent again, as somebody said and has just confirmed
		if err := kept.Resolve(ctx, o.letter.ID, false); err != nil {
			return s.app.storeError(err)
		}
	}
	if o.frozen && !o.again {
		return nil
	}
	if o.document != nil {
		if err := s.compose(o); err != nil {
			return err
		}
	}
	m := outbox.Message{ID: o.letter.ID, From: o.message.From(), To: o.message.Recipients(), Wire: o.message.Bytes()}
	f := store.Frozen{Account: s.mailbox.Name, MessageID: o.gist.id, Digest: o.gist.digest}
	if o.foreign {
		err = kept.Adopt(ctx, o.letter, m, f, o.again)
	} else {
		revision := o.letter.Revision
		if o.letter.Status == drafts.StatusUnknown {
			revision = 0 // it has just been resolved
		}
		err = kept.Queue(ctx, m, f, o.again, revision)
	}
	if err != nil {
		return s.app.storeError(err)
	}
	return nil
}

// readdress keeps the recipient that was asked for with its letter.
func (s *sendOptions) readdress(ctx context.Context, o *outgoing) error {
	kept, err := s.app.store()
	if err != nil {
		return err
	}
	data, err := json.Marshal(o.content)
	if err != nil {
		return err
	}
	l := o.letter
	l.To, l.Content = o.content.To, data
	if err := kept.Put(ctx, l); err != nil {
		return s.app.storeError(err)
	}
	o.letter, err = s.app.letter(l.ID)
	return err
}

// deliver hands the letters over, tells what became of each, and ends with the worst of it.
func (s *sendOptions) deliver(ctx context.Context) error {
	results, err := s.handOver(ctx)
	switch {
	case err != nil:
	case s.app.term.JSON:
		return s.app.term.PrintJSON(map[string]any{"results": s.resultObjects(results)})
	case s.many():
		s.app.term.Say("send.many_sent", lang.Args{"Count": len(results)})
	}
	if s.queued && !s.app.term.JSON {
		if err := s.sayLeftUnknown(ctx, results); err != nil {
			return err
		}
	}
	return err
}

// sayLeftUnknown tells of letters of earlier runs of which nobody knows whether they arrived: the queue passes them by.
func (s *sendOptions) sayLeftUnknown(ctx context.Context, results []outbox.Result) error {
	kept, err := s.app.store()
	if err != nil {
		return err
	}
	mine := map[string]bool{}
	for _, r := range results {
		mine[r.ID] = true
	}
	count := 0
	for l, err := range kept.List(ctx, store.Filter{Statuses: []drafts.Status{drafts.StatusUnknown}}) {
		if err != nil {
			return s.app.storeError(err)
		}
		if !mine[l.ID] {
			count++
		}
	}
	if count > 0 {
		s.app.term.Say("send.left_unknown", lang.Args{"Count": count})
	}
	return nil
}

// handOver gives the letters to the outbox, and tells what became of each. The error is an *undelivered where not all were
// sent.
func (s *sendOptions) handOver(ctx context.Context) ([]outbox.Result, error) {
	kept, err := s.app.store()
	if err != nil {
		return nil, err
	}
	ctx, patience, stop := s.app.term.Interruptible(ctx, "send.leaving")
	defer stop()
	named := map[string]*outgoing{}
	for _, o := range s.letters {
		named[o.letter.ID] = o
	}
	s.app.term.Say("send.connecting", lang.Args{"Host": s.mailbox.Host})
	box := outbox.Outbox{
		Journal: kept, Sender: s.app.sender(s.mailbox), Connections: s.pacing.connections, Pace: s.pacing.pace(), Halt: s.halt,
		GracePeriod: patience, Committed: s.app.onCommitting,
	}
	var results []outbox.Result
	err = box.Send(ctx, s.orders(), func(r outbox.Result) {
		results = append(results, r)
		if !s.many() || r.Status != drafts.StatusSent || r.Err != nil {
			if s.hide != nil {
				s.hide()
			}
			s.sayResult(named[r.ID], r)
		}
		if s.step != nil {
			s.step(r)
		}
	})
	return results, s.sum(ctx, results, err)
}

// orders are the letters as the outbox wants them.
func (s *sendOptions) orders() iter.Seq[outbox.Order] {
	return func(yield func(outbox.Order) bool) {
		for _, o := range s.letters {
			if !yield(outbox.Order{ID: o.letter.ID, Digest: o.gist.digest, Size: o.gist.size, Account: s.mailbox.Name}) {
				return
			}
		}
	}
}

// sum makes one end of what became of the letters.
func (s *sendOptions) sum(ctx context.Context, results []outbox.Result, err error) error {
	var sent, unknown int
	for _, r := range results {
		switch {
		case r.Status == drafts.StatusUnknown, r.Status == drafts.StatusSent && r.Err != nil: // the next run will not know
			unknown++
		case r.Status == drafts.StatusSent:
			sent++
		}
	}
	u := &undelivered{sending: s, results: results, cause: err, sent: sent}
	switch {
	case unknown+s.unsure > 0:
		u.exit = view.ExitUnknown
	case sent == len(s.letters) && s.skipped+s.held == 0:
		return nil
	case ctx.Err() != nil || errors.Is(err, prompt.ErrInterrupted):
		u.exit, u.cause = view.ExitInterrupted, nil
	case sent > 0:
		u.exit = view.ExitPart
	default:
		u.exit = view.ExitFailed
	}
	return u
}

// sendLetter sends the letter of an interview, from its menu. One that could not be sent before is what it was then.
func (r *writeRun) sendLetter(doc *document) error {
	if !doc.waiting {
		if err := r.save(doc); err != nil {
			return err
		}
	}
	s := &sendOptions{app: r.app, names: []string{doc.id}}
	err := s.run(context.Background())
	if len(s.letters) > 0 {
		r.interview.session.Addresses.To = s.letters[0].content.To // it may have been asked for
	}
	if err := r.refresh(); err != nil {
		return err
	}
	var declined *view.Error
	var failed *undelivered
	switch {
	case errors.As(err, &declined) && declined.Code == view.CodeDeclined:
		r.app.term.Complain(err)
		return prompt.ErrBack
	case err == nil, errors.As(err, &failed) && failed.exit == view.ExitUnknown:
		doc.out, doc.waiting = true, false
		r.kept.id = "" // a change now makes another letter
	case failed != nil:
		doc.waiting = true
	}
	return err
}
