package main

import (
	"context"
	"errors"
	"hash/maphash"
	"path/filepath"
	"strings"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts"
	"draft/drafts/batch"
	"draft/drafts/letter"
	"draft/drafts/outbox"
)

// outgoingMail is the part of a batch that sends: every letter is kept and frozen first, and then the outbox has them, so
// that `draft send --queued` can go on with what was left.
type outgoingMail struct {
	*sending
	on      bool            // --send
	allowed map[string]bool // domains where letters may go
	rows    []*sentRow      // in their order
	of      map[string]*sentRow
	results []outbox.Result
}

// sentRow is a row whose letter goes by mail, for the report, which is written when it is known what became of it.
type sentRow struct {
	cells  []string // as reportRow makes them
	letter *outgoing
	result outbox.Result
}

// prepareMail finds the mailbox, before anything is read.
func (b *batching) prepareMail(ctx context.Context) error {
	s := b.mail.sending
	if err := s.chooseMailbox(ctx); err != nil {
		return err
	}
	b.job.Addressed = true
	own := b.job.Envelope
	b.job.Envelope = func(from string, to []string, values letter.Values) drafts.Envelope {
		if from == "" {
			from = s.mailbox.Address
		}
		return own(from, to, values)
	}
	return nil
}

// matters tells which matters the kept letters are about, and whether somebody has, or may have, the letter.
type matters struct {
	seed maphash.Seed
	out  map[uint64]bool

	accounts map[string][]string      // the keys of letters of this kind that are out, by account
	payments map[string][]sentPayment // of accounts that were looked at
}

func (k *matters) look(key string) (there, out bool) {
	if k == nil {
		return false, false
	}
	out, there = k.out[maphash.String(k.seed, key)]
	return there, out
}

// lookUp reads what kept letters are about. A store that is not there is not made for that.
func (b *batching) lookUp(ctx context.Context) (*matters, error) {
	folder, err := b.storeFolder()
	if err != nil || !files.Taken(filepath.Join(folder, "draft.db")) && !b.mail.on {
		return nil, nil //nolint:nilerr // there can be no letters
	}
	kept, err := b.store()
	if err != nil {
		return nil, err
	}
	k := &matters{seed: maphash.MakeSeed(), out: map[uint64]bool{}, accounts: map[string][]string{}, payments: map[string][]sentPayment{}}
	for m, err := range kept.Matters(ctx) {
		if err != nil {
			return nil, b.storeError(err)
		}
		id := maphash.String(k.seed, m.Key)
		k.out[id] = k.out[id] || m.Status.Out()
		if account, ok := drafts.AccountOf(m.Key, b.job.Template.Kind); ok && m.Status.Out() {
			k.accounts[account] = append(k.accounts[account], m.Key)
		}
	}
	return k, nil
}

// confirmMail asks about all that goes out.
func (b *batching) confirmMail() error {
	s := b.mail.sending
	b.mail.allowed = map[string]bool{}
	var unlisted []string
	for _, domain := range b.tally.domains.sorted() {
		b.mail.allowed[domain] = true
		if b.unlisted(domain) {
			unlisted = append(unlisted, domain)
		}
	}
	if len(unlisted) > 0 && !s.unlisted {
		args := lang.Args{
			"Domain": strings.Join(unlisted, b.text("list.separator", nil)), "Count": len(unlisted),
			"Domains": strings.Join(b.job.Template.OfficialDomains, b.text("list.separator", nil)),
		}
		if !b.interactive() || b.json {
			return &usageError{id: "usage.batch_unlisted", args: args, command: "draft batch"}
		}
		if err := s.insist(b.text("batch.unlisted_note", args), b.text("batch.unlisted_ask", args)); err != nil {
			return err
		}
	}
	b.sayTotals()
	b.say("batch.by", lang.Args{"Account": s.mailbox.Name, "Server": server(s.mailbox)})
	switch {
	case s.yes:
		return nil
	case !b.interactive() || b.json:
		return &usageError{id: "usage.confirm_batch", command: "draft batch"}
	}
	return s.agree(b.text("send.confirm", lang.Args{"Count": b.letters()}), prompt.No)
}

// mailAll keeps the letters, sends them, and tells what became of each.
func (p *posting) mailAll(ctx context.Context) error {
	kept, err := p.store()
	if err != nil {
		return err
	}
	p.mail.of = map[string]*sentRow{}
	if err := p.post(ctx, &mailSink{posting: p, kept: kept}); err != nil {
		return err
	}
	switch {
	case p.failure != nil || ctx.Err() != nil:
	case len(p.mail.letters) > 0:
		p.undelivered = p.mail.send(ctx, p)
	default:
		p.undelivered = p.mail.sum(ctx, nil, nil)
	}
	return p.reportMail()
}

// send sends what was kept. The error is told when the report is written.
func (m *outgoingMail) send(ctx context.Context, p *posting) error {
	if err := m.ceiling(ctx); err != nil {
		return err
	}
	bar := p.progress("batch.sending", len(m.letters))
	defer bar.end()
	m.step = func(r outbox.Result) {
		m.of[r.ID].result = r
		bar.step()
	}
	var err error
	m.results, err = m.handOver(ctx)
	return err
}

// before notes a row whose letter went before.
func (p *posting) before(o batch.Outcome, b *sentBefore) (state, reason string, stop error) {
	args := lang.Args{
		"Place": o.Entry.Row.At.String(), "ID": b.letter.Short, "At": p.moment(sentAt(b.letter)), "Status": p.status(b.letter.Status),
	}
	p.already++
	if b.letter.Status == drafts.StatusUnknown {
		p.mail.unsure++
	}
	if !b.changed {
		return stateAlready, p.text("batch.sent_before", args), nil
	}
	if p.changed++; p.changed <= shownProblems {
		p.say("batch.sent_changed", args)
	}
	return stateChanged, p.text("batch.sent_changed", args), nil
}

// reportMail writes the report of what was sent.
func (p *posting) reportMail() error {
	for _, row := range p.mail.rows {
		if row.letter != nil {
			row.cells[reportState], row.cells[reportReason] = p.mail.outcome(row)
		}
		if p.ledger == nil {
			continue
		}
		if err := p.ledger.Write(row.cells); err != nil {
			return failed(p.app, "error.write", lang.Args{"Path": p.report}, err)
		}
	}
	return nil
}

// outcome is what became of a letter, and why.
func (m *outgoingMail) outcome(row *sentRow) (state, reason string) {
	r := row.result
	var before *outbox.Before
	switch {
	case errors.As(r.Err, &before):
		return m.text("report.state_already", nil), m.beforeText(before)
	case r.Status == "":
		return m.status(drafts.StatusQueued), ""
	case r.Failure != nil:
		return m.status(r.Status), strings.Join(m.explain(r.Failure, m.mailbox), " ")
	case r.Err != nil:
		return m.status(r.Status), strings.Join(m.known(m.storeError(r.Err)).lines(m.app), " ")
	}
	return m.status(r.Status), oneLine(r.Reply.String())
}

// sumMail ends a batch that was sent.
func (p *posting) sumMail() error {
	if p.already > 0 {
		p.say("batch.already", lang.Args{"Count": p.already})
	}
	if p.report != "" {
		p.say("write.saved", lang.Args{"Path": p.report})
	}
	switch {
	case p.undelivered != nil:
		return p.undelivered
	case p.leftOut+p.failed+p.changed > 0:
		return &badRows{batching: p.batching, code_: exitPart, out: true}
	case p.json:
		return p.printJSON(p.object())
	}
	return nil
}
