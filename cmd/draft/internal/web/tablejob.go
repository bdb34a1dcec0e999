package web

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/answers"
	"draft/drafts/batch"
	"draft/drafts/field"
	"draft/drafts/writing"
)

// tableJob makes letters of a table on the shelf, for one request.
type tableJob struct {
	site    *site
	source  *batch.Source
	job     *batch.Job
	words   *view.Batch
	columns batch.ColumnOptions
	header  []answers.Answer
	named   bool // a sheet was named
}

// The choices that a page offers about a table have the names of the flags.
const (
	hiddenFlag    = "hidden"
	keepGoingFlag = "keep-going"
	sheetFlag     = "sheet"
	encodingFlag  = "encoding"
	rowsFlag      = "rows"
	setFlag       = "set"
)

// tableFlags returns the flags with a value, in the order of the page.
func tableFlags() []string {
	return []string{setFlag, batch.FlagColumn, batch.FlagIgnore, batch.FlagWhere, batch.FlagGroupBy, rowsFlag, sheetFlag, encodingFlag}
}

// severalFlags returns those that may be repeated.
func severalFlags() []string {
	return []string{setFlag, batch.FlagColumn, batch.FlagIgnore, batch.FlagWhere}
}

// flagValues returns the values of a flag: those in its fields, each on a line.
func flagValues(r *http.Request, flag string) (values []string) {
	for _, text := range r.Form[flag] {
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); line != "" {
				values = append(values, line)
			}
		}
	}
	return values
}

// flagValue returns the value of a flag that is not repeated.
func flagValue(r *http.Request, flag string) string { return strings.Join(flagValues(r, flag), " ") }

// tableQuery returns the choices of a request as the query of another address about the table.
func tableQuery(r *http.Request) url.Values {
	query := url.Values{kindField: {r.Form.Get(kindField)}}
	for _, flag := range tableFlags() {
		if values := flagValues(r, flag); len(values) > 0 {
			query[flag] = []string{strings.Join(values, "\n")}
		}
	}
	if r.Form.Has(hiddenFlag) {
		query.Set(hiddenFlag, "1")
	}
	return query
}

// newTableJob returns the job that the choices of a request describe, with the header of the table read. The caller must close it.
func (s *site) newTableJob(r *http.Request, table *uploaded) (*tableJob, error) {
	t, err := s.Config.LoadStandalone("", r.Form.Get(kindField))
	if err != nil {
		return nil, err
	}
	j := &tableJob{
		site: s,
		source: &batch.Source{
			Path: table.name, Content: bytes.NewReader(table.content), Size: int64(len(table.content)),
			Options: answers.TableOptions{Sheet: flagValue(r, sheetFlag), Encoding: flagValue(r, encodingFlag)},
		},
		job: &batch.Job{
			Template: t, Now: s.Now().In(field.Beijing), Chars: defaultLimit, IncludeHidden: r.Form.Has(hiddenFlag),
			KeepGoing: r.Form.Has(keepGoingFlag), Name: batch.DefaultPattern(t),
		},
		columns: batch.ColumnOptions{
			Ignore: flagValues(r, batch.FlagIgnore), Mapped: flagValues(r, batch.FlagColumn), Where: flagValues(r, batch.FlagWhere),
			GroupBy: flagValue(r, batch.FlagGroupBy),
		},
		named: flagValue(r, sheetFlag) != "",
	}
	j.words = &view.Batch{
		View: s.View, Job: j.job, Table: &view.Table{View: s.View, Job: j.job, Name: table.name, Object: view.TableObject{Path: table.name}},
	}
	if err := j.chooseRows(flagValue(r, rowsFlag), flagValues(r, setFlag)); err != nil {
		return nil, err
	}
	if j.job.History, err = batch.LoadHistory(r.Context(), s.Store); err != nil {
		return nil, err
	}
	return j, j.readHeader(r.Context())
}

// chooseRows sets the rows of the table, and the answers that are given for each of them.
func (j *tableJob) chooseRows(rows string, set []string) (err error) {
	if rows != "" {
		if j.job.Rows, err = batch.ParseRange(rows); err != nil {
			return view.Usage("usage.rows", lang.Args{"Value": rows}, "draft batch")
		}
	}
	given, err := view.ParseSet(set, "draft batch")
	if err != nil {
		return err
	}
	if faults := j.job.Give(given, "", nil); len(faults) > 0 {
		return &view.AnswersError{Template: j.job.Template, Faults: faults}
	}
	return nil
}

func (j *tableJob) readHeader(ctx context.Context) error {
	table, err := j.job.ReadHeader(ctx, j.source, j.columns)
	if err != nil {
		return j.words.Table.ReadError(err)
	}
	j.header = table.Header()
	j.words.Table.ReadHeader(table)
	return table.Close()
}

