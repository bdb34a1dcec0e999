// Package web shows the questions, the letters and the cases in a browser on this computer: a second face of drafts/interview,
// drafts/casefile and internal/view beside the terminal.
//
// A request carries everything that it is about: an unfinished letter is its row in the store, whose revision the page knows. So
// pages go on after the server was started again, and the terminal goes on with what the browser began.
package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/attach"
	"draft/drafts/casefile"
	"draft/drafts/interview"
	"draft/drafts/outbox"
	"draft/drafts/store"
)

// SiteOptions are what the pages need from outside.
type SiteOptions struct {
	View   *view.View
	Config *config.Config
	Store  *store.Store
	Now    func() time.Time
	NewID  func() string
	Mailer *Mailer
}

// site answers requests with pages.
type site struct {
	SiteOptions
	shelf   shelf
	writing sync.Mutex // held while answers are taken
}

// NewSite returns the handler of all pages. It relies on a Server for who may ask.
func NewSite(o SiteOptions) http.Handler {
	words := *o.View
	words.OnPage, o.View = true, &words
	s := &site{SiteOptions: o, shelf: shelf{now: o.Now}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /style.css", asset("text/css; charset=utf-8", stylesheet))
	mux.HandleFunc("GET /script.js", asset("text/javascript; charset=utf-8", script))
	mux.HandleFunc("GET /icon.svg", asset("image/svg+xml", func() []byte { return readFile("icon.svg") }))
	for pattern, handle := range map[string]handler{
		"GET /{$}":                       s.home,
		"GET /new/{kind}":                s.newLetter,
		"POST /new/{kind}":               s.taking(s.answerNew),
		"GET /unfinished/{id}":           s.unfinished,
		"POST /unfinished/{id}":          s.taking(s.answer),
		"GET /letter/{id}":               s.letter,
		"GET /letter/{id}/text/{format}": s.download,
		"POST /letter/{id}/edit":         s.edit,
		"GET /letter/{id}/send":          s.sendForm,
		"POST /letter/{id}/send":         s.send,
		"GET /bill":                      s.askBill,
		"POST /bill":                     s.readBill,
		"GET /bill/{shelf}":              s.payments,
		"POST /bill/{shelf}":             s.takePayments,
		"GET /table":                     s.askTable,
		"GET /table.xlsx":                s.emptyTable,
		"POST /table":                    s.readTable,
		"GET /table/{shelf}":             s.checkedTable,
		"POST /table/{shelf}":            s.readTable,
		"GET /table/{shelf}/{file}":      s.tableFile,

		"GET /unfinished/{id}/discard":       s.discard,
		"POST /unfinished/{id}/discard":      s.discard,
		"GET /letter/{id}/remove":            s.removeLetter,
		"POST /letter/{id}/remove":           s.removeLetter,
		"POST /letter/{id}/restore":          s.restoreLetter,
		"POST /letter/{id}/submit":           s.submit,
		"GET /letter/{id}/submitted":         s.submittedForm,
		"POST /letter/{id}/submitted":        s.submitted,
		"GET /letter/{id}/undo":              s.askUndo,
		"POST /letter/{id}/undo":             s.undo,
		"GET /letter/{id}/log":               s.logForm,
		"POST /letter/{id}/log":              s.log,
		"GET /letter/{id}/settle":            s.settleForm,
		"POST /letter/{id}/settle":           s.settle,
		"GET /letter/{id}/write/{kind}":      s.writeAbout,
		"POST /letter/{id}/write/{kind}":     s.taking(s.answerAbout),
		"GET /letter/{id}/write/{kind}/now":  s.writeAbout,
		"POST /letter/{id}/write/{kind}/now": s.taking(s.answerAbout),
		"GET /letter/{id}/report/{reader}":   s.giveReport,
	} {
		mux.HandleFunc(pattern, s.handle(handle))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, view.Fail("web.no_page", lang.Args{"Path": r.URL.Path}, errNoPage))
	})
	return mux
}

// handler answers a request, or returns why it cannot.
type handler func(http.ResponseWriter, *http.Request) error

// handle returns a handler as net/http takes it. The form of a request is read before.
func (s *site) handle(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !parseForm(w, r, s.View) {
			return
		}
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	}
}

// fail shows why a request could not be answered. The status is 404 if what it asks for is not there.
func (s *site) fail(w http.ResponseWriter, _ *http.Request, err error) {
	status := http.StatusInternalServerError
	var none *store.NotFoundError
	var unfinished *store.UnfinishedError
	var known view.CLIError
	var refused *casefile.Error
	var closed *store.ClosedError
	var changed *outbox.ChangedError
	switch {
	case errors.As(err, &none), errors.Is(err, errNoPage):
		status = http.StatusNotFound
	case errors.As(err, &unfinished), errors.As(err, &known), errors.As(err, &refused), errors.As(err, &closed), errors.As(err, &changed):
		status = http.StatusConflict
	}
	s.render(w, status, "failed", screen{Title: s.text("web.failed"), Body: s.View.Lines(s.word(err))})
}

// errNoPage reports an address that no page has.
var errNoPage = errors.New("web: no such page")

// word gives an error of the store or of a case its words.
func (s *site) word(err error) error {
	var refused *casefile.Error
	var known view.CLIError
	switch {
	case errors.As(err, &known):
		return err
	case errors.As(err, &refused):
		return view.CaseError(refused)
	}
	return view.StoreError(err, s.Config.StoreName())
}

// text returns a message without arguments.
func (s *site) text(id string) string { return s.View.Text(id, nil) }

// source returns what cases are opened from.
func (s *site) source() *casefile.Source {
	return &casefile.Source{Store: s.Store, Template: s.Config.LoadKept, Now: s.Now}
}

// title returns the title of the kind of a letter.
func (s *site) title(l store.Letter) string {
	if l.Kind == "" {
		return s.text("list.foreign")
	}
	t, err := s.Config.LoadKind(l.Kind)
	if err != nil {
		return l.Kind
	}
	return s.View.Label(t.Title)
}

// sessionOptions returns what an interview needs of this machine.
func (s *site) sessionOptions(keepMetadata bool) interview.Options {
	return interview.Options{
		Now: s.Now,
		Absolute: func(path string) string {
			if absolute, err := filepath.Abs(path); err == nil {
				return absolute
			}
			return path
		},
		CheckFiles: func(paths []string) []attach.Problem { return attach.Check(paths, attach.Disk{}, keepMetadata) },
	}
}

// see sends the browser to another page with a GET.
func see(w http.ResponseWriter, r *http.Request, path string, query ...string) error {
	values := url.Values{}
	for i := 0; i+1 < len(query); i += 2 {
		values.Set(query[i], query[i+1])
	}
	if len(values) > 0 {
		path += "?" + values.Encode()
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// letterOf returns the kept letter that a path names.
func (s *site) letterOf(ctx context.Context, r *http.Request) (store.Letter, error) {
	return s.Store.Get(ctx, strings.ToLower(r.PathValue("id")))
}
