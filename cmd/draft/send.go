package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
)

// sending is one run of `draft send`: which letters, by which mailbox, and how much is to be asked.
type sending struct {
	*app
	pacing
	names    []string // of letters and of files
	smtp     string   // a URL; byAccount or empty for an account
	account  string
	caFile   string
	resolve  string
	dryRun   bool
	yes      bool
	unlisted bool
	queued   bool

	mailbox smtp.Account
	letters []*outgoing
	memory  *gauge // of the queue

	lastWaiting *outgoing // the queued letter that was read last

	sent    int                 // with nothing to tell of them; --json counts none
	skipped int                 // of those that wait together
	held    int                 // that the account may not send today
	unsure  int                 // of an earlier run, that are not sent again for nobody knows whether they arrived
	twins   []string            // of letters that wait, and somebody has or may have one about the same
	table   bool                // of a batch, which says itself how to go on
	step    func(outbox.Result) // is told of each; nil is nobody
	hide    func()              // takes away what step has drawn; nil is nothing
}

// byAccount is what --smtp means without a URL.
const byAccount = "account"

func newSend(a *app) *cobra.Command {
	s := &sending{app: a}
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
	f := cmd.Flags()
	s.mailFlags(f)
	f.BoolVar(&s.dryRun, "dry-run", false, "flag.send_dry_run")
	f.BoolVar(&s.queued, "queued", false, "flag.queued")
	f.StringVar(&s.resolve, "resolve", "", "flag.resolve")
	annotate(cmd, exitDone, exitFailed, exitUsage, exitAnswers, exitPart, exitUnknown, exitInterrupted)
	return cmd
}

// mailFlags are those that say by which mailbox letters go, how fast, and what need not be asked.
func (s *sending) mailFlags(f *pflag.FlagSet) {
	f.StringVar(&s.smtp, "smtp", "", "flag.smtp")
	f.Lookup("smtp").NoOptDefVal = byAccount
	f.StringVar(&s.account, "account", "", "flag.account")
	f.StringVar(&s.caFile, "ca-file", "", "flag.ca_file")
	f.BoolVar(&s.yes, "yes", false, "flag.yes")
	f.BoolVar(&s.unlisted, "unlisted", false, "flag.unlisted")
	s.pacing.flags(f)
}

// any tells whether one of them was given.
func (s *sending) any() bool {
	return s.smtp != "" || s.account != "" || s.caFile != "" || s.yes || s.unlisted || s.rate != "" || s.connections != 1
}

// readArgs takes what is sent out of the arguments.
func (s *sending) readArgs(args []string) (err error) {
	if s.names, err = s.server("draft send", args); err != nil {
		return err
	}
	switch s.resolve {
	case "", resolveSent, resolveResend:
	default:
		return &usageError{id: "usage.resolve", args: lang.Args{"Value": s.resolve}, command: "draft send"}
	}
	if s.queued && len(s.names) > 0 || s.queued && s.resolve != "" {
		return &usageError{id: "usage.queued_and_names", command: "draft send"}
	}
	return nil
}

// server takes the URL of one out of the arguments, and leaves the others: `--smtp URL` is as good as `--smtp=URL`.
func (s *sending) server(command string, args []string) (others []string, err error) {
	for _, arg := range args {
		lower := strings.ToLower(arg)
		switch url := strings.HasPrefix(lower, "smtp://") || strings.HasPrefix(lower, "smtps://"); {
		case !url:
			others = append(others, arg)
		case s.smtp == "" || s.smtp == byAccount:
			s.smtp = arg
		default:
			return nil, &usageError{id: "usage.two_servers", command: command}
		}
	}
	if s.account != "" && s.smtp != "" && s.smtp != byAccount {
		return nil, &usageError{id: "usage.two_servers", command: command}
	}
	return others, s.pacing.check(command)
}

// run sends what was named: it chooses, looks at everything that could be wrong, asks, freezes, and hands over.
func (s *sending) run(ctx context.Context) error {
	if s.resolve != "" && len(s.names) == 0 {
		l, err := s.only(ctx, "usage.which_unknown", drafts.StatusUnknown)
		if err != nil {
			return err
		}
		s.names = []string{l.ID}
	}
	if s.resolve == resolveSent {
		return s.resolveSent(ctx)
	}
	if s.queued {
		s.memory = newGauge()
		defer s.memory.close()
	}
	if err := s.choose(ctx); err != nil {
		return err
	}
	if err := s.chooseMailbox(ctx); err != nil {
		return err
	}
	if err := s.ceiling(ctx); err != nil {
		return err
	}
	if err := s.each(ctx, s.prepare); err != nil {
		return err
	}
	s.sayWhatGoes()
	if s.dryRun {
		return s.rehearse(ctx)
	}
	if err := s.each(ctx, s.guard); err != nil {
		return err
	}
	if err := s.confirm(); err != nil {
		return err
	}
	if err := s.each(ctx, s.freeze); err != nil {
		return err
	}
	return s.deliver(ctx)
}

// each does one step for all letters. Of those that wait together, one that fails is left out.
func (s *sending) each(ctx context.Context, step func(context.Context, *outgoing) error) error {
	var good []*outgoing
	for _, o := range s.letters {
		err := step(ctx, o)
		switch {
		case err == nil:
			good = append(good, o)
		case !s.queued || errors.Is(err, prompt.ErrInterrupted):
			return err
		case errors.As(err, new(*outbox.AlreadySentError)):
			s.skipped++
			s.twins = append(s.twins, o.name)
		default:
			s.skip(err)
		}
	}
	if s.letters = good; len(good) == 0 {
		return &undelivered{sending: s, code_: exitFailed}
	}
	return nil
}

// skip leaves a letter out, and says why.
func (s *sending) skip(err error) {
	s.skipped++
	if !s.json {
		s.complain(err)
	}
}

// confirm asks once for all that goes out.
func (s *sending) confirm() error {
	if s.yes {
		return nil
	}
	if !s.interactive() || s.json {
		return &usageError{id: "usage.confirm_send", command: "draft send"}
	}
	return s.agree(s.text("send.confirm", lang.Args{"Count": len(s.letters)}), prompt.No)
}

// agree goes on where a person says yes. Enter alone takes the answer that is suggested.
func (s *sending) agree(question, suggested string) error {
	yes, err := s.prompter().Confirm(prompt.Question{Message: question, Prefill: suggested, First: true})
	switch {
	case err != nil && !isBack(err):
		return err
	case err != nil || !yes:
		return &notSent{}
	}
	return nil
}

// notSent is a person who decided against it: exit 1, for nothing went out.
type notSent struct{}

func (*notSent) Error() string         { return "not sent" }
func (*notSent) exit() int             { return exitFailed }
func (*notSent) code() string          { return "declined" }
func (*notSent) lines(a *app) []string { return []string{a.text("send.declined", nil)} }
