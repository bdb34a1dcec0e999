package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts"
	"draft/drafts/outbox"
	"draft/drafts/store"
)

// sayWhatGoes shows each letter as it would go out, and by which mailbox.
func (s *sending) sayWhatGoes() {
	if s.many() {
		s.sayHowMany()
		return
	}
	for _, o := range s.letters {
		s.say("send.from", lang.Args{"Text": o.sender, "Account": s.mailbox.Name, "Server": server(s.mailbox)})
		s.say("send.to_line", lang.Args{"Text": strings.Join(o.recipients, ", ")})
		s.say("preview.subject", lang.Args{"Text": o.subject})
		for _, f := range o.attachment {
			s.say("send.attachment", lang.Args{"Name": oneLine(f.Name), "Size": size(int64(f.Size))})
		}
		s.say("send.size", lang.Args{"Size": size(o.gist.size)})
		if len(o.changed) > 0 {
			s.say("note.warn", lang.Args{"Text": s.text("send.changed_note", lang.Args{"Names": strings.Join(o.changed, s.text("list.separator", nil))})})
		}
		if from := o.gist.from; s.mailbox.Address != "" && from != "" && !strings.EqualFold(from, s.mailbox.Address) {
			s.say("note.warn", lang.Args{"Text": s.text("send.other_from", lang.Args{"From": from, "Address": s.mailbox.Address})})
		}
	}
}

// fewLetters are shown one by one.
const fewLetters = 10

// many tells that there are too many letters to tell of each.
func (s *sending) many() bool { return len(s.letters)+s.skipped > fewLetters }

// summed tells that what to do about letters that did not go is said once at the end, and not of each.
func (s *sending) summed() bool { return s.table || s.queued || s.many() }

// sayHowMany tells of many letters what they have in common.
func (s *sending) sayHowMany() {
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
	s.say("send.many", lang.Args{"Count": len(s.letters), "Size": size(bytes), "Account": s.mailbox.Name, "Server": server(s.mailbox)})
	s.say("send.many_to", lang.Args{"Domains": s.mostOf(domains)})
	for from := range senders {
		if s.mailbox.Address != "" && from != "" && !strings.EqualFold(from, s.mailbox.Address) {
			s.say("note.warn", lang.Args{"Text": s.text("send.other_from", lang.Args{"From": from, "Address": s.mailbox.Address})})
		}
	}
}

// mostOf lists what there is most of.
func (a *app) mostOf(counts map[string]int) string {
	const shown = 5
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], strings.Compare(a, b))
	})
	var parts []string
	for _, name := range names[:min(shown, len(names))] {
		parts = append(parts, a.text("send.many_domain", lang.Args{"Domain": name, "Count": counts[name]}))
	}
	if len(names) > shown {
		parts = append(parts, a.text("send.many_more", lang.Args{"Count": len(names) - shown}))
	}
	return strings.Join(parts, a.text("list.separator", nil))
}

// size writes a number of bytes as people read it.
func size(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%d KB", (n+1<<10-1)>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

// rehearse goes as far as the login, and sends nothing.
func (s *sending) rehearse(ctx context.Context) error {
	s.say("send.connecting", lang.Args{"Host": s.mailbox.Host})
	features, err := s.probe(ctx, s.prober(s.mailbox))
	if err != nil {
		return s.mailFault(err, s.mailbox)
	}
	if s.json {
		return s.printJSON(s.rehearsalObject(features))
	}
	s.say("send.rehearsed", lang.Args{"Host": s.mailbox.Host})
	return nil
}

// freeze makes the message what it will be for good, and has the store remember it before it goes.
func (s *sending) freeze(ctx context.Context, o *outgoing) error {
	kept, err := s.store()
	if err != nil {
		return err
	}
	if o.letter.Status == drafts.StatusUnknown { // to be sent again, as somebody said and has just confirmed
		if err := kept.Resolve(ctx, o.letter.ID, false); err != nil {
			return s.storeError(err)
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
		return s.storeError(err)
	}
	return nil
}

// readdress keeps the recipient that was asked for with its letter.
func (s *sending) readdress(ctx context.Context, o *outgoing) error {
	kept, err := s.store()
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
		return s.storeError(err)
	}
	o.letter, err = s.letter(l.ID)
	return err
}

// deliver hands the letters over, tells what became of each, and ends with the worst of it.
func (s *sending) deliver(ctx context.Context) error {
	results, err := s.handOver(ctx)
	switch {
	case err != nil:
	case s.json:
		return s.printResults(results)
	case s.many():
		s.say("send.many_sent", lang.Args{"Count": s.sent + len(results)})
	}
	if s.queued && !s.json {
		if err := s.sayLeftUnknown(ctx, results); err != nil {
			return err
		}
	}
	return err
}

// sayLeftUnknown tells of letters of earlier runs of which nobody knows whether they arrived: the queue passes them by.
func (s *sending) sayLeftUnknown(ctx context.Context, results []outbox.Result) error {
	kept, err := s.store()
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
			return s.storeError(err)
		}
		if !mine[l.ID] {
			count++
		}
	}
	if count > 0 {
		s.say("send.left_unknown", lang.Args{"Count": count})
	}
	return nil
}

