package main

import (
	"context"
	"strings"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
	"draft/drafts/smtp"
)

// chooseMailbox finds the server: that of the URL, the account that was named, the one that the letters are from, or the
// default one.
func (s *sendOptions) chooseMailbox(ctx context.Context) error {
	var err error
	if s.smtp != "" && s.smtp != byAccount {
		s.mailbox, err = smtp.ParseURL(s.smtp)
		if err != nil {
			return view.Usage("usage.bad_server", lang.Args{"Detail": s.app.view.Problem(field.AsProblem(err))}, "draft send")
		}
	} else if s.mailbox, err = s.chooseAccount(ctx); err != nil {
		return err
	}
	if s.caFile != "" {
		s.mailbox.CAFile = absolutePath(s.caFile)
	}
	return nil
}

func (s *sendOptions) chooseAccount(ctx context.Context) (smtp.Account, error) {
	set, err := s.app.config.Settings()
	if err != nil {
		return smtp.Account{}, err
	}
	if len(set.Accounts) == 0 && s.account == "" && s.app.term.Interactive() && !s.app.term.JSON {
		if err := s.firstAccount(ctx); err != nil {
			return smtp.Account{}, err
		}
	}
	if s.account == "" {
		if account, ok := s.accountOf(set); ok {
			return account, nil
		}
		if len(set.Accounts) == 1 {
			return set.Accounts[0], nil
		}
	}
	return s.app.config.FindAccount(s.account)
}

// accountOf gives the account whose address all letters are from, where they say so.
func (s *sendOptions) accountOf(set config.Settings) (smtp.Account, bool) {
	from := ""
	if len(s.letters) > 0 {
		from = s.letters[0].from()
	}
	if from == "" {
		return smtp.Account{}, false
	}
	for _, o := range s.letters {
		if o.from() != from {
			return smtp.Account{}, false
		}
	}
	for _, account := range set.Accounts {
		if strings.EqualFold(account.Address, from) {
			return account, true
		}
	}
	return smtp.Account{}, false
}

// firstAccount offers to set an account up: a letter is there to be sent, and nothing else is in the way.
func (s *sendOptions) firstAccount(ctx context.Context) error {
	if err := s.agree(s.app.view.Text("send.first_account", nil), prompt.Yes); err != nil {
		return err
	}
	return (&accountAddOptions{app: s.app}).run(ctx)
}

// sameWay gives the flags that send by the same mailbox once more; "" where none are needed.
func (s *sendOptions) sameWay() string {
	way := ""
	switch {
	case s.smtp != "" && s.smtp != byAccount:
		way = " --smtp=" + s.mailbox.URL()
	case s.account != "":
		way = " --account " + s.account
	}
	if s.caFile != "" {
		way += " --ca-file " + s.caFile
	}
	return way
}

// queueWay is sameWay for all letters that wait, at the rate that was asked for.
func (s *sendOptions) queueWay() string {
	if s.pacing.rate == "" {
		return s.sameWay()
	}
	return s.sameWay() + " --rate " + s.pacing.rate
}
