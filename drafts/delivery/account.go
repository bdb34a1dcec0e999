package delivery

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"draft/drafts/field"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
)

// ChooseAccount returns the account whose address is the sender of all letters, or the only account. It returns false if neither
// exists.
func ChooseAccount(items []*Item, accounts []smtp.Account) (smtp.Account, bool) {
	if from := commonSender(items); from != "" {
		for _, account := range accounts {
			if strings.EqualFold(account.Address, from) {
				return account, true
			}
		}
	}
	if len(accounts) == 1 {
		return accounts[0], true
	}
	return smtp.Account{}, false
}

// commonSender returns the sender that all letters ask for; "" if they differ.
func commonSender(items []*Item) string {
	from := ""
	for i, item := range items {
		if i == 0 {
			from = item.from()
		}
		if item.from() != from {
			return ""
		}
	}
	return from
}

// DailyLimit is what the daily limit of an account makes of a sending.
type DailyLimit struct {
	Account string
	Limit   int
	Sent    int // today
	Held    int // letters that are not sent today
}

// ApplyDailyLimit takes out the letters over the daily limit of the account. A day ends at midnight in China. It returns nil if
// all letters may be sent, and a *DailyLimitError if none may.
func (p *Plan) ApplyDailyLimit(ctx context.Context) (*DailyLimit, error) {
	if p.Account.Daily == 0 {
		return nil, nil
	}
	sent, err := p.options.Store.Sent(ctx, p.Account.Name, p.today())
	if err != nil {
		return nil, err
	}
	left := max(p.Account.Daily-sent, 0)
	limit := &DailyLimit{Account: p.Account.Name, Limit: p.Account.Daily, Sent: sent, Held: len(p.Items) - left}
	switch {
	case left == 0:
		return nil, &DailyLimitError{*limit}
	case left >= len(p.Items):
		return nil, nil
	}
	p.held = limit.Held
	p.Items = p.Items[:left]
	return limit, nil
}

// today returns when the day began on which the account may send its daily limit.
func (p *Plan) today() time.Time { return field.Midnight(p.options.Now().In(field.Beijing)) }

// MaxConnections is above what any provider accepts from one sender.
const MaxConnections = 20

// ParseRate reads a rate, such as 30/m, as the time from one letter to the next. "" is no rate: 0.
func ParseRate(text string) (time.Duration, bool) {
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

// pace returns a function that waits for the next turn of the account, which all processes share; nil if there is no interval.
func (p *Plan) pace(o SendOptions) func(context.Context) error {
	if o.Interval == 0 {
		return nil
	}
	account, first := cmp.Or(p.Account.Name, p.Account.URL()), true
	return func(ctx context.Context) error {
		wait, giveBack, err := p.options.Store.TakeTurn(ctx, account, o.Interval)
		if err != nil {
			return err
		}
		if first && wait >= time.Second && o.Waiting != nil {
			o.Waiting(wait)
		}
		first = false
		if err := outbox.Sleep(ctx, wait); err != nil {
			giveBack()
			return err
		}
		return nil
	}
}
