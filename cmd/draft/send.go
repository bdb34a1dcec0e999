package main

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/store"
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
	skipped int                 // of those that wait together
	held    int                 // that the account may not send today
	step    func(outbox.Result) // is told of each; nil is nobody
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

// readArgs takes a URL out of the arguments: `--smtp URL` is as good as `--smtp=URL`.
func (s *sending) readArgs(args []string) error {
	for _, arg := range args {
		lower := strings.ToLower(arg)
		switch url := strings.HasPrefix(lower, "smtp://") || strings.HasPrefix(lower, "smtps://"); {
		case !url:
			s.names = append(s.names, arg)
		case s.smtp == "" || s.smtp == byAccount:
			s.smtp = arg
		default:
			return &usageError{id: "usage.two_servers", command: "draft send"}
		}
	}
	if err := s.pacing.check("draft send"); err != nil {
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
	if s.account != "" && s.smtp != "" && s.smtp != byAccount {
		return &usageError{id: "usage.two_servers", command: "draft send"}
	}
	return nil
}

// run sends what was named: it chooses, looks at everything that could be wrong, asks, freezes, and hands over.
func (s *sending) run(ctx context.Context) error {
	if s.resolve != "" && len(s.names) == 0 {
		var err error
		if s.names, err = s.only(ctx, "usage.which_unknown", drafts.StatusUnknown); err != nil {
			return err
		}
	}
	if s.resolve == resolveSent {
		return s.resolveSent(ctx)
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

// The ways to resolve a letter of which nobody knows whether it arrived.
const (
	resolveSent   = "sent"
	resolveResend = "resend"
)

// resolveSent notes that letters arrived, as a person found out. All are looked at before any is noted.
func (s *sending) resolveSent(ctx context.Context) error {
	kept, err := s.store()
	if err != nil {
		return err
	}
	var letters []store.Letter
	for _, name := range s.names {
		l, err := s.letter(name)
		switch {
		case err != nil:
			return err
		case l.Status != drafts.StatusUnknown:
			return s.storeError(&store.Closed{ID: l.ID, Status: l.Status})
		}
		letters = append(letters, l)
	}
	resolved := []sentObject{}
	for _, l := range letters {
		if s.dryRun {
			continue
		}
		if err := kept.Resolve(ctx, l.ID, true); err != nil {
			return s.storeError(err)
		}
		s.say("send.resolved", lang.Args{"ID": l.Short, "Subject": oneLine(l.Subject)})
		l.Status = drafts.StatusSent
		resolved = append(resolved, s.sentObject(l))
	}
	if s.json {
		return s.printJSON(map[string]any{"results": resolved})
	}
	return nil
}

// only gives the one letter of these statuses where none was named; of several a person chooses.
func (s *sending) only(ctx context.Context, none string, statuses ...drafts.Status) ([]string, error) {
	kept, err := s.store()
	if err != nil {
		return nil, err
	}
	var options []prompt.Option
	var names []string
	for l, err := range kept.List(ctx, store.Filter{Statuses: statuses}) {
		if err != nil {
			return nil, s.storeError(err)
		}
		names = append(names, l.ID)
		options = append(options, prompt.Option{
			Value: l.ID, Label: l.Short + "  " + oneLine(l.Subject), Description: s.status(l.Status) + "  " + strings.Join(l.To, ", "),
		})
	}
	switch {
	case len(names) == 0:
		return nil, s.noneToSend(ctx, none)
	case len(names) == 1:
		return names, nil
	case !s.interactive() || s.json:
		return nil, &usageError{id: "usage.which_letter", args: lang.Args{"Count": len(names)}, command: "draft send"}
	}
	id, err := s.prompter().Choose(prompt.Question{Message: s.text("send.which", nil), Options: options, First: true})
	return []string{id}, err
}

// noneToSend tells that no letter can be sent; one of which it is unknown whether it arrived is no reason to write another.
func (s *sending) noneToSend(ctx context.Context, none string) error {
	kept, err := s.store()
	if err != nil {
		return err
	}
	out := []drafts.Status{drafts.StatusSending, drafts.StatusCommitting, drafts.StatusUnknown}
	for _, err := range kept.List(ctx, store.Filter{Statuses: out, Limit: 1}) {
		if err != nil {
			return s.storeError(err)
		}
		none = "usage.only_out"
	}
	return &usageError{id: none, command: "draft send"}
}

// choose finds the letters: those named, all that wait, or the only one that was not sent.
func (s *sending) choose(ctx context.Context) error {
	kept, err := s.store()
	if err != nil {
		return err
	}
	switch {
	case s.queued:
		return s.chooseWaiting(ctx, kept)
	case len(s.names) == 0:
		s.names, err = s.only(ctx, "usage.nothing_to_send",
			drafts.StatusDraft, drafts.StatusQueued, drafts.StatusFailedTemp, drafts.StatusFailedPerm)
		if err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for _, name := range s.names {
		o, err := s.open(ctx, name)
		if err != nil {
			return err
		}
		if seen[o.letter.ID] {
			return &usageError{id: "usage.letter_twice", args: lang.Args{"Value": name}, command: "draft send"}
		}
		seen[o.letter.ID] = true
		s.letters = append(s.letters, o)
	}
	return nil
}

// chooseWaiting takes all letters that wait, the oldest first. One that cannot go keeps the others from nothing. Of a few
// the messages are read, to be shown.
func (s *sending) chooseWaiting(ctx context.Context, kept *store.Store) error {
	var letters []*outgoing
	for l, err := range kept.List(ctx, store.Filter{Statuses: []drafts.Status{drafts.StatusQueued, drafts.StatusFailedTemp}}) {
		if err != nil {
			return s.storeError(err)
		}
		o, err := s.waiting(l)
		if err != nil {
			s.skip(err)
			continue
		}
		letters = append(letters, o)
	}
	if len(letters) == 0 && s.skipped == 0 {
		return &usageError{id: "usage.nothing_queued", command: "draft send"}
	}
	slices.Reverse(letters)
	for _, o := range letters {
		if len(letters) <= fewLetters {
			if err := s.openFrozen(ctx, o); err != nil {
				s.skip(err)
				continue
			}
		}
		s.letters = append(s.letters, o)
	}
	return nil
}

// isFile tells a file's name from an ID.
func isFile(name string) bool {
	return strings.EqualFold(filepath.Ext(name), ".eml") || strings.ContainsAny(name, `/\`)
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
