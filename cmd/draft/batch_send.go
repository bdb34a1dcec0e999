package main

import (
	"context"
	"errors"
	"hash/maphash"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/batch"
	"draft/drafts/letter"
	"draft/drafts/outbox"
	"draft/drafts/store"
)

// outgoingMail is the part of a batch that sends: every letter is kept and frozen first, and then the outbox has them, so
// that `draft send --queued` can go on with what was left.
type outgoingMail struct {
	app     *app
	sending *sendOptions
	on      bool            // --send
	allowed map[string]bool // domains where letters may go
	rows    []*sentRow      // in their order
	of      map[string]*sentRow
}

// sentRow is a row of a batch that is sent, for the report, which is written when it is known what became of it.
type sentRow struct {
	number int
	cells  []string    // as reportRow makes them
	letter *outgoing   // nil where none of this run goes out for it
	before *sentBefore // why not, where somebody has one
	beyond bool        // it comes after the last letter within --limit
	result outbox.Result
}

// prepareMail finds the mailbox, before anything is read.
func (b *batchOptions) prepareMail(ctx context.Context) error {
	s := b.mail.sending
	s.table = true
	if err := s.chooseMailbox(ctx); err != nil {
		return err
	}
	b.job.RequireAddresses, b.job.FindSent = true, b.hadBefore
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
	far  map[uint64]far

	earlier earlier
}

// far is how far the letters about a matter have come, of several the one that came farthest.
type far byte

const (
	farNone far = iota
	farKept     // nobody has one
	farOut      // somebody may have one
	farSent     // somebody has one
)

func (k *matters) look(key string) far {
	if k == nil {
		return farNone
	}
	return k.far[maphash.String(k.seed, key)]
}

// lookUp reads what kept letters are about. A store that is not there is not made for that.
func (b *batchOptions) lookUp(ctx context.Context) (*matters, error) {
	folder, err := b.app.config.StoreFolder()
	if err != nil || !files.Taken(filepath.Join(folder, "draft.db")) && !b.mail.on {
		return nil, nil //nolint:nilerr // there can be no letters
	}
	kept, err := b.app.store()
	if err != nil {
		return nil, err
	}
	k := &matters{seed: maphash.MakeSeed(), far: map[uint64]far{}}
	for m, err := range kept.KeyStatuses(ctx) {
		if err != nil {
			return nil, b.app.storeError(err)
		}
		is := farKept
		switch {
		case m.Status == drafts.StatusSent:
			is = farSent
		case m.Status.Out():
			is = farOut
		}
		id := maphash.String(k.seed, m.Key)
		k.far[id] = max(k.far[id], is)
		k.earlier.add(b, m)
	}
	if len(k.earlier.keys) > 0 {
		b.job.FindSimilar = b.resembling
	}
	return k, nil
}

// confirmMail asks about all that goes out.
func (b *batchOptions) confirmMail() error {
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
			"Domain": strings.Join(unlisted, b.app.view.Text("list.separator", nil)), "Count": len(unlisted),
			"Domains": strings.Join(b.job.Template.OfficialDomains, b.app.view.Text("list.separator", nil)),
		}
		if !b.app.term.Interactive() || b.app.term.JSON {
			return view.Usage("usage.batch_unlisted", args, "draft batch")
		}
		if err := s.insist(b.app.view.Text("batch.unlisted_note", args), b.app.view.Text("batch.unlisted_ask", args)); err != nil {
			return err
		}
	}
	b.sayTotals()
	b.sayHad()
	b.app.term.Say("batch.by", lang.Args{"Account": s.mailbox.Name, "Server": view.Server(s.mailbox)})
	switch {
	case s.yes, b.goes() == 0:
		return nil
	case !b.app.term.Interactive() || b.app.term.JSON:
		return view.Usage("usage.confirm_batch", nil, "draft batch")
	}
	return s.agree(b.app.view.Text("send.confirm", lang.Args{"Count": b.goes()}), prompt.No)
}

// mailAll keeps the letters, sends them, and tells what became of each.
func (p *posting) mailAll(ctx context.Context) error {
	kept, err := p.app.store()
	if err != nil {
		return err
	}
	p.batch.mail.of = map[string]*sentRow{}
	if err := p.post(ctx, &mailSink{app: p.app, posting: p, kept: kept}); err != nil {
		return err
	}
	switch {
	case p.failure != nil || ctx.Err() != nil:
	case len(p.batch.mail.sending.letters) > 0:
		p.undelivered = p.batch.mail.send(ctx, p)
	default:
		p.undelivered = p.batch.mail.sending.sum(ctx, nil, nil)
	}
	return p.reportMail()
}

// send sends what was kept. The error is told when the report is written.
func (m *outgoingMail) send(ctx context.Context, p *posting) error {
	if err := m.sending.ceiling(ctx); err != nil {
		return err
	}
	bar := p.batch.sendingProgress(len(m.sending.letters))
	defer bar.end()
	m.sending.hide = bar.end
	m.sending.step = func(r outbox.Result) {
		m.of[r.ID].result = r
		bar.step()
	}
	_, err := m.sending.handOver(ctx)
	return err
}

