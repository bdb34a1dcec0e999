package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"draft/cmd/draft/internal/lang"
)

// progress tells how far a batch is: on a terminal by a bar, elsewhere by a line now and then. What is done in a moment
// shows none.
type progress struct {
	app   *app
	batch *batchOptions
	id    string // of its words
	unit  string // and of what is counted
	total int    // 0 where it is not known
	count int
	begun time.Time
	next  time.Time // when a line is due
	bar   *progressbar.ProgressBar
	shown *patient
	every int // steps from one drawing to the next
}

// How long a batch works before it tells, and how often it tells then where there is no terminal.
const (
	untilProgress = 500 * time.Millisecond
	lineEvery     = 5 * time.Second
)

// progress is that of rows, of which there may be thousands in a second.
func (b *batchOptions) progress(id string, total int) *progress {
	return b.drawn(&progress{id: id, unit: "batch.rows", total: total, every: 32}, untilProgress) // to draw costs more than to work
}

// sendingProgress is that of letters, each of which may take its time: it shows from the first on.
func (b *batchOptions) sendingProgress(total int) *progress {
	return b.drawn(&progress{id: "batch.sending", unit: "batch.letters", total: total, every: 1}, 0)
}

// drawn begins to tell, on a terminal by a bar once it has taken a while.
func (b *batchOptions) drawn(p *progress, after time.Duration) *progress {
	p.app, p.batch, p.begun = b.app, b, time.Now()
	p.next = p.begun.Add(lineEvery)
	if b.app.term.ErrWidth() > 0 && !b.app.term.Plain() && !b.quiet && !b.app.term.JSON {
		p.draw(p.begun.Add(after))
	}
	return p
}

// draw makes the bar. In a narrow window it shows no numbers: a bar that is broken over two lines cannot be erased.
func (p *progress) draw(from time.Time) {
	const narrow, cells = 70, 10
	total := p.total
	if total == 0 {
		total = -1
	}
	p.shown = &patient{w: p.app.term.Err, from: from}
	options := []progressbar.Option{
		progressbar.OptionSetWriter(p.shown), progressbar.OptionSetDescription(p.app.view.Text(p.id, nil)), progressbar.OptionSetWidth(cells),
		progressbar.OptionThrottle(100 * time.Millisecond), progressbar.OptionSpinnerType(9), progressbar.OptionSetSpinnerChangeInterval(0),
		progressbar.OptionUseANSICodes(true), progressbar.OptionSetPredictTime(true),
	}
	if p.app.term.ErrWidth() >= narrow {
		options = append(options,
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(p.app.view.Text(p.unit, nil)),
		)
	}
	p.bar = progressbar.NewOptions(total, options...)
}

// patient keeps to itself what is written before a moment.
type patient struct {
	w     io.Writer
	from  time.Time
	wrote bool
}

func (p *patient) Write(b []byte) (int, error) {
	if time.Now().Before(p.from) {
		return len(b), nil
	}
	p.wrote = true
	return p.w.Write(b)
}

// step is one row more.
func (p *progress) step() {
	if p == nil {
		return
	}
	p.count++
	switch {
	case p.bar != nil:
		if p.count%p.every == 0 {
			_ = p.bar.Add(p.every) // a bar that cannot be drawn is no loss
		}
	case p.count%p.every == 0 && !p.batch.quiet && time.Now().After(p.next):
		p.line()
		p.next = time.Now().Add(lineEvery)
	}
}

func (p *progress) line() {
	rate := float64(p.count) / time.Since(p.begun).Seconds()
	args := lang.Args{"What": p.app.view.Text(p.id, nil), "Count": p.count, "Total": p.total, "Rate": int(rate), "Left": "", "Unit": p.app.view.Text(p.unit, nil)}
	if p.total > 0 && rate > 0 {
		args["Left"] = (time.Duration(float64(p.total-p.count)/rate) * time.Second).String()
	}
	p.app.term.Say("batch.progress", args)
}

// end takes the bar away. It comes back with the next step.
func (p *progress) end() {
	if p != nil && p.bar != nil && p.shown.wrote {
		_, _ = io.WriteString(p.app.term.Err, "\r\x1b[2K")
	}
}
