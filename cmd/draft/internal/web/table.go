package web

import (
	"bytes"
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/answers"
	"draft/drafts/bill"
)

// tablePage asks for a table, or shows what a check found in one.
type tablePage struct {
	Address string // of the page of the table; "" before there is one
	Name    string
	Limit   string   // says how large a table may be
	Failed  []string // why the table cannot be read
	Kinds   []option
	Fields  []tableField
	Hidden  bool
	Query   url.Values // the same choices, for links and forms
	Command string     // that sends the letters at the terminal

	Notes    []string // about rows and columns that are read, or not, against what one may expect
	Totals   []string
	Bad      []string
	Problems []view.ProblemCell
	More     []string // problems that are not shown, by kind
	Repeats  []string
	Mend     bool   // there are rows to correct in a table of their own
	Letters  string // says how many letters can be written; "" if none can
	Unticked bool   // the letters were asked for without Skip
	Skip     string // says how many rows get no letter then; "" if all get one
	First    *preview
	Head     string // of the first letter
}

// FilePath returns the address of a file about the table. It is one value for the page, whose template would escape a query by itself.
func (p tablePage) FilePath(name string) string {
	return p.Address + "/" + name + "?" + p.Query.Encode()
}

// tableField is an option of the table: a flag of the terminal.
type tableField struct {
	Name, Label, Text string
	Rows              int // of a field of several lines, each a value of the flag; 0 for one line
}

// shownCells is the most problems that the page shows. The table of rows to correct has all of them.
const shownCells = 100

// tableLimits are those of a table. It is kept in memory while its letters are chosen; the terminal takes larger ones.
func tableLimits() uploadLimits { return uploadLimits{number: 1, size: maxTable, total: maxTable} }

const maxTable = 64 << 20

// kindField is the field for the kind of the letters.
const kindField = "kind"

// askTable asks for a table.
func (s *site) askTable(rw http.ResponseWriter, r *http.Request) error {
	return s.showTable(rw, http.StatusOK, s.newTablePage(r, ""))
}

func (s *site) showTable(rw http.ResponseWriter, status int, p *tablePage) error {
	s.render(rw, status, "table", screen{Title: s.text("web.table"), Body: p})
	return nil
}

// newTablePage returns a page with the choices of a request.
func (s *site) newTablePage(r *http.Request, name string) *tablePage {
	p := &tablePage{Name: name, Query: tableQuery(r), Limit: s.View.Text("web.table_large", lang.Args{"Limit": maxTable >> 20})}
	for _, k := range s.kinds() {
		kind := strings.TrimPrefix(k.Path, "/new/")
		label := k.Label
		if t, err := s.Config.LoadStandalone("", kind); err == nil {
			label = s.View.Label(t.Title)
		}
		p.Kinds = append(p.Kinds, option{Value: kind, Label: label, Chosen: kind == cmp.Or(r.Form.Get(kindField), bill.Kind)})
	}
	for _, flag := range tableFlags() {
		f := tableField{Name: flag, Label: s.text("web.table_option." + strings.ReplaceAll(flag, "-", "_")), Text: strings.Join(r.Form[flag], "\n")}
		if slices.Contains(severalFlags(), flag) {
			f.Rows = max(2, len(r.Form[flag]))
		}
		p.Fields = append(p.Fields, f)
	}
	p.Hidden = r.Form.Has(hiddenFlag)
	return p
}

// readTable puts the table that was sent on the shelf, or checks the one of the page again if none was sent.
func (s *site) readTable(rw http.ResponseWriter, r *http.Request) error {
	sent, err := readUploads(r, tableLimits())
	shelf := r.PathValue("shelf")
	switch none := new(view.Error); {
	case err == nil:
		shelf = s.shelf.put(&sent[0], int64(len(sent[0].content)))
	case shelf != "" && errors.As(err, &none) && none.ID == noUpload:
	default:
		p := s.newTablePage(r, "")
		p.Failed = s.View.Lines(err)
		return s.showTable(rw, http.StatusUnprocessableEntity, p)
	}
	return see(rw, r, "/table/"+shelf+"?"+tableQuery(r).Encode())
}

