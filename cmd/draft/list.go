package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/store"
)

// listOptions are the options of `draft list`.
type listOptions struct {
	app      *app
	kind     string
	statuses []string
	since    string
	until    string
	removed  bool
	limit    int
	wanted   statusFilter // parsed from statuses
}

func newList(a *app) *cobra.Command {
	l := &listOptions{app: a}
	cmd := &cobra.Command{
		Use:     "list [WORD …]",
		Aliases: []string{"ls"},
		GroupID: groupKeep,
		Short:   "cmd.list.short",
		Long:    "cmd.list.long",
		Example: listExamples,
		PreRunE: emptyFlag,
		RunE:    func(_ *cobra.Command, words []string) error { return l.run(words) },
	}
	f := cmd.Flags()
	f.StringVar(&l.kind, "kind", "", "flag.list_kind")
	f.StringSliceVar(&l.statuses, "status", nil, "flag.list_status")
	f.StringVar(&l.since, "since", "", "flag.list_since")
	f.StringVar(&l.until, "until", "", "flag.list_until")
	f.BoolVar(&l.removed, "removed", false, "flag.list_removed")
	f.IntVar(&l.limit, "limit", 0, "flag.list_limit")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}

const listExamples = `draft list
draft list --status submitted,answered
draft list 月付 --status draft,failed-temp
draft list --since 2026-11-01 --until 昨天 --json`

func (l *listOptions) run(words []string) error {
	filter, err := l.filter(words)
	if err != nil {
		return err
	}
	l.app.onlyReads = true
	l.app.listsUnknown = slices.Equal(filter.Statuses, []drafts.Status{drafts.StatusUnknown})
	s, err := l.app.store()
	if err != nil {
		return err
	}
	l.app.takeIn(s)
	letters, err := l.matching(s, filter)
	if err != nil {
		return err
	}
	rows, err := l.unfinished(s, filter)
	if err != nil {
		return err
	}
	letters, rows = l.newest(letters, rows)
	switch {
	case l.app.term.JSON:
		return l.printLetters(s, letters, rows)
	case len(letters)+len(rows) == 0:
		return l.sayNone(s, filter)
	}
	if err := l.app.term.Page(letterTable(l.app, letters, rows)); err != nil {
		return err
	}
	if l.app.term.OutWidth() > 0 {
		l.app.term.Say("list.next", lang.Args{"Count": len(letters) + len(rows)})
		l.app.sayGoOn(rows)
	}
	return l.app.sayLeftovers(s, letters)
}

// matching returns the letters that pass the filter, and the words of --status if there are some: the store knows the state of
// a case, but not the word for a letter that belongs to one.
func (l *listOptions) matching(s *store.Store, f store.Filter) ([]store.Letter, error) {
	if l.wanted.unfinished && len(l.wanted.mail)+len(l.wanted.words) == 0 {
		return nil, nil
	}
	standings := newStandings(l.app)
	if len(l.wanted.words) > 0 {
		f.Statuses, f.Limit = nil, 0
	}
	var letters []store.Letter
	for letter, err := range s.List(context.Background(), f) {
		if err != nil {
			return nil, l.app.storeError(err)
		}
		if len(l.wanted.words) > 0 && !slices.Contains(l.wanted.mail, letter.Status) &&
			!slices.Contains(l.wanted.words, view.StandingID(standings.State(letter), letter.Status)) {
			continue
		}
		if letters = append(letters, letter); len(letters) == l.limit {
			break
		}
	}
	return letters, nil
}

// sayNone says that the store is empty or that no letter passes the filter.
func (l *listOptions) sayNone(s *store.Store, f store.Filter) error {
	id := "list.none"
	if f.Removed {
		id = "list.none_removed"
	}
	for _, err := range s.List(context.Background(), store.Filter{Removed: f.Removed, Limit: 1}) {
		if err != nil {
			return l.app.storeError(err)
		}
		id = "list.no_match"
	}
	if !f.Removed && id == "list.none" {
		if rows, err := s.ListUnfinished(context.Background(), ""); err == nil && len(rows) > 0 {
			id = "list.no_match"
		}
	}
	l.app.term.Say(id, nil)
	return nil
}