// had counts the rows about what somebody has a letter already, or may have one.
type had struct {
	same    int // they say what was sent
	changed int // they say something else
	unknown int // nobody knows whether it arrived
	busy    int // another process is sending it
}

func (h *had) add(b *sentBefore) {
	switch {
	case b.letter.Status == drafts.StatusUnknown:
		h.unknown++
	case b.letter.Status != drafts.StatusSent:
		h.busy++
	case b.changed:
		h.changed++
	default:
		h.same++
	}
}

func (h had) all() int { return h.same + h.changed + h.unknown + h.busy }

// hadBefore is what batch.Job.FindSent asks: the error is the *sentBefore of a row. What goes wrong here does so again when
// the letter is made, and is told then.
func (b *batchOptions) hadBefore(e *batch.Entry) error {
	if b.matters.look(drafts.Key(b.job.Template, e.Values)) < farOut {
		return nil
	}
	d, err := drafts.Compose(e.Form, e.Envelope, drafts.Stamp{At: b.job.Now})
	if err != nil {
		return nil //nolint:nilerr // as said above
	}
	l := &batch.Letter{Entry: e, Draft: d}
	g, err := b.readFiles(l)
	if err != nil {
		return nil //nolint:nilerr // as said above
	}
	var before *sentBefore
	if _, err := b.same(l, b.content(l, g)); errors.As(err, &before) {
		return before
	}
	return nil
}

// noteHad counts a row whose letter somebody has, and keeps what there is.
func (b *batchOptions) noteHad(e *batch.Entry) {
	var before *sentBefore
	if !e.Good() || !errors.As(e.AlreadySent, &before) {
		return
	}
	t := &b.tally
	t.had.add(before)
	if t.before == nil {
		t.before = map[int]*sentBefore{}
	}
	t.before[e.Row.Number] = before
	if t.had.same == 1 && t.firstSent == (answers.Place{}) {
		t.firstSent = e.Row.At
	}
	if len(t.told) < shownHad && (before.changed || before.letter.Status != drafts.StatusSent) {
		_, text := b.beforeRow(before, true)
		t.told = append(t.told, b.app.view.Text("batch.row", lang.Args{"Place": e.Row.At.String(), "Detail": text}))
	}
}

// shownHad is how many rows whose letters somebody has are shown one by one.
const shownHad = 5

// sayHad tells of the rows for which nothing goes out, before anybody says yes.
func (b *batchOptions) sayHad() {
	t := &b.tally
	if t.had.same > 0 {
		b.app.term.Say("batch.sent_rows", lang.Args{"Count": t.had.same, "Place": t.firstSent.String(), "Send": true})
	}
	for _, line := range t.told {
		b.app.term.PrintOnce(line)
	}
	if others := t.had.all() - t.had.same - len(t.told); others > 0 {
		b.app.term.Say("batch.had_more", lang.Args{"Count": others, "Changed": t.had.changed, "Unknown": t.had.unknown})
	}
}

// goes is how many letters go out.
func (b *batchOptions) goes() int {
	n := b.tally.good - b.tally.had.all()
	if b.limit > 0 {
		n = min(n, b.limit)
	}
	return n
}

// beyondLimit is how many letters of the table wait for another run.
func (b *batchOptions) beyondLimit() int { return b.tally.good - b.tally.had.all() - b.goes() }

// beforeRow tells of a row whose letter somebody has, or may have: its state in the report, and what there is. What to do is
// left out where it is said of all together.
func (b *batchOptions) beforeRow(s *sentBefore, summed bool) (state, text string) {
	args := lang.Args{
		"ID": s.letter.Short, "At": b.app.view.Moment(handedAt(s.letter)), "Status": b.app.view.Status(s.letter.Status),
		"By": b.mail.sending.sameWay(), "Summed": summed,
	}
	switch {
	case s.letter.Status == drafts.StatusUnknown:
		return b.app.view.Status(drafts.StatusUnknown), b.app.view.Text("batch.sent_unknown", args)
	case s.letter.Status != drafts.StatusSent:
		return b.app.view.Status(s.letter.Status), b.app.view.Text("batch.sent_busy", args)
	case s.changed:
		return b.app.view.Text("report.state_changed", nil), b.app.view.Text("batch.sent_changed", args)
	}
	return b.app.view.Text("report.state_already", nil), b.app.view.Text("batch.sent_before", args)
}

// handedAt is when a letter was sent, or may have been.
func handedAt(l store.Letter) time.Time {
	if at := l.SentAt(); !at.IsZero() {
		return at
	}
	for _, a := range slices.Backward(l.Attempts) {
		if !a.Committing.IsZero() {
			return a.Committing
		}
	}
	return l.Changed
}

