package main

import (
	"context"
	"errors"
	"hash/maphash"
	"path/filepath"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/batch"
	"draft/drafts/eml"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/outbox"
	"draft/drafts/store"
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
	if err := s.pacing.check("draft batch"); err != nil {
		return err
	}
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
	k := &matters{seed: maphash.MakeSeed(), out: map[uint64]bool{}}
	for m, err := range kept.Matters(ctx) {
		if err != nil {
			return nil, b.storeError(err)
		}
		id := maphash.String(k.seed, m.Key)
		k.out[id] = k.out[id] || m.Status.Out()
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
		if known := b.job.Template.OfficialDomains; len(known) > 0 && !official("@"+domain, known) {
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

// mailSink is the sink of letters that are to be sent: it keeps each, and freezes it.
type mailSink struct {
	*posting
	kept *store.Store
}

// sentBefore is a letter that is not made again, for there is one about the same matter that somebody has, or may have.
type sentBefore struct {
	letter  store.Letter
	changed bool // with other words
}

func (s *sentBefore) Error() string { return "letter " + s.letter.ID + " is about the same matter" }

// Make keeps a letter. One about the same matter that nobody has yet is replaced by it, or is sent itself where it says the
// same.
func (k *mailSink) Make(l *batch.Letter) (func() (string, error), error) {
	g, err := k.gatherFiles(l)
	if err != nil {
		return nil, err
	}
	c := k.content(l, g)
	for _, to := range l.Envelope.To {
		if _, domain, _ := strings.Cut(to.Address, "@"); !k.mail.allowed[strings.ToLower(domain)] {
			return nil, &failure{id: "batch.changed", args: lang.Args{"Path": k.path}}
		}
	}
	same, err := k.same(l, c)
	if err != nil {
		return nil, err
	}
	d := l.Draft
	if same != nil {
		if same.Frozen != nil && same.Status != drafts.StatusDraft && sameWords(*same, c) {
			return k.put(*same)
		}
		d.Stamp.ID = same.ID
		if tries := len(same.Attempts); tries > 0 { // other bytes than those that were refused
			d.Stamp.ID += "." + strconv.Itoa(tries)
		}
	}
	message, err := eml.Freeze(d, g.files)
	if err != nil {
		return nil, k.messageError(err)
	}
	kept, err := c.letter(l.Form, l.Draft, k.fit(l).Whole)
	if err != nil {
		return nil, err
	}
	if same != nil {
		kept.ID = same.ID
	}
	m := outbox.Message{From: message.From(), To: message.Recipients(), Wire: message.Bytes()}
	f := store.Frozen{
		MessageID: message.ID(), Digest: message.Digest(), Size: int64(len(message.Bytes())), Account: k.mail.mailbox.Name,
		Sender: message.From(), Recipients: message.Recipients(),
	}
	if err := k.kept.Adopt(context.Background(), kept, m, f, false); err != nil {
		return nil, k.storeError(err)
	}
	kept.Status, kept.Frozen = drafts.StatusQueued, &f
	return k.put(kept)
}

// same finds the kept letter about the same matter, to one of the same addresses, that is to be sent or replaced. The error
// is a *sentBefore where somebody has one.
func (k *mailSink) same(l *batch.Letter, c content) (*store.Letter, error) {
	key := drafts.Key(k.job.Template, l.Values)
	if there, _ := k.matters.look(key); !there {
		return nil, nil
	}
	letters, err := k.kept.About(context.Background(), key)
	if err != nil {
		return nil, k.storeError(err)
	}
	var open *store.Letter
	for i, other := range letters {
		switch {
		case other.Status.Out():
			if shares(other.To, c.To) {
				return nil, &sentBefore{other, !sameWords(other, c)}
			}
		case open == nil && (len(other.To) == 0 || shares(other.To, c.To) || other.Status == drafts.StatusFailedPerm):
			open = &letters[i]
		}
	}
	if open == nil {
		return nil, nil
	}
	whole, err := k.kept.Get(context.Background(), open.ID) // with its attempts
	if err != nil {
		return nil, k.storeError(err)
	}
	return &whole, nil
}

// shares tells whether two lists have an address in common.
func shares(a, b []string) bool {
	for _, one := range a {
		for _, two := range b {
			if strings.EqualFold(one, two) {
				return true
			}
		}
	}
	return false
}

// sameWords tells whether a kept letter says what another would, to the same people, with the same files.
func sameWords(l store.Letter, c content) bool {
	old, err := readContent(l)
	if err != nil || old.Subject != c.Subject || old.Body != c.Body || len(old.Files) != len(c.Files) || len(old.To) != len(c.To) {
		return false
	}
	for i := range old.Files {
		if old.Files[i].Digest != c.Files[i].Digest {
			return false
		}
	}
	for i := range old.To {
		if !strings.EqualFold(old.To[i], c.To[i]) {
			return false
		}
	}
	return old.From == c.From
}

// content is what a letter of the batch is made of.
func (p *posting) content(l *batch.Letter, g gathered) content {
	c := contentOf(l.Form, l.Draft, func(a answers.Answer) string {
		if q, _ := l.Form.Question(a.Name); q.Type == field.Files {
			a.Text, _ = mapPaths(q, a.Text, p.evidencePath)
		}
		return a.Text
	})
	for _, to := range l.Envelope.To {
		c.To = append(c.To, to.Address)
	}
	if from := l.Envelope.From; from != nil && from.Address != p.mail.mailbox.Address {
		c.From = from.Address
	}
	c.Limit, c.Metadata = p.chars, p.keepMeta
	for i, path := range l.Files {
		c.Files = append(c.Files, keptFile{Path: p.evidencePath(path), Digest: g.digests[i]})
	}
	if p.template != "" {
		c.Template = absolutePath(p.template)
	}
	return c
}

// put is the ordered half of Make.
func (k *mailSink) put(kept store.Letter) (func() (string, error), error) {
	return func() (string, error) {
		o, err := k.mail.waiting(kept)
		if err != nil {
			return "", err
		}
		k.mail.letters = append(k.mail.letters, o)
		k.mail.of[kept.ID] = &sentRow{letter: o}
		return kept.ID, nil
	}, nil
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
	if p.failure == nil && ctx.Err() == nil && len(p.mail.letters) > 0 {
		p.undelivered = p.mail.send(ctx, p)
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
