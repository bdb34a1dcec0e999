package web

import (
	"net/http"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/bill"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/letter"
	"draft/drafts/writing"
)

// show shows the questions. action is where their form is sent.
func (w *writer) show(rw http.ResponseWriter, r *http.Request, action string) error {
	p, err := w.form(action, r.URL.Query().Has("check"))
	if err != nil {
		return err
	}
	p.Second = r.URL.Query().Has("second")
	title := w.site.View.Label(w.session.Form().Template().Title)
	if p.Edits {
		title = w.site.View.Text("web.edits", lang.Args{"Title": title})
	}
	w.site.render(rw, http.StatusOK, "form", screen{Title: title, Body: p})
	return nil
}

// form returns the model of the page. check tells what is still missing.
func (w *writer) form(action string, check bool) (*formPage, error) {
	v, form := w.site.View, w.session.Form()
	p := &formPage{Action: action, Revision: w.row.Revision, ID: w.row.Short, Ready: w.ready()}
	p.Edits = w.edited != nil
	if t := w.session.Origin(); t != nil {
		p.Became = v.Label(t.Title)
	}
	p.FirstTry, p.AppTitle = view.FirstStop(v, form), view.AppTitle(v, form.Template())
	for _, remark := range w.session.Remarks() {
		if remark.Field == nil {
			p.Notes = append(p.Notes, v.Note(remark))
		}
	}
	entries := w.session.Entries()
	open, wrong := 0, 0
	for i := range entries {
		e := &entries[i]
		q := w.question(e)
		empty, waits := !e.Optional && !e.Answered && !e.Held(), e.Held() || len(e.Stops) > 0
		switch {
		case empty:
			open++
		case waits:
			wrong++
		}
		q.Missing = check && empty
		p.Upload = p.Upload || e.Type == field.Files
		if check && (empty || waits) {
			p.Missing = append(p.Missing, link{q.ID, v.Label(e.Label)})
		}
		if n := len(p.Groups); n == 0 || p.Groups[n-1].Number != e.Record || p.Groups[n-1].List != listName(e.List) {
			p.Groups = append(p.Groups, w.group(e.List, e.Record))
			p.Groups[n].ID = "group-" + q.ID
		}
		g := &p.Groups[len(p.Groups)-1]
		g.Questions = append(g.Questions, q)
	}
	var err error
	p.Preview, err = w.preview()
	p.Meter = p.Preview.meter(v, open, wrong)
	return p, err
}

// meter returns how long the app text is, and how many questions have no answer yet or one that is wrong.
func (p preview) meter(v *view.View, open, wrong int) string {
	words := v.Text("web.parts", lang.Args{"Count": len(p.App)})
	if len(p.App) == 1 {
		words = p.App[0].Length
	}
	return v.Text("web.meter", lang.Args{"Length": words, "Open": open, "Wrong": wrong})
}

func listName(l *letter.List) string {
	if l == nil {
		return ""
	}
	return l.Name
}

// group returns an empty group for a record of a list.
func (w *writer) group(l *letter.List, record int) group {
	if l == nil {
		return group{}
	}
	v, form := w.site.View, w.session.Form()
	n := form.Records(l)
	g := group{List: l.Name, Number: record, Last: record == n, Removable: n > max(l.Least, 1)}
	if n > 1 || l.Most > 1 {
		g.Title = v.Label(l.RecordLabel(record))
	}
	if record == 1 && l.Most > 1 {
		g.Help = v.Label(l.Help)
	}
	g.Bill = record == 1 && l.Name == bill.ListName && form.Template().Kind == bill.Kind
	if g.Last && n < l.Most {
		g.Add = v.Text("review.add", lang.Args{"Label": v.Label(l.Label)})
	}
	if open := w.session.Repeatable(l, record); len(open) > 0 {
		var labels []string
		for _, q := range open {
			labels = append(labels, v.Label(q.OwnLabel()))
		}
		g.Same = v.Text("web.same_record", lang.Args{"Labels": strings.Join(labels, v.Text("list.separator", nil)), "Each": v.Label(l.RecordLabel(record - 1))})
	}
	if g.Last && n > 1 && l.Total != "" {
		if total := form.Value(l.TotalName()); total != nil {
			g.Total = v.Text("web.total", lang.Args{"Amount": total.String()})
		}
	}
	return g
}

