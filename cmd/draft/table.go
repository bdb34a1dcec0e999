package main

import (
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/store"
)

// table shows letters in the width of the window.
func (a *app) table(letters []store.Letter) string {
	titles := map[titleKey]string{}
	standings := a.standings()
	rows := make([]view.LetterRow, len(letters))
	for i, l := range letters {
		rows[i] = view.LetterRow{
			ID: l.Short, Kind: a.title(l, titles), Status: standings.word(l), Created: l.Created, To: l.To, Subject: l.Subject,
		}
	}
	return view.LetterTable(rows, a.now(), a.term.OutWidth())
}

// titleKey is all that the title of a letter's kind depends on.
type titleKey struct{ kind, template string }

// title is what the kind of a letter is called. A template that is gone leaves its name.
func (a *app) title(l store.Letter, known map[titleKey]string) string {
	if l.Kind == "" {
		return a.view.Text("list.foreign", nil)
	}
	c, _ := l.Record() // of one that cannot be read, the kind is known all the same
	key := titleKey{l.Kind, c.Template}
	title, ok := known[key]
	if !ok {
		t, err := a.templateOf(l.Kind, c)
		if err != nil {
			t = &letter.Template{Title: field.Label{ZH: l.Kind, EN: l.Kind}}
		}
		title = a.view.Label(t.Title)
		known[key] = title
	}
	return title
}
