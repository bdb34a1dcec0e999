package web

import (
	"context"
	"net/http"
	"strconv"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/cases"
	"draft/drafts/eml"
	"draft/drafts/letter"
	"draft/drafts/page"
	"draft/drafts/store"
	"draft/drafts/writing"
)

// letterPage shows a kept letter and what can be done with it.
type letterPage struct {
	Limit    int // of the app text; 0 is none
	ID       string
	Short    string
	Standing string
	Open     bool // it can be changed
	Case     *casePart
	Fault    []string // why the case cannot be shown
	Removed  bool
	CanGo    bool   // it can be removed
	Send     string // words of the link to send it, or to say whether it arrived; "" if there is nothing to send
	Parts    []page.Part
	Preview  preview
	Facts    []page.Fact
	AppTitle string
	Where    string // to paste the text
	Name     string // of its files, without an extension
}

// letter shows a kept letter.
func (s *site) letter(rw http.ResponseWriter, r *http.Request) error {
	l, err := s.letterOf(r.Context(), r)
	if err != nil {
		return err
	}
	doc, record, err := s.document(r.Context(), l)
	if err != nil {
		return err
	}
	if chars, err := strconv.Atoi(r.URL.Query().Get("chars")); err == nil && chars >= 0 {
		doc.Fit(chars)
	}
	shown := shownDocument(doc)
	p := letterPage{Limit: doc.Limit, ID: l.ID, Short: l.Short, Open: isOpen(l), Preview: s.previewOf(shown), Name: doc.FileName()}
	if p.Parts, err = view.AppParts(s.View, shown); err != nil {
		return err
	}
	p.AppTitle = view.AppTitle(s.View, doc.Template)
	p.Where = view.WhereToPaste(s.View, record.Form(doc.Template, s.Now()))
	for _, f := range doc.Draft.Facts {
		p.Facts = append(p.Facts, page.Fact{Label: s.View.Label(f.Field.Stated()), Value: s.View.ShownValue(f)})
	}
	p.CanGo = l.Removed.IsZero() && l.Status.Removable()
	p.Send = s.sendLink(l)
	p.Removed, p.Standing = !l.Removed.IsZero(), s.View.Standing(cases.Prepared, l.Status)
	f, err := s.source().Open(r.Context(), l.ID)
	switch {
	case err == nil:
		p.Standing = s.View.Standing(f.StateOf(l.ID), l.Status)
		if p.Case, err = s.casePart(r, f); err != nil {
			return err
		}
	case !p.Removed:
		p.Fault = s.View.Lines(s.word(err))
	}
	s.render(rw, http.StatusOK, "letter", screen{Title: s.View.Label(doc.Template.Title), Body: p})
	return nil
}

// isOpen reports whether a letter can be changed.
func isOpen(l store.Letter) bool { return l.Kind != "" && l.Removed.IsZero() && l.Status.Open() }

// shownDocument returns what the views show of a letter.
func shownDocument(d *writing.Document) view.Document {
	return view.Document{
		ID: d.ID, Template: d.Template, Draft: d.Draft, Fitted: d.Fitted, Limit: d.Limit, Names: d.Names(), Strength: d.Strength,
	}
}

// document returns a kept letter as it was written. If it was frozen, its message is the frozen bytes.
func (s *site) document(ctx context.Context, l store.Letter) (*writing.Document, drafts.Record, error) {
	if l.Kind == "" {
		return nil, drafts.Record{}, view.Fail("web.foreign", lang.Args{"ID": l.Short}, nil)
	}
	record, err := l.Record()
	if err != nil {
		return nil, record, err
	}
	t, err := s.Config.LoadKept(l.Kind, record.Template)
	if err != nil {
		t = &letter.Template{Kind: l.Kind} // the labels are missing, not the letter
		t.Title.ZH = l.Kind
	}
	doc := writing.Kept(l, record, t, s.Now())
	if l.Frozen != nil {
		doc.Frozen = func() ([]byte, error) {
			m, err := s.Store.Message(ctx, l.ID)
			if err != nil {
				return nil, err
			}
			o, err := eml.Reopen(m.Wire, m.To)
			return o.Unsent(), err
		}
	}
	return doc, record, nil
}

// message returns the message of a letter for a mail program.
func (s *site) message(doc *writing.Document) ([]byte, error) {
	if doc.Frozen != nil {
		return doc.Message(nil)
	}
	read, err := attach.Read(doc.Files, attach.Disk{}, doc.KeepMetadata)
	if err != nil {
		return nil, view.AttachmentError(err)
	}
	data, err := doc.Message(read.Files)
	if err != nil {
		return nil, s.View.MessageError(err)
	}
	return data, nil
}

// download gives the letter as a file: eml, txt or feedback.
func (s *site) download(rw http.ResponseWriter, r *http.Request) error {
	l, err := s.letterOf(r.Context(), r)
	if err != nil {
		return err
	}
	doc, _, err := s.document(r.Context(), l)
	if err != nil {
		return err
	}
	switch r.PathValue("format") {
	case "eml":
		data, err := s.message(doc)
		if err != nil {
			return err
		}
		return give(rw, doc.FileName()+".eml", "message/rfc822", data)
	case "txt":
		return give(rw, doc.FileName()+".txt", "text/plain; charset=utf-8", []byte(doc.Text()))
	}
	return view.Fail("web.no_page", lang.Args{"Path": r.URL.Path}, errNoPage)
}

// give answers with a file that the browser saves. Its name is ASCII.
func give(rw http.ResponseWriter, name, kind string, data []byte) error {
	rw.Header().Set("Content-Type", kind)
	rw.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = rw.Write(data) // the browser may be gone
	return nil
}

// edit begins to change a letter, or goes on with that.
func (s *site) edit(rw http.ResponseWriter, r *http.Request) error {
	l, err := s.letterOf(r.Context(), r)
	if err != nil {
		return err
	}
	w, err := s.editing(r.Context(), l)
	if err != nil {
		return err
	}
	if w.row.ID == "" {
		if _, err := w.save(r.Context()); err != nil {
			return err
		}
	}
	return see(rw, r, "/unfinished/"+w.row.ID)
}

// editing returns the writer that changes a kept letter, with what was changed so far. Nothing is saved yet.
func (s *site) editing(ctx context.Context, l store.Letter) (*writer, error) {
	place := writing.EditPlace(l.ID)
	found, err := s.Store.ListUnfinished(ctx, place)
	switch {
	case err != nil:
		return nil, err
	case len(found) > 0:
		return s.open(ctx, found[0])
	case !isOpen(l):
		return nil, &store.ClosedError{ID: l.Short, Status: l.Status, Removed: !l.Removed.IsZero()}
	}
	w := &writer{site: s, row: store.Unfinished{Kind: l.Kind, Place: place, About: l.ID, Command: "draft edit " + l.Short}}
	if err := w.openEdit(ctx, l.ID); err != nil {
		return nil, err
	}
	w.session.Review()
	return w, nil
}