// question returns the model of a question.
func (w *writer) question(e *interview.Entry) question {
	v := w.site.View
	q := question{
		site: w.site, ID: "q-" + strings.ReplaceAll(e.Name, ".", "-"), Name: answerPrefix + e.Name, Path: e.Name, Type: string(e.Type),
		Label: v.Label(e.OwnLabel()), Help: v.Label(e.Help), Optional: e.Optional, Text: e.Text,
		Profile: e.Suggested == interview.FromProfile,
	}
	if e.Sample != "" {
		q.Sample = v.Text("prompt.example", lang.Args{"Text": e.Sample})
	}
	switch e.Type {
	case field.Choice:
		for _, o := range field.Offered(e.Options) {
			q.Options = append(q.Options, option{Value: o.Value, Label: v.Label(o.Label), Chosen: o.Value == e.Text, Note: w.repeatedNote(e, o.Value)})
		}
	case field.YesNo:
		for _, value := range []string{"yes", "no"} {
			q.Options = append(q.Options, option{Value: value, Label: v.Text("word."+value, nil), Chosen: value == e.Text, Note: w.repeatedNote(e, value)})
		}
	case field.Multiline:
		q.Rows = max(4, min(12, strings.Count(e.Text, "\n")+2))
	case field.Files:
		q.Files = w.files(e)
		for _, say := range w.session.Form().Checklist() {
			q.Look = append(q.Look, v.Label(say))
		}
	default:
		q.Rows = w.pasteRows(e)
	}
	for _, p := range e.Problems {
		q.Problems = append(q.Problems, v.Problem(p))
	}
	for _, c := range e.Stops {
		q.Problems = append(q.Problems, v.Check(c))
	}
	for _, remark := range e.Remarks {
		q.Notes = append(q.Notes, v.Note(remark))
	}
	if e.FoundIn != nil {
		q.Found, q.FoundBy = e.Found, v.Text("web.found", lang.Args{"In": v.Label(e.FoundIn.Label), "Text": e.Found})
	}
	w.decide(&q, e)
	return q
}

// decide adds what is to be decided about the text of a question.
func (w *writer) decide(q *question, e *interview.Entry) {
	v := w.site.View
	if e.Offer != nil {
		words := view.Offer{View: v, Template: w.session.Form().Template(), List: e.List, Offer: *e.Offer}
		q.Offer = &offer{Lines: words.Lines(0)}
		if len(e.Offer.Faults) == 0 {
			q.Offer.Take = words.Question().Options[0].Label
			q.Offer.Lines = append(q.Offer.Lines, words.Question().Message)
		}
	}
	if len(e.InApp) > 0 {
		names := lang.Args{"Names": strings.Join(e.InApp, v.Text("list.separator", nil))}
		q.Offer = &offer{Lines: []string{v.Text("ask.in_app", names)}, Take: v.Text("ask.in_app_yes", nil)}
	}
	if e.Warning != nil {
		q.Warning = &warning{Keep: v.Text("warn.keep", nil)}
		for _, n := range v.Notes(e.Warning.Remarks) {
			q.Warning.Lines = append(q.Warning.Lines, n.Text)
		}
		if e.Warning.Masked != "" {
			q.Warning.Mask = v.Text("warn.mask", lang.Args{"Numbers": strings.Join(e.Warning.Numbers, v.Text("list.separator", nil))})
		}
	}
}

// pasteRows returns the rows of a field into which the text of a payment's page was pasted; 0 for a field of one line, which would lose
// its lines.
func (w *writer) pasteRows(e *interview.Entry) int {
	if interview.TakesPage(e.Field) && strings.Contains(e.Text, "\n") {
		return min(12, strings.Count(e.Text, "\n")+1)
	}
	return 0
}

func (w *writer) repeatedNote(e *interview.Entry, value string) string {
	if value != e.Repeated || e.Text != "" {
		return ""
	}
	return w.site.View.Text("ask.repeated", lang.Args{"Each": w.site.View.Label(e.List.RecordLabel(e.Record - 1))})
}

// files returns the files of an answer, as the letter names them.
func (w *writer) files(e *interview.Entry) []fileEntry {
	v, problem := w.session.Form().Read(e.Field, e.Text)
	paths, ok := v.(field.FilesValue)
	if problem != nil || !ok {
		return nil
	}
	all := make([]fileEntry, len(paths))
	for i, name := range paths.Names() {
		all[i] = fileEntry{Name: name, Index: i}
	}
	return all
}

// preview is what the answers make so far.
type preview struct {
	App     []part
	LeftOut []string
	Over    string
	Subject string
	Letter  string
	Points  []point
}

// part is one text to paste into the app.
type part struct{ Text, Length string }

// point speaks for the letter, or is what it lacks.
type point struct {
	Good bool
	Text string
}

// preview returns the letter as the answers make it so far.
func (w *writer) preview() (preview, error) {
	doc, err := writing.Preview(w.session, w.stamp(""), w.options())
	if err != nil {
		return preview{}, view.Fail("error.template", nil, err)
	}
	return w.site.previewOf(shownDocument(doc)), nil
}

// previewOf returns how a letter looks.
func (s *site) previewOf(d view.Document) preview {
	p := preview{Subject: d.Draft.Letter.Subject, Letter: d.Draft.Letter.Body, LeftOut: view.LeftOutLines(s.View, d)}
	for _, text := range d.Fitted.Parts {
		p.App = append(p.App, part{text, view.AppLength(s.View, text, d.Limit)})
	}
	if d.Fitted.Over > 0 {
		p.Over = s.View.Text("error.over", view.OverArgs(s.View, d))
	}
	for _, one := range d.Strength {
		p.Points = append(p.Points, point{one.Met, s.View.PointText(one)})
	}
	return p
}
