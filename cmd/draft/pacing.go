package main

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/time/rate"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
)

// pacing is how fast letters may go.
type pacing struct {
	connections int
	rate        string
}

// mostConnections is above what any provider takes from one sender.
const mostConnections = 20

func (p *pacing) flags(f *pflag.FlagSet) {
	f.IntVar(&p.connections, "connections", 1, "flag.connections")
	f.StringVar(&p.rate, "rate", "", "flag.rate")
}

func (p *pacing) check(command string) error {
	if p.connections < 1 || p.connections > mostConnections {
		return view.Usage("usage.connections", lang.Args{"Value": p.connections, "Most": mostConnections}, command)
	}
	if _, ok := interval(p.rate); !ok {
		return view.Usage("usage.rate", lang.Args{"Value": p.rate}, command)
	}
	return nil
}

// pace waits between two letters; nil where there is no rate.
func (p *pacing) pace() func(context.Context) error {
	every, _ := interval(p.rate)
	if every == 0 {
		return nil
	}
	return rate.NewLimiter(rate.Every(every), 1).Wait
}

// interval reads a rate, such as 30/m, as the time from one letter to the next; 0 of "", which is no rate.
func interval(text string) (time.Duration, bool) {
	if text == "" {
		return 0, true
	}
	count, unit, _ := strings.Cut(text, "/")
	n, err := strconv.Atoi(count)
	per, known := map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour}[strings.ToLower(unit)]
	if err != nil || !known || n < 1 || n > 1_000_000 {
		return 0, false
	}
	return per / time.Duration(n), true
}

// ceiling leaves out what would be more than the account may send in a day, which ends at midnight in China.
func (s *sendOptions) ceiling(ctx context.Context) error {
	if s.mailbox.Daily == 0 {
		return nil
	}
	kept, err := s.app.store()
	if err != nil {
		return err
	}
	n, err := kept.Sent(ctx, s.mailbox.Name, field.Midnight(s.app.now().In(field.Beijing)))
	if err != nil {
		return s.app.storeError(err)
	}
	left := max(s.mailbox.Daily-n, 0)
	args := lang.Args{"Account": s.mailbox.Name, "Most": s.mailbox.Daily, "Sent": n, "Count": len(s.letters) - left, "By": s.queueWay()}
	switch {
	case left == 0:
		return view.Fail("send.no_more_today", args, nil)
	case left < len(s.letters):
		s.held = len(s.letters) - left
		s.letters = s.letters[:left]
		s.app.term.Say("send.more_tomorrow", args)
	}
	return nil
}

// halt tells that the server has had enough for now.
func (s *sendOptions) halt(f *outbox.Failure) bool {
	return smtp.Explain(f, s.mailbox) == smtp.CauseRate
}
