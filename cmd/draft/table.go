package main

import (
	"slices"

	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/store"
)

// letterTable returns the list of letters in the width of the window, the newest first.
func letterTable(a *app, letters []store.Letter, unfinished []store.Unfinished) string {
	title, standings := titles(a), newStandings(a)
	rows := make([]view.LetterRow, len(letters))
	for i, l := range letters {
		rows[i] = view.LetterRow{
			ID: l.Short, Kind: title(l), Status: a.view.Standing(standings.State(l), l.Status), Created: l.Created, To: l.To,
			Subject: l.Subject, Color: view.StatusColor(l.Status),
		}
	}
	rows = append(rows, a.unfinishedRows(unfinished)...)
	slices.SortStableFunc(rows, func(a, b view.LetterRow) int { return b.Created.Compare(a.Created) })
	return view.LetterTable(a.view, rows, a.now(), a.term.OutWidth())
}

// titleKey is everything that the title of a letter's kind depends on.
type titleKey struct{ kind, template string }

// titles returns a function from a letter to the title of its kind. It reads each template once. If a template does not
// exist any more, the title is the kind's name.
func titles(a *app) func(store.Letter) string {
	known := map[titleKey]string{}
	return func(l store.Letter) string {
		if l.Kind == "" {
			return a.view.Text("list.foreign", nil)
		}
		c, _ := l.Record() // a record that cannot be read has no template, but the kind is known
		key := titleKey{l.Kind, c.Template}
		title, ok := known[key]
		if !ok {
			t, err := a.config.LoadKept(key.kind, key.template)
			if err != nil {
				t = &letter.Template{Title: field.Label{ZH: l.Kind, EN: l.Kind}}
			}
			title = a.view.Label(t.Title)
			known[key] = title
		}
		return title
	}
}
