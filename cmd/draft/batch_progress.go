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
	total int    // 0 where it is not known
	count int
	begun time.Time
	next  time.Time // when a line is due
	bar   *progressbar.ProgressBar
	shown *patient
}

// How long a batch works before it tells, and how often it tells then where there is no terminal.
const (
	untilProgress = 500 * time.Millisecond
	lineEvery     = 5 * time.Second
)

func (b *batching) progress(id string, total int) *progress {
	now := time.Now()
	p := &progress{batching: b, id: id, total: total, begun: now, next: now.Add(lineEvery)}
	if b.errWidth() > 0 && !b.plain() && !b.quiet && !b.json {
		p.draw()
	}
	return p
}

// draw makes the bar. In a narrow window it shows no numbers: a bar that is broken over two lines cannot be erased.
func (p *progress) draw() {
	const narrow, cells = 70, 10
	total := p.total
	if total == 0 {
		total = -1
	}
	p.shown = &patient{w: p.err, from: p.begun.Add(untilProgress)}
	options := []progressbar.Option{
		progressbar.OptionSetWriter(p.shown), progressbar.OptionSetDescription(p.text(p.id, nil)), progressbar.OptionSetWidth(cells),
		progressbar.OptionThrottle(100 * time.Millisecond), progressbar.OptionSpinnerType(9), progressbar.OptionSetSpinnerChangeInterval(0),
		progressbar.OptionUseANSICodes(true), progressbar.OptionSetPredictTime(true),
	}
	if p.errWidth() >= narrow {
		options = append(options,
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(p.text("batch.rows", nil)),
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
	if p.count%adjustEvery == 0 {
		p.memory.adjust()
	}
	switch {
	case p.bar != nil:
		if p.count%32 == 0 { // to draw costs more than to work
			_ = p.bar.Add(32) // a bar that cannot be drawn is no loss
		}
	case p.count%64 == 0 && !p.quiet && time.Now().After(p.next):
		p.line()
		p.next = time.Now().Add(lineEvery)
	}
}

func (p *progress) line() {
	rate := float64(p.count) / time.Since(p.begun).Seconds()
	args := lang.Args{"What": p.text(p.id, nil), "Count": p.count, "Total": p.total, "Rate": int(rate), "Left": ""}
	if p.total > 0 && rate > 0 {
		args["Left"] = (time.Duration(float64(p.total-p.count)/rate) * time.Second).String()
	}
	p.say("batch.progress", args)
}

// end takes the bar away.
func (p *progress) end() {
	if p.bar != nil && p.shown.wrote {
		_, _ = io.WriteString(p.err, "\r\x1b[2K")
	}
}
