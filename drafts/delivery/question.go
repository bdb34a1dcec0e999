package delivery

import (
	"context"
	"maps"
	"slices"
	"sync"

	"draft/drafts"
	"draft/drafts/outbox"
	"draft/templates"
)

// Question is what a person must confirm before a letter is sent: either Unlisted or Earlier is set.
type Question struct {
	Item     *Item
	Unlisted string   // a recipient at a domain that is not official
	Earlier  *Earlier // a letter that shares a key and was sent, or may have been
}

// Earlier is an earlier letter that shares a key.
type Earlier struct {
	*outbox.AlreadySentError
	Short string // its ID as it is typed; "" if the letter was purged
}

// Official returns the domains to which the letter of the question may go unasked.
func (q Question) Official() []string { return q.Item.official }

// Accept notes that a person wants the letter sent all the same.
func (q Question) Accept() {
	if q.Earlier != nil {
		q.Item.Again = true
	}
}

// Questions returns what must be confirmed about a letter. If there are many letters it does not look for earlier letters,
// because the outbox leaves such letters out and says so.
func (p *Plan) Questions(ctx context.Context, item *Item) ([]Question, error) {
	var questions []Question
	for _, to := range item.Recipients {
		if len(item.official) > 0 && !drafts.IsOfficial(to, item.official) {
			questions = append(questions, Question{Item: item, Unlisted: to})
		}
	}
	if p.Many() {
		return questions, nil
	}
	keys, err := p.keys(ctx, item)
	if err != nil {
		return nil, err
	}
	before, err := p.options.Store.Before(ctx, keys, item.Recipients, item.Info.MessageID, item.ID)
	if err != nil {
		return nil, err
	}
	if before != nil && !item.repeat {
		questions = append(questions, Question{Item: item, Earlier: p.earlier(ctx, before)})
	}
	return questions, nil
}

// keys returns the dedup keys of a letter. An item does not have those of a letter that was not read, because many may wait.
func (p *Plan) keys(ctx context.Context, item *Item) ([]drafts.Key, error) {
	if item.letter != nil {
		return item.letter.Keys, nil
	}
	l, err := p.options.Store.Get(ctx, item.ID)
	return l.Keys, err
}

func (p *Plan) earlier(ctx context.Context, e *outbox.AlreadySentError) *Earlier {
	if e.ID == "" {
		return &Earlier{AlreadySentError: e}
	}
	return &Earlier{e, p.shortID(ctx, e.ID)}
}

// OfficialDomains returns the domains of all built-in kinds. They apply to a message of another program, because nobody knows
// what it is about.
var OfficialDomains = sync.OnceValue(func() []string {
	all := map[string]bool{}
	for _, kind := range templates.Builtin() {
		t, _, err := templates.Load(kind, "")
		if err != nil {
			continue // a test keeps the built-in templates valid
		}
		for _, domain := range t.OfficialDomains {
			all[domain] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
})