// close removes what a check has made.
func (j *tableJob) close() { _ = j.job.Close() }

// check checks the table, and writes the rows to correct to a table in the format of Table.Problems if w is not nil.
func (j *tableJob) check(ctx context.Context, w io.Writer) error {
	table, err := j.source.Open(ctx)
	if err != nil {
		return j.words.Table.ReadError(err)
	}
	var bad *answers.TableWriter
	if w != nil {
		if bad, err = j.words.Table.ProblemsTable(w, table.Header()); err != nil {
			return err
		}
	}
	j.words.Summary, err = j.job.Check(ctx, table, func(e *batch.Entry) error {
		if bad == nil {
			return nil
		}
		return j.words.Table.WriteProblems(bad, e, table.Header())
	})
	switch {
	case err != nil:
		return j.words.Table.ReadError(err)
	case bad != nil:
		return bad.Close()
	}
	return nil
}

// tell puts what the check has found on the page. The error is a doubt about the encoding.
func (j *tableJob) tell(p *tablePage) error {
	s, words := j.words.Summary, j.words
	if !j.named {
		p.Notes = words.Table.OtherSheets()
	}
	p.Notes = append(p.Notes, words.Table.Unseen(s)...)
	p.Totals = words.Totals()
	if s.Good+s.Bad == 0 {
		p.Notes = append(p.Notes, j.words.View.Text("batch.empty", nil))
	}
	if s.First != nil {
		l, err := j.job.Compose(s.First, "")
		if err != nil {
			return view.Fail("error.template", nil, err)
		}
		doc := writing.Of(l.Form, l.Draft, l.Files, writing.Options{Limit: defaultLimit})
		first := j.site.previewOf(shownDocument(doc))
		p.First, p.Head = &first, words.FirstHead()
	}
	if s.Encoding != nil {
		return words.Table.EncodingError(s.Encoding)
	}
	p.Bad, p.Problems, p.More, p.Repeats = words.Bad(), words.ProblemCells(j.header, shownCells), words.BadKinds(shownCells), words.Repeats()
	p.Mend = s.ToCorrect > 0
	if s.Good > 0 {
		p.Letters = j.words.View.Text("web.table_letters", lang.Args{"Count": s.Good})
	}
	if s.Good > 0 && s.IsRefused(false) {
		p.Skip = j.words.View.Text("web.table_skip", lang.Args{"Count": s.Bad})
	}
	return nil
}

// giveLetters gives the letters as an archive. They are all written once before the first byte of it is sent, so that a letter that cannot be
// written is told on a page, and is not missing in the archive.
func (j *tableJob) giveLetters(rw http.ResponseWriter, r *http.Request) error {
	if err := j.check(r.Context(), nil); err != nil {
		return err
	}
	switch s := j.words.Summary; {
	case s.Encoding != nil:
		return j.words.Table.EncodingError(s.Encoding)
	case s.IsRefused(j.job.KeepGoing):
		return &view.BadRowsError{Batch: j.words, Exit: view.ExitAnswers, Writes: true}
	}
	if err := j.write(r.Context(), io.Discard); err != nil {
		return err
	}
	rw.Header().Set("Content-Type", "application/zip")
	rw.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.zip"`, j.job.Template.Kind, j.job.Now.Format("20060102")))
	if err := j.write(r.Context(), rw); err != nil {
		panic(http.ErrAbortHandler) // the browser must not take a part of the letters for all of them
	}
	return nil
}

// appText returns the text of a letter for the box of the app.
func appText(l *batch.Letter) ([]byte, error) {
	return []byte(writing.Of(l.Form, l.Draft, l.Files, writing.Options{Limit: defaultLimit}).AppText()), nil
}

// write writes the letters to an archive. A letter that cannot be written is an error.
func (j *tableJob) write(ctx context.Context, w io.Writer) error {
	table, err := j.source.Open(ctx)
	if err != nil {
		return j.words.Table.ReadError(err)
	}
	archive := zip.NewWriter(w)
	sink := &batch.Zip{W: archive, Files: []batch.ZipFile{{Ending: ".eml", Render: j.job.Message}, {Ending: ".txt", Render: appText}}}
	report, err := j.job.Write(ctx, table, j.site.NewID, sink, func(o batch.Outcome) error {
		if o.State() == batch.Failed {
			return j.words.RowError(o)
		}
		return nil
	})
	switch {
	case err != nil:
		return j.words.Table.ReadError(err)
	case report.Stop != nil:
		return j.words.StopError(report.Stop)
	}
	return archive.Close()
}
