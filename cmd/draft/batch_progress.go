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
	*batching
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
func (b *batching) progress(id string, total int) *progress {
	return b.drawn(&progress{id: id, unit: "batch.rows", total: total, every: 32}, untilProgress) // to draw costs more than to work
}

// sendingProgress is that of letters, each of which may take its time: it shows from the first on.
func (b *batching) sendingProgress(total int) *progress {
	return b.drawn(&progress{id: "batch.sending", unit: "batch.letters", total: total, every: 1}, 0)
}

// drawn begins to tell, on a terminal by a bar once it has taken a while.
func (b *batching) drawn(p *progress, after time.Duration) *progress {
	p.batching, p.begun = b, time.Now()
	p.next = p.begun.Add(lineEvery)
	if b.errWidth() > 0 && !b.plain() && !b.quiet && !b.json {
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
	p.shown = &patient{w: p.err, from: from}
	options := []progressbar.Option{
		progressbar.OptionSetWriter(p.shown), progressbar.OptionSetDescription(p.text(p.id, nil)), progressbar.OptionSetWidth(cells),
		progressbar.OptionThrottle(100 * time.Millisecond), progressbar.OptionSpinnerType(9), progressbar.OptionSetSpinnerChangeInterval(0),
		progressbar.OptionUseANSICodes(true), progressbar.OptionSetPredictTime(true),
	}
	if p.errWidth() >= narrow {
		options = append(options,
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(p.text(p.unit, nil)),
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
	p.count++
	switch {
	case p.bar != nil:
		if p.count%p.every == 0 {
			_ = p.bar.Add(p.every) // a bar that cannot be drawn is no loss
		}
	case p.count%p.every == 0 && !p.quiet && time.Now().After(p.next):
		p.line()
		p.next = time.Now().Add(lineEvery)
	}
}

func (p *progress) line() {
	rate := float64(p.count) / time.Since(p.begun).Seconds()
	args := lang.Args{"What": p.text(p.id, nil), "Count": p.count, "Total": p.total, "Rate": int(rate), "Left": "", "Unit": p.text(p.unit, nil)}
	if p.total > 0 && rate > 0 {
		args["Left"] = (time.Duration(float64(p.total-p.count)/rate) * time.Second).String()
	}
	p.say("batch.progress", args)
}

// end takes the bar away. It comes back with the next step.
func (p *progress) end() {
	if p.bar != nil && p.shown.wrote {
		_, _ = io.WriteString(p.err, "\r\x1b[2K")
	}
}
