package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/delivery"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
)

// sendOptions is one run of `draft send`: which letters, by which account, and how much is to be asked.
type sendOptions struct {
	app         *app
	names       []string // of letters and of files
	smtp        string   // a URL; byAccount or empty for an account
	account     string
	caFile      string
	connections int
	rate        string
	resolve     string
	dryRun      bool
	yes         bool
	unlisted    bool
	queued      bool
	table       bool // of a batch, which says itself how to go on

	mailbox smtp.Account // once it is chosen
	plan    *delivery.Plan
}

// byAccount is what --smtp means without a URL.
const byAccount = "account"

func newSend(a *app) *cobra.Command {
	s := &sendOptions{app: a}
	cmd := &cobra.Command{
		Use:     "send [ID|FILE.eml …]",
		GroupID: groupSend,
		Short:   "cmd.send.short",
		Long:    "cmd.send.long",
		Example: "draft send\ndraft send 0k3f --account work --dry-run\ndraft send refund.eml --smtp smtps://zhangsan%40example.com@smtp.example.com:465",
		PreRunE: emptyFlag,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.readArgs(args); err != nil {
				return err
			}
			return s.run(cmd.Context())
		},
		ValidArgsFunction: a.completeOpen,
	}
	fileArguments(cmd, stdioIn)
	f := cmd.Flags()
	s.mailFlags(f)
	f.BoolVar(&s.dryRun, "dry-run", false, "flag.send_dry_run")
	f.BoolVar(&s.queued, "queued", false, "flag.queued")
	f.StringVar(&s.resolve, "resolve", "", "flag.resolve")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitAnswers, view.ExitPart, view.ExitUnknown, view.ExitInterrupted)
	return cmd
}

// mailFlags adds the flags that say by which account letters are sent, how fast, and what is not asked.
func (s *sendOptions) mailFlags(f *pflag.FlagSet) {
	f.StringVar(&s.smtp, "smtp", "", "flag.smtp")
	f.Lookup("smtp").NoOptDefVal = byAccount
	f.StringVar(&s.account, "account", "", "flag.account")
	f.StringVar(&s.caFile, "ca-file", "", "flag.ca_file")
	f.BoolVar(&s.yes, "yes", false, "flag.yes")
	f.BoolVar(&s.unlisted, "unlisted", false, "flag.unlisted")
	f.IntVar(&s.connections, "connections", 1, "flag.connections")
	f.StringVar(&s.rate, "rate", "", "flag.rate")
	fileFlags(f, stdioNone, "ca-file")
}

// any reports whether one of mailFlags was given.
func (s *sendOptions) any() bool {
	return s.smtp != "" || s.account != "" || s.caFile != "" || s.yes || s.unlisted || s.rate != "" || s.connections != 1
}

// readArgs reads the names of letters and files, and checks the flags.
func (s *sendOptions) readArgs(args []string) (err error) {
	if s.names, err = s.server("draft send", args); err != nil {
		return err
	}
	switch s.resolve {
	case "", resolveSent, resolveResend:
	default:
		return view.Usage("usage.resolve", lang.Args{"Value": s.resolve}, "draft send")
	}
	if s.queued && len(s.names) > 0 || s.queued && s.resolve != "" {
		return view.Usage("usage.queued_and_names", nil, "draft send")
	}
	return nil
}

// server takes the URL of a mail server out of the arguments, because `--smtp URL` means `--smtp=URL`, and returns the others.
func (s *sendOptions) server(command string, args []string) (others []string, err error) {
	for _, arg := range args {
		lower := strings.ToLower(arg)
		switch url := strings.HasPrefix(lower, "smtp://") || strings.HasPrefix(lower, "smtps://"); {
		case !url:
			others = append(others, arg)
		case s.smtp == "" || s.smtp == byAccount:
			s.smtp = arg
		default:
			return nil, view.Usage("usage.two_servers", nil, command)
		}
	}
	if s.account != "" && s.smtp != "" && s.smtp != byAccount {
		return nil, view.Usage("usage.two_servers", nil, command)
	}
	if s.connections < 1 || s.connections > delivery.MaxConnections {
		return nil, view.Usage("usage.connections", lang.Args{"Value": s.connections, "Most": delivery.MaxConnections}, command)
	}
	if _, ok := delivery.ParseRate(s.rate); !ok {
		return nil, view.Usage("usage.rate", lang.Args{"Value": s.rate}, command)
	}
	return others, nil
}

