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
	"draft/cmd/draft/internal/view"
	"draft/drafts"
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
func (s *sendOptions) guard(ctx context.Context, o *outgoing) error {
	for _, to := range o.recipients {
		if len(o.official) == 0 || drafts.IsOfficial(to, o.official) || s.unlisted {
			continue
		}
		_, domain, _ := strings.Cut(to, "@")
		args := lang.Args{"Address": to, "Domain": domain, "Seen": seen(domain), "Domains": strings.Join(o.official, s.app.view.Text("list.separator", nil))}
		if !s.app.term.Interactive() || s.app.term.JSON {
			return view.Usage("usage.unlisted", args, "draft send")
		}
		if err := s.insist(s.app.view.Text("send.unlisted", args), s.app.view.Text("send.unlisted_ask", args)); err != nil {
			return err
		}
	}
	if s.many() { // the outbox leaves out what went before, and tells
		return nil
	}
	kept, err := s.app.store()
	if err != nil {
		return err
	}
	before, err := kept.Before(ctx, o.letter.Key, o.recipients, o.gist.id, o.letter.ID)
	if err != nil {
		return s.app.storeError(err)
	}
	if before == nil || o.letter.Again {
		return nil
	}
	text := s.beforeText(before)
	if !s.app.term.Interactive() || s.app.term.JSON {
		return view.Fail("send.before_refused", lang.Args{"ID": o.name, "Detail": text, "By": s.sameWay()}, before)
	}
	o.again = true
	return s.insist(text, s.app.view.Text("send.before_ask", nil))
}

// beforeText tells of the letter that went before.
func (s *sendOptions) beforeText(b *outbox.AlreadySentError) string {
	id := b.ID
	if id != "" {
		id = s.app.short(id)
	}
	return s.app.view.Text("send.before", lang.Args{"ID": id, "At": s.app.view.Moment(b.At), "Status": s.app.view.Status(b.Status)})
}

// insist says what speaks against going on, and goes on where a person wants to all the same.
func (s *sendOptions) insist(text, question string) error {
	s.app.term.PrintErr(text)
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
