package web

import (
	"net/http"
	"slices"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/casefile"
	"draft/drafts/interview"
	"draft/drafts/store"
	"draft/drafts/writing"
	"draft/templates"
)

// homePage shows what is unfinished, the cases with their next steps, and the letters that can be written.
type homePage struct {
	Unfinished []entry
	Matters    []entry
	More       int // cases that are not shown
	Kinds      []entry
	Many       []entry // from a bill or a table
	Letters    []entry // those that are not in Matters, the newest first
	New        bool    // nothing was written yet
	Removed    []entry // letters that can be restored
}

// entry is a line that leads somewhere.
type entry struct {
	Path, Label, Standing string
	Urgency               string
}

// The most cases and letters on the first page.
const (
	homeMatters = 30
	homeLetters = 20
)

func (s *site) home(rw http.ResponseWriter, r *http.Request) error {
	var p homePage
	rows, err := s.Store.ListUnfinished(r.Context(), "")
	if err != nil {
		return err
	}
	for _, u := range rows {
		p.Unfinished = append(p.Unfinished, s.unfinishedEntry(u))
	}
	calendar, err := s.Config.Calendar()
	if err != nil {
		return err
	}
	matters, count, err := s.source().Matters(r.Context(), calendar, homeMatters)
	if err != nil {
		return err
	}
	shown := map[string]bool{}
	for _, m := range matters {
		c := s.View.Matter(m, s.title, s.Now(), false)
		shown[m.Letter.ID], shown[m.Subject.ID] = true, true
		p.Matters = append(p.Matters, entry{"/letter/" + m.Subject.ID + "#" + stepID(m.Step), c.Label, c.Standing, string(m.Deadline.Urgency)})
	}
	p.More = count - len(matters)
	for l, err := range s.Store.List(r.Context(), store.Filter{Limit: homeLetters}) {
		if err != nil {
			return err
		}
		if !shown[l.ID] {
			p.Letters = append(p.Letters, entry{Path: "/letter/" + l.ID, Label: s.View.LetterLabel(l, s.title(l), s.source().Claimed(l), s.Now()), Standing: s.standing(r, l)})
		}
	}
	if p.Removed, err = s.removedLetters(r); err != nil {
		return err
	}
	p.Kinds = s.kinds()
	p.Many = []entry{
		{Path: "/bill", Label: s.text("web.bill"), Standing: s.text("web.bill_about")},
		{Path: "/table", Label: s.text("web.table"), Standing: s.text("web.table_about")},
	}
	p.New = len(p.Unfinished)+len(p.Matters)+len(p.Letters) == 0
	s.render(rw, http.StatusOK, "home", screen{Title: s.text("home.question"), Body: p})
	return nil
}

// unfinishedEntry returns the line of an unfinished letter.
func (s *site) unfinishedEntry(u store.Unfinished) entry {
	title, id := u.Kind, "home.unfinished"
	if u.About != "" && u.Place == writing.EditPlace(u.About) {
		id = "web.unfinished_edit"
	}
	if t, err := s.Config.LoadKind(u.Kind); err == nil {
		title = s.View.Label(t.Title)
	}
	count := 0
	if state, err := interview.ReadState(u.State); err == nil && len(state.Forms) > 0 {
		count = len(state.Forms[len(state.Forms)-1].Answers)
	}
	return entry{
		Path: "/unfinished/" + u.ID, Label: s.View.Text(id, lang.Args{"Title": title}),
		Standing: s.View.Text("home.unfinished_at", lang.Args{"Count": count, "At": s.View.Moment(u.Changed)}),
	}
}

// kinds returns the lines of the letter kinds, one's own too.
func (s *site) kinds() []entry {
	var all []entry
	for _, kind := range templates.Builtin() {
		all = append(all, entry{Path: "/new/" + kind, Label: s.title(store.Letter{Kind: kind}), Standing: s.text("home.about." + kind)})
	}
	origins, _ := templates.List(s.Config.TemplateFolder()) // a folder that cannot be read has no kinds
	for _, o := range origins {
		if slices.Contains(templates.AllBuiltin(), o.Kind) {
			continue
		}
		if t, err := s.Config.LoadStandalone("", o.Kind); err == nil {
			all = append(all, entry{Path: "/new/" + o.Kind, Label: s.View.Label(t.Title)})
		}
	}
	return all
}

// standing says how a letter stands.
func (s *site) standing(r *http.Request, l store.Letter) string {
	state := casefile.StateOf(l, func() *casefile.File {
		f, err := s.source().Open(r.Context(), l.ID)
		if err != nil {
			return nil
		}
		return f
	})
	return s.View.Standing(state, l.Status)
}
