package term

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"draft/cmd/draft/internal/lang"
)

// Progress shows the progress of some work: a bar in a window, else a line every few seconds. Work that is done in a moment
// shows nothing. The methods of a nil Progress do nothing.
type Progress struct {
	terminal *Terminal
	options  ProgressOptions
	count    int
	begun    time.Time
	next     time.Time // when a line is due
	bar      *progressbar.ProgressBar
	shown    *delayed
}

// ProgressOptions says what a Progress counts.
type ProgressOptions struct {
	ID    string // of the message that names the work
	Unit  string // ID of the message that names what is counted
	Total int    // 0 if it is unknown
	// Every is the number of steps between two drawings, because to draw may cost more than the work.
	Every int
	// After is how long the work takes before the bar is shown.
	After time.Duration
}

// lineEvery is the time between two lines if there is no window.
const lineEvery = 5 * time.Second

// NewProgress starts the progress of some work.
func (t *Terminal) NewProgress(o ProgressOptions) *Progress {
	p := &Progress{terminal: t, options: o, begun: time.Now()}
	p.next = p.begun.Add(lineEvery)
	if t.ErrWidth() > 0 && !t.Plain() && !t.Quiet && !t.JSON {
		p.draw()
	}
	return p
}

// draw creates the bar. In a narrow window it shows no numbers, because a bar that is broken over two lines cannot be
// erased.
func (p *Progress) draw() {
	const narrow, cells = 70, 10
	total := p.options.Total
	if total == 0 {
		total = -1
	}
	p.shown = &delayed{w: p.terminal.Err, from: p.begun.Add(p.options.After)}
	options := []progressbar.Option{
		progressbar.OptionSetWriter(p.shown), progressbar.OptionSetDescription(p.terminal.View.Text(p.options.ID, nil)), progressbar.OptionSetWidth(cells),
		progressbar.OptionThrottle(100 * time.Millisecond), progressbar.OptionSpinnerType(9), progressbar.OptionSetSpinnerChangeInterval(0),
		progressbar.OptionUseANSICodes(true), progressbar.OptionSetPredictTime(true),
	}
	if p.terminal.ErrWidth() >= narrow {
		options = append(options,
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(p.terminal.View.Text(p.options.Unit, nil)),
		)
	}
	p.bar = progressbar.NewOptions(total, options...)
}

// delayed is a writer that drops everything before a moment.
type delayed struct {
	w     io.Writer
	from  time.Time
	wrote bool
}

func (d *delayed) Write(b []byte) (int, error) {
	if time.Now().Before(d.from) {
		return len(b), nil
	}
	d.wrote = true
	return d.w.Write(b)
}

// Step counts one step.
func (p *Progress) Step() {
	if p == nil {
		return
	}
	p.count++
	switch {
	case p.bar != nil:
		if p.count%p.options.Every == 0 {
			_ = p.bar.Add(p.options.Every) // the work goes on if the bar cannot be drawn
		}
	case p.count%p.options.Every == 0 && !p.terminal.Quiet && time.Now().After(p.next):
		p.printLine()
		p.next = time.Now().Add(lineEvery)
	}
}

func (p *Progress) printLine() {
	v := p.terminal.View
	rate := float64(p.count) / time.Since(p.begun).Seconds()
	args := lang.Args{
		"What": v.Text(p.options.ID, nil), "Count": p.count, "Total": p.options.Total, "Rate": int(rate), "Left": "", "Unit": v.Text(p.options.Unit, nil),
	}
	if p.options.Total > 0 && rate > 0 {
		args["Left"] = (time.Duration(float64(p.options.Total-p.count)/rate) * time.Second).String()
	}
	p.terminal.Say("batch.progress", args)
}

// Hide erases the bar, so that lines can be printed. The next step draws it again.
func (p *Progress) Hide() {
	if p != nil && p.bar != nil && p.shown.wrote {
		_, _ = io.WriteString(p.terminal.Err, "\r\x1b[2K")
	}
}
