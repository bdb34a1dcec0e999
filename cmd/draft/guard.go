package main

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/idna"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts/outbox"
	"draft/templates"
)

// officialDomains are those of all built-in kinds: nobody knows what a file of another program is about.
var officialDomains = sync.OnceValue(func() []string {
	all := map[string]bool{}
	for _, kind := range templates.Builtin() {
		t, _, err := templates.Load(kind, "")
		if err != nil {
			continue // a test keeps them whole
		}
		for _, domain := range t.OfficialDomains {
			all[domain] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
})

// guard asks about a letter that goes where no official address is, and about one like which another went before.
func (s *sending) guard(ctx context.Context, o *outgoing) error {
	for _, to := range o.recipients {
		if len(o.official) == 0 || official(to, o.official) || s.unlisted {
			continue
		}
		_, domain, _ := strings.Cut(to, "@")
		args := lang.Args{"Address": to, "Domain": domain, "Seen": seen(domain), "Domains": strings.Join(o.official, s.text("list.separator", nil))}
		if !s.interactive() || s.json {
			return &usageError{id: "usage.unlisted", args: args, command: "draft send"}
		}
		if err := s.insist(s.text("send.unlisted", args), s.text("send.unlisted_ask", args)); err != nil {
			return err
		}
	}
	if s.many() { // the outbox leaves out what went before, and tells
		return nil
	}
	kept, err := s.store()
	if err != nil {
		return err
	}
	before, err := kept.Before(ctx, o.letter.Key, o.recipients, o.gist.id, o.letter.ID)
	if err != nil {
		return s.storeError(err)
	}
	if before == nil || o.letter.Again {
		return nil
	}
	text := s.beforeText(before)
	if !s.interactive() || s.json {
		return &failure{id: "send.before_refused", args: lang.Args{"ID": o.name, "Detail": text, "By": s.sameWay()}, err: before}
	}
	o.again = true
	return s.insist(text, s.text("send.before_ask", nil))
}

// beforeText tells of the letter that went before.
func (s *sending) beforeText(b *outbox.AlreadySentError) string {
	id := b.ID
	if id != "" {
		id = s.short(id)
	}
	return s.text("send.before", lang.Args{"ID": id, "At": s.moment(b.At), "Status": s.status(b.Status)})
}

// insist says what speaks against going on, and goes on where a person wants to all the same.
func (s *sending) insist(text, question string) error {
	s.printErr(text)
	return s.agree(question, prompt.No)
}

// seen gives a domain as a reader would see it, where that differs.
func seen(domain string) string {
	shown, err := idna.Lookup.ToUnicode(domain)
	if err != nil || shown == domain {
		return ""
	}
	return shown
}