// open opens the store and begins a plan.
func (s *sendOptions) open() error {
	kept, err := s.app.storeToSend()
	if err != nil {
		return err
	}
	s.plan = delivery.NewPlan(delivery.Options{
		Store: kept, Now: s.app.now, NewID: s.app.newID, Resend: s.resolve == resolveResend,
		Cleaned: func(names []string) {
			s.app.term.SayOnce("evidence.metadata", s.app.view.Printable(map[string]any{"Names": names}))
		},
	})
	return nil
}

// run sends what was named: it chooses, composes, asks, freezes, and hands over.
func (s *sendOptions) run(ctx context.Context) error {
	if err := s.open(); err != nil {
		return err
	}
	if s.resolve != "" && len(s.names) == 0 {
		l, err := s.chooseLetter(ctx, "usage.which_unknown")
		if err != nil {
			return err
		}
		s.names = []string{l.ID}
	}
	if s.resolve == resolveSent {
		return s.resolveSent(ctx)
	}
	if err := s.choose(ctx); err != nil {
		return err
	}
	var err error
	if s.mailbox, err = s.chooseMailbox(ctx, s.plan.Items); err != nil {
		return err
	}
	s.plan.Account = s.mailbox
	if err := s.applyDailyLimit(ctx); err != nil {
		return err
	}
	if err := s.each(ctx, s.compose); err != nil {
		return err
	}
	s.printPlan()
	if s.dryRun {
		return s.rehearse(ctx)
	}
	if err := s.each(ctx, s.askAbout); err != nil {
		return err
	}
	if err := s.confirmAll(); err != nil {
		return err
	}
	if err := s.each(ctx, func(ctx context.Context, item *delivery.Item) error { return s.cliError(s.plan.Freeze(ctx, item)) }); err != nil {
		return err
	}
	return s.deliver(ctx)
}

// each calls step for each letter. With --queued, a letter whose step fails is left out; otherwise its error ends the command.
func (s *sendOptions) each(ctx context.Context, step func(context.Context, *delivery.Item) error) error {
	var good []*delivery.Item
	for _, item := range s.plan.Items {
		err := step(ctx, item)
		if err == nil {
			good = append(good, item)
			continue
		}
		if !s.queued || errors.Is(err, prompt.ErrInterrupted) {
			return err
		}
		duplicate := errors.As(err, new(*outbox.AlreadySentError))
		s.plan.LeaveOut(duplicate)
		if !duplicate { // the end tells of duplicates
			s.complain(err)
		}
	}
	if s.plan.Items = good; len(good) == 0 {
		return &view.UndeliveredError{Report: s.plan.Summarize(delivery.Outcome{}, false), Sending: s.words()}
	}
	return nil
}

// complain says why a letter was left out. The object of --json does not have it.
func (s *sendOptions) complain(err error) {
	if !s.app.term.JSON {
		s.app.term.Complain(err)
	}
}

// words returns what the words about this sending need.
func (s *sendOptions) words() view.Sending {
	return view.Sending{
		Account: s.mailbox, Place: s.app.config.StoreName(), Retry: s.retryFlags(), RetryQueue: s.queueFlags(),
		Summed: s.table || s.queued || s.plan != nil && s.plan.Many(), Table: s.table,
	}
}

// cliError words an error of package delivery.
func (s *sendOptions) cliError(err error) error { return s.app.view.DeliveryError(err, s.words()) }

// compose makes the message of a letter, and asks for a recipient that it lacks.
func (s *sendOptions) compose(ctx context.Context, item *delivery.Item) error {
	err := s.plan.Compose(item)
	var missing *delivery.IncompleteError
	if errors.As(err, &missing) && missing.Missing == delivery.MissingRecipient && s.app.asks() {
		to, err := s.askRecipient()
		if err != nil {
			return err
		}
		if err := s.plan.SetRecipients(ctx, item, []string{to}); err != nil {
			return s.cliError(err)
		}
		return s.cliError(s.plan.Compose(item))
	}
	return s.cliError(err)
}

// applyDailyLimit takes out the letters over the daily limit of the account, and says so.
func (s *sendOptions) applyDailyLimit(ctx context.Context) error {
	limit, err := s.plan.ApplyDailyLimit(ctx)
	if err != nil {
		return s.cliError(err)
	}
	s.sayHeld(limit)
	return nil
}

// sayHeld says how many letters a daily limit leaves for tomorrow, if there is one that does.
func (s *sendOptions) sayHeld(limit *delivery.DailyLimit) {
	if limit != nil {
		s.app.term.Say("send.more_tomorrow", view.LimitArgs(*limit, s.words()))
	}
}