// filter parses the flags and the words into a filter of the store.
func (l *listOptions) filter(words []string) (store.Filter, error) {
	f := store.Filter{Kind: l.kind, Words: words, Removed: l.removed, Limit: l.limit}
	if l.limit < 0 {
		return f, view.Usage("usage.limit", lang.Args{"Value": l.limit}, "")
	}
	for _, text := range l.statuses {
		if err := l.addStatus(text); err != nil {
			return f, err
		}
	}
	f.Statuses = l.wanted.mail
	if l.since != "" {
		v, err := l.parseDate("--since", l.since)
		if err != nil {
			return f, err
		}
		f.Since = v.Time
	}
	if l.until != "" {
		v, err := l.parseDate("--until", l.until)
		if err != nil {
			return f, err
		}
		f.Until = v.Time.Add(time.Minute) // the end of the filter is exclusive, and people mean it inclusive
		if v.Day {
			f.Until = v.Time.AddDate(0, 0, 1)
		}
	}
	return f, nil
}

// statusFilter is what --status names. A letter passes if its status or the word shown for it is in the filter.
type statusFilter struct {
	mail       []drafts.Status
	words      []string // IDs of the words that the list shows
	unfinished bool     // letters that are not finished
}

// addStatus parses the status of a letter's mail or the state of its case. It accepts the code of --json, and the word that
// the list shows in either language, because a command may have been written down in the other. Summaries and hints call a
// queued letter waiting, so that word is accepted too.
func (l *listOptions) addStatus(text string) error {
	text = strings.TrimSpace(text)
	var names []string
	is := func(name string, ids ...string) bool {
		names = append(names, name)
		called := []string{name}
		for _, id := range ids {
			called = append(called, lang.New(lang.Chinese).Text(id, nil), lang.New(lang.English).Text(id, nil))
		}
		return slices.ContainsFunc(called, func(one string) bool { return strings.EqualFold(text, one) })
	}
	found := false
	for _, s := range drafts.Statuses() {
		ids := []string{view.StatusID(s)}
		if s == drafts.StatusQueued {
			ids = append(ids, "status.queued_too")
		}
		if is(string(s), ids...) {
			l.wanted.mail, found = append(l.wanted.mail, s), true
		}
	}
	for _, s := range cases.States() {
		id := view.StandingID(s, drafts.StatusDraft)
		if is(string(s), id) {
			l.wanted.words, found = append(l.wanted.words, id), true
		}
	}
	if is(view.StatusUnfinished, "status.unfinished") {
		l.wanted.unfinished, found = true, true
	}
	if found {
		return nil
	}
	return view.Usage("usage.status", lang.Args{
		"Value": text, "Nearest": field.Nearest(text, names), "Known": strings.Join(l.statusNames(), l.app.view.Text("list.separator", nil)),
	}, "")
}

// statusCodes returns what --status takes, in the codes of --json.
func statusCodes() []string {
	var codes []string
	for _, s := range drafts.Statuses() {
		codes = append(codes, string(s))
	}
	for _, s := range cases.States() {
		codes = append(codes, string(s))
	}
	return append(codes, view.StatusUnfinished)
}

// statusNames returns the codes of the statuses and the states, each with the word that the list shows if it is another.
func (l *listOptions) statusNames() []string {
	var names []string
	add := func(name, word string) {
		if word != name {
			name = l.app.view.Text("list.status_named", lang.Args{"Code": name, "Word": word})
		}
		names = append(names, name)
	}
	for _, s := range drafts.Statuses() {
		word := l.app.view.Text(view.StatusID(s), nil)
		if s == drafts.StatusDraft { // the list shows the state of the case for it
			word = l.app.view.Text("list.unmailed", nil)
		}
		add(string(s), word)
	}
	for _, s := range cases.States() {
		add(string(s), l.app.view.Text(view.StandingID(s, drafts.StatusDraft), nil))
	}
	add(view.StatusUnfinished, l.app.view.Text("status.unfinished", nil))
	return names
}

// parseDate parses the date of a flag. A date without a year is the last one in the past, because letters were written in
// the past.
func (l *listOptions) parseDate(flag, text string) (field.TimeValue, error) {
	spec := field.Spec{Type: field.Datetime, Direction: field.Past}
	value, err := spec.Parse(text, field.Reading{Now: l.app.now()})
	if err != nil { // a date in the future is valid too
		spec.Direction = ""
		if later, ok := spec.Parse(text, field.Reading{Now: l.app.now()}); ok == nil {
			value, err = later, nil
		}
	}
	if err != nil {
		return field.TimeValue{}, view.Usage("usage.date", lang.Args{
			"Flag": flag, "Problem": l.app.view.Problem(field.AsProblem(err)),
		}, "")
	}
	return value.(field.TimeValue), nil
}