// checkedTable shows what a check finds in a table.
func (s *site) checkedTable(rw http.ResponseWriter, r *http.Request) error {
	table, ok := s.shelvedTable(r)
	if !ok {
		return s.lostTable(rw, r)
	}
	return s.showChecked(rw, r, table, false)
}

// showChecked shows what a check finds in a table. unticked says that its letters were asked for without a word about the other rows.
func (s *site) showChecked(rw http.ResponseWriter, r *http.Request, table *uploaded, unticked bool) error {
	takesLong(rw)
	p := s.newTablePage(r, table.name)
	p.Unticked = unticked
	p.Address = "/table/" + r.PathValue("shelf")
	p.Command = s.tableCommand(r, table.name)
	j, err := s.newTableJob(r, table)
	if err == nil {
		defer j.close()
		err = j.check(r.Context(), nil)
	}
	if err == nil {
		err = j.tell(p)
	}
	if err != nil {
		p.Failed = append(p.Failed, s.View.Lines(err)...)
	}
	if err != nil || unticked {
		return s.showTable(rw, http.StatusUnprocessableEntity, p)
	}
	return s.showTable(rw, http.StatusOK, p)
}

// emptyTable gives a table with the header that a kind of letters needs.
func (s *site) emptyTable(rw http.ResponseWriter, r *http.Request) error {
	t, err := s.Config.LoadStandalone("", r.Form.Get(kindField))
	if err != nil {
		return err
	}
	var file bytes.Buffer
	table, err := answers.NewTableWriter(&file, answers.XLSX, view.SheetColumns(s.View, t))
	if err == nil {
		err = table.Close()
	}
	if err != nil {
		return err
	}
	return give(rw, t.Kind+".xlsx", tableType, file.Bytes())
}

// tableType is the media type of a table that the browser saves.
const tableType = "application/octet-stream"

// takesLong lets an answer take as long as a large table needs. A browser that goes away ends it.
func takesLong(rw http.ResponseWriter) {
	_ = http.NewResponseController(rw).SetWriteDeadline(time.Time{}) // a test may have none
}

// shelvedTable returns the table that a request is about; ok is false if the shelf does not have it any more.
func (s *site) shelvedTable(r *http.Request) (table *uploaded, ok bool) {
	content, _ := s.shelf.get(r.PathValue("shelf"))
	table, ok = content.(*uploaded)
	return table, ok
}

// lostTable asks for a table that the shelf does not have any more.
func (s *site) lostTable(rw http.ResponseWriter, r *http.Request) error {
	p := s.newTablePage(r, "")
	p.Failed = []string{s.text("web.upload_lost")}
	return s.showTable(rw, http.StatusGone, p)
}

// tableFile gives what is made of a table: the rows to correct, or the letters.
func (s *site) tableFile(rw http.ResponseWriter, r *http.Request) error {
	table, ok := s.shelvedTable(r)
	if !ok {
		return s.lostTable(rw, r)
	}
	takesLong(rw)
	j, err := s.newTableJob(r, table)
	if err != nil {
		return err
	}
	defer j.close()
	file := r.PathValue("file")
	switch file {
	case "letters.zip":
		err := j.giveLetters(rw, r)
		if errors.As(err, new(*view.BadRowsError)) {
			return s.showChecked(rw, r, table, true)
		}
		return err
	case "problems.xlsx", "problems.csv":
		var rows bytes.Buffer
		j.words.Table.Problems = file
		if err := j.check(r.Context(), &rows); err != nil {
			return err
		}
		return give(rw, file, tableType, rows.Bytes())
	}
	return view.Fail("web.no_page", lang.Args{"Path": r.URL.Path}, errNoPage)
}

// tableCommand returns the command that sends the letters of a table at the terminal.
func (s *site) tableCommand(r *http.Request, name string) string {
	words := []string{"draft", "batch", r.Form.Get(kindField), view.Quote(name)}
	for _, flag := range tableFlags() {
		for _, value := range flagValues(r, flag) {
			words = append(words, "--"+flag, view.Quote(value))
		}
	}
	if r.Form.Has(hiddenFlag) {
		words = append(words, "--"+hiddenFlag)
	}
	return strings.Join(append(words, "--send"), " ")
}
