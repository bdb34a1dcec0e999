package main

import (
	"context"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/batch"
	"draft/drafts/delivery"
)

// confirmMail asks whether the letters are to be sent.
func (b *batchOptions) confirmMail() error {
	s, words := b.mail, b.words
	if unlisted := words.Unlisted(); len(unlisted) > 0 && !s.unlisted {
		args := words.UnlistedArgs(unlisted)
		if !s.app.asks() {
			return view.Usage("usage.batch_unlisted", args, "draft batch")
		}
		if err := s.confirmRisk(b.app.view.Text("batch.unlisted_note", args), b.app.view.Text("batch.unlisted_ask", args)); err != nil {
			return err
		}
	}
	b.say(words.Totals()...)
	b.sayDuplicates()
	b.app.term.Say("batch.by", lang.Args{"Account": s.mailbox.Name, "Server": view.Server(s.mailbox)})
	letters := words.Summary.Letters()
	switch {
	case s.yes, letters == 0:
		return nil
	case !s.app.asks():
		return view.Usage("usage.confirm_batch", nil, "draft batch")
	}
	return s.confirm(b.app.view.Text("send.confirm", lang.Args{"Count": letters}), prompt.No)
}

// sayDuplicates says for which rows nothing is sent.
func (b *batchOptions) sayDuplicates() {
	same, notable, more := b.words.Duplicates()
	b.say(same...)
	for _, line := range notable {
		b.app.term.PrintOnce(line)
	}
	b.say(more...)
}

// sendAll stores the letters, sends them, and reports what became of each.
func (o *batchOutput) sendAll(ctx context.Context) error {
	b, s := o.batch, o.batch.mail
	kept, err := b.app.store()
	if err != nil {
		return err
	}
	if err := s.open(); err != nil {
		return err
	}
	s.plan.Account = s.mailbox
	o.queue = &batch.Queue{Job: b.job, Store: kept, Account: s.mailbox.Name, Allowed: map[string]bool{}}
	for _, domain := range b.words.Summary.Domains.Keys() {
		o.queue.Allowed[domain] = true
	}
	if err := o.writeTo(ctx, o.queue); err != nil {
		return err
	}
	s.plan.Items = o.queue.Items
	s.plan.CountUnknown(b.words.Report.Duplicates.Unknown)
	switch {
	case b.words.Report.Stop != nil || ctx.Err() != nil:
	case len(s.plan.Items) > 0:
		o.undelivered = o.deliver(ctx)
	default:
		_, o.undelivered = s.summarize(delivery.Outcome{}, ctx.Err() != nil)
	}
	return o.reportSent()
}

// deliver sends the stored letters.
func (o *batchOutput) deliver(ctx context.Context) error {
	b := o.batch
	if err := b.mail.applyDailyLimit(ctx); err != nil {
		return err
	}
	bar := b.app.term.NewProgress(term.ProgressOptions{
		ID: "batch.sending", Unit: "batch.letters", Total: len(b.mail.plan.Items), Every: 1, // each may take its time
	})
	defer bar.Hide()
	report, err := b.mail.handOver(ctx, bar)
	b.words.SetResults(report.Results)
	return err
}

// reportSent writes the report of what was sent.
func (o *batchOutput) reportSent() error {
	for _, row := range o.batch.words.Rows {
		due, err := o.dueOf(row)
		if err != nil {
			return err
		}
		cells := o.batch.words.SentCells(row, due)
		if o.report == nil {
			continue
		}
		if err := o.writeReport(cells); err != nil {
			return err
		}
	}
	return nil
}

// dueOf returns when an answer to the letter of a row is due; "" if it was not sent. A letter that was sent before keeps its deadline.
func (o *batchOutput) dueOf(row *view.BatchRow) (string, error) {
	switch already := row.Already; {
	case row.Result != nil && (row.Result.Delivered() || row.Result.SentElsewhere()):
		return row.WrittenDeadline(), nil
	case already != nil && already.Letter.Status == drafts.StatusSent:
		d, err := o.batch.app.deadline(already.Letter)
		return view.DeadlineRange(o.batch.app.view, d), err
	}
	return "", nil
}