// reportMail writes the report of what was sent.
func (p *posting) reportMail() error {
	for _, row := range p.batch.mail.rows {
		if row.letter != nil {
			state, reason := p.batch.mail.outcome(row)
			row.cells[reportState] = state
			var before *outbox.AlreadySentError
			if errors.As(row.result.Err, &before) {
				row.cells[reportPlace] = before.ID // the letter of this run is none that anybody has
			}
			if remarks := row.cells[reportReason]; remarks != "" {
				reason += p.app.view.Text("batch.reason_separator", nil) + remarks
			}
			row.cells[reportReason] = reason
		}
		if err := p.dueRow(row); err != nil {
			return err
		}
		if p.ledger == nil {
			continue
		}
		if err := p.ledger.Write(row.cells); err != nil {
			return view.Fail("error.write", lang.Args{"Path": p.batch.report}, err)
		}
	}
	return nil
}

// dueRow takes the deadline off a row whose letter nobody has for sure; one that was sent before has that of then.
func (p *posting) dueRow(row *sentRow) error {
	switch before := row.before; {
	case row.letter != nil && row.result.Status == drafts.StatusSent:
	case before != nil && before.letter.Status == drafts.StatusSent:
		d, err := p.app.deadline(before.letter)
		if err != nil {
			return err
		}
		if row.cells[reportDeadline] = ""; d != nil {
			row.cells[reportDeadline] = p.batch.dueRange(d)
		}
	default:
		row.cells[reportDeadline] = ""
	}
	return nil
}

// outcome is what became of a letter, and why.
func (m *outgoingMail) outcome(row *sentRow) (state, reason string) {
	r := row.result
	var before *outbox.AlreadySentError
	var busy *outbox.BusyError
	switch {
	case errors.As(r.Err, &before):
		state := m.app.view.Text("report.state_already", nil)
		if before.Status != drafts.StatusSent {
			state = m.app.view.Status(before.Status)
		}
		return state, m.sending.beforeText(before)
	case errors.As(r.Err, &busy):
		return m.app.view.Status(busy.Status), strings.Join(m.app.view.Lines(m.app.storeError(r.Err)), " ")
	case r.Status == "", r.Status == drafts.StatusQueued && r.Failure == nil && r.Err == nil:
		return m.app.view.Status(drafts.StatusQueued), m.app.view.Text("batch.waits", lang.Args{"By": m.sending.queueWay()})
	case r.Failure != nil:
		lines := m.app.view.Explain(r.Failure, m.sending.mailbox)
		for i := range lines {
			lines[i] = strings.TrimSpace(lines[i])
		}
		return m.app.view.Status(r.Status), strings.Join(lines, m.app.view.Text("batch.reason_separator", nil))
	case r.Err != nil:
		return m.app.view.Status(r.Status), strings.Join(m.app.view.Lines(m.app.storeError(r.Err)), " ")
	}
	return m.app.view.Status(r.Status), view.OneLine(r.Reply.String())
}

// fates counts what became of the letters of this run.
type fates struct {
	sent, already, unknown, busy, refused, waiting int
	later                                          int // of refused, those that the queue tries again
}

func (m *outgoingMail) fates() fates {
	var f fates
	for _, row := range m.rows {
		if row.letter == nil {
			continue
		}
		var before *outbox.AlreadySentError
		var busy *outbox.BusyError
		switch r := row.result; {
		case errors.As(r.Err, &before) && before.Status == drafts.StatusSent: // since the table was checked, or it was purged
			f.already++
		case errors.As(r.Err, &before) && before.Status != drafts.StatusUnknown: // another process is at it
			f.busy++
		case errors.As(r.Err, &before), r.Status == drafts.StatusUnknown, r.Status == drafts.StatusSent && r.Err != nil: // the next run will not know
			f.unknown++
		case errors.As(r.Err, &busy):
			f.busy++
		case r.Status == drafts.StatusSent:
			f.sent++
		case r.Status == drafts.StatusFailedTemp, r.Status == drafts.StatusFailedPerm, r.Status == "" && r.Err != nil:
			f.refused++
			if r.Status == drafts.StatusFailedTemp {
				f.later++
			}
		default:
			f.waiting++
		}
	}
	return f
}

// sayMail tells how many letters went out, and of the others why they did not.
func (p *posting) sayMail() {
	f := p.batch.mail.fates()
	p.app.term.Say("batch.sent", lang.Args{
		"Sent": f.sent, "Already": f.already + p.had.same, "Changed": p.had.changed, "Busy": f.busy + p.had.busy,
		"Unknown": f.unknown + p.had.unknown,
		"Refused": f.refused, "Waiting": f.waiting,
	})
	p.sayBeyond()
	if f.unknown+p.had.unknown > 0 {
		p.app.term.Say("send.find_out", lang.Args{"By": p.batch.mail.sending.sameWay()})
	}
	if p.batch.report != "" {
		p.app.term.Say("write.saved", lang.Args{"Path": p.batch.report})
	}
}

// sumMail ends a batch that was sent.
func (p *posting) sumMail() error {
	p.sayMail()
	switch {
	case p.undelivered != nil:
		return &batchStopped{posting: p, cause: view.AsCLIError(p.undelivered)}
	case p.leftOut+p.failed+p.had.changed+p.had.busy > 0:
		return &badRows{batching: p.batch, exit: view.ExitPart, out: true}
	case p.app.term.JSON:
		return p.app.term.PrintJSON(p.batch.object())
	}
	return nil
}
