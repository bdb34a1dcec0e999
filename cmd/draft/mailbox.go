package main

import (
	"context"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/delivery"
	"draft/drafts/field"
	"draft/drafts/smtp"
)

// chooseMailbox finds the server: that of the URL, the account that was named, the one that the letters are from, or the
// default one.
func (s *sendOptions) chooseMailbox(ctx context.Context, items []*delivery.Item) (account smtp.Account, err error) {
	if s.smtp != "" && s.smtp != byAccount {
		account, err = smtp.ParseURL(s.smtp)
		if err != nil {
			return account, view.Usage("usage.bad_server", lang.Args{"Detail": s.app.view.Problem(field.AsProblem(err))}, "draft send")
		}
	} else if account, err = s.chooseAccount(ctx, items); err != nil {
		return account, err
	}
	if s.caFile != "" {
		account.CAFile = absolutePath(s.caFile)
	}
	return account, nil
}

func (s *sendOptions) chooseAccount(ctx context.Context, items []*delivery.Item) (smtp.Account, error) {
	set, err := s.app.config.Settings()
	if err != nil {
		return smtp.Account{}, err
	}
	if len(set.Accounts) == 0 && s.account == "" && s.app.asks() {
		if err := s.firstAccount(ctx); err != nil {
			return smtp.Account{}, err
		}
	}
	return s.app.config.ChooseAccount(s.account, items)
}

// firstAccount offers to set an account up, because there is none.
func (s *sendOptions) firstAccount(ctx context.Context) error {
	if err := s.confirm(s.app.view.Text("send.first_account", nil), prompt.Yes); err != nil {
		return err
	}
	return (&accountAddOptions{app: s.app}).run(ctx)
}

// retryFlags returns the flags that send by the same account once more; "" if none are needed. They are known before the
// account is chosen. A URL that is refused is not repeated, because it may hold a secret.
func (s *sendOptions) retryFlags() string {
	way := ""
	switch {
	case s.smtp != "" && s.smtp != byAccount:
		way = s.app.view.Text("store.by_server", nil)
		if server, err := smtp.ParseURL(s.smtp); err == nil {
			way = " --smtp=" + server.URL()
		}
	case s.account != "":
		way = " --account " + s.account
	}
	if s.caFile != "" {
		way += " --ca-file " + view.Quote(s.caFile)
	}
	return way
}

// queueFlags returns retryFlags for all letters that wait, at the rate that was asked for.
func (s *sendOptions) queueFlags() string {
	if s.rate == "" {
		return s.retryFlags()
	}
	return s.retryFlags() + " --rate " + s.rate
}