// handOver gives the letters to the outbox, and tells what became of each. The error is an *undelivered where not all were
// sent.
func (s *sending) handOver(ctx context.Context) ([]outbox.Result, error) {
	kept, err := s.store()
	if err != nil {
		return nil, err
	}
	ctx, patience, stop := s.interruptible(ctx, "send.leaving")
	defer stop()
	named := map[string]*outgoing{}
	for _, o := range s.letters {
		named[o.letter.ID] = o
	}
	s.say("send.connecting", lang.Args{"Host": s.mailbox.Host})
	box := outbox.Outbox{
		Journal: kept, Sender: s.sender(s.mailbox), Connections: s.connections, Pace: s.pace(), Halt: s.halt,
		GracePeriod: patience, Committed: s.committed,
	}
	var results []outbox.Result // without those that are only counted
	reported := 0
	err = box.Send(ctx, s.orders(), func(r outbox.Result) {
		if r.Status == drafts.StatusSent && r.Err == nil && !s.json {
			s.sent++
		} else {
			results = append(results, r)
		}
		if reported++; s.memory != nil && reported%adjustEvery == 0 {
			s.memory.adjust()
		}
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
func (s *sending) orders() iter.Seq[outbox.Order] {
	return func(yield func(outbox.Order) bool) {
		for _, o := range s.letters {
			if !yield(outbox.Order{ID: o.letter.ID, Digest: o.gist.digest, Size: o.gist.size, Account: s.mailbox.Name}) {
				return
			}
		}
	}
}

// sum makes one end of what became of the letters.
func (s *sending) sum(ctx context.Context, results []outbox.Result, err error) error {
	sent, unknown := s.sent, 0
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
		u.code_ = exitUnknown
	case sent == len(s.letters) && s.skipped+s.held == 0:
		return nil
	case ctx.Err() != nil || errors.Is(err, prompt.ErrInterrupted):
		u.code_, u.cause = exitInterrupted, nil
	case sent > 0:
		u.code_ = exitPart
	default:
		u.code_ = exitFailed
	}
	return u
}

// interruptible gives a context that Ctrl-C ends, and one that a second Ctrl-C ends: who waits for the answer to a letter
// that is out learns what leaving now means.
func (a *app) interruptible(parent context.Context, leaving string) (ctx, patience context.Context, stop func()) {
	ctx, cancel := context.WithCancel(parent)
	patience, give := context.WithCancel(context.WithoutCancel(parent))
	done, ended := make(chan struct{}), make(chan struct{})
	go func() { // to be told of signals, the runtime makes a thread: nobody waits for that
		defer close(ended)
		signals := make(chan os.Signal, 2)
		signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		defer signal.Stop(signals)
		for leave := cancel; ; leave = give { // not by ctx: another of these may have ended that for the same Ctrl-C
			select {
			case <-signals:
			case <-done:
				return
			}
			if leave(); patience.Err() == nil && leaving != "" {
				if a.errWidth() > 0 { // what was typed, and maybe a bar, stands on the line
					a.printErr("")
				}
				a.say(leaving, nil)
			}
		}
	}()
	return ctx, patience, func() {
		close(done)
		<-ended
		cancel()
		give()
	}
}

// sendLetter sends the letter of an interview, from its menu. One that could not be sent before is what it was then.
func (w *writing) sendLetter(doc *document) error {
	if !doc.waiting {
		if err := w.keepLetter(doc); err != nil {
			return err
		}
	}
	s := &sending{app: w.app, names: []string{doc.id}}
	err := s.run(context.Background())
	if len(s.letters) > 0 {
		w.envelope.to = s.letters[0].content.To // it may have been asked for
	}
	if err := w.look(); err != nil {
		return err
	}
	var declined *notSent
	var failed *undelivered
	switch {
	case errors.As(err, &declined):
		w.complain(err)
		return prompt.ErrBack
	case err == nil, errors.As(err, &failed) && failed.code_ == exitUnknown:
		doc.out, doc.waiting = true, false
		w.id = "" // a change now makes another letter
	case failed != nil:
		doc.waiting = true
	}
	return err
}
