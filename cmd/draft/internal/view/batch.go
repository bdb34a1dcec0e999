package view

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/attach"
	"draft/drafts/batch"
	"draft/drafts/delivery"
)

// Batch words a batch: its summary and the results of its rows.
type Batch struct {
	View     *View
	Job      *batch.Job
	Table    *Table
	Output   OutputObject // where letters are written
	ReportTo string       // the file for the results of the rows; "" if there is none
	Force    bool
	Sending  Sending // with Job.Send

	Summary *batch.Summary // nil until the table is checked
	Report  *batch.Report  // nil until letters are written
	Rows    []*BatchRow    // with Job.Send, in the order of the rows
	Stopped bool           // whether it ended before the last row
}

// grouped reports whether a letter may have several rows.
func (b *Batch) grouped() bool { return b.Job.GroupBy != nil }

// UnitID returns the ID of the word for what is counted: rows, or letters if one may have several rows.
func (b *Batch) UnitID() string {
	if b.grouped() {
		return "batch.letters"
	}
	return "batch.rows"
}

func (b *Batch) unit() string { return b.View.Text(b.UnitID(), nil) }

// RowError returns an error with the row and the words for why its letter could not be written.
func (b *Batch) RowError(o batch.Outcome) error {
	return Fail("batch.row", lang.Args{
		"Place": b.Table.letterPlace(o.Entry), "Detail": strings.Join(b.View.Lines(b.letterError(o)), "\n"),
	}, o.Err)
}

func (b *Batch) letterError(o batch.Outcome) error {
	var (
		known   CLIError
		file    *attach.Error
		message *delivery.MessageError
		kept    *batch.StoreError
		path    *fs.PathError
		err     = o.Err
	)
	if errors.As(err, &message) {
		err = b.View.MessageError(message.Err)
	}
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, batch.ErrChanged):
		return b.Table.ReadError(err)
	case errors.As(err, &file):
		return AttachmentError(err)
	case errors.As(err, &kept):
		return StoreError(kept.Err, b.Sending.Place)
	case errors.Is(err, fs.ErrExist):
		return Fail("error.exists_batch", lang.Args{"Path": filepath.Join(b.Output.Path, o.Entry.Name)}, err)
	case errors.As(err, &path):
		return Fail("error.write", lang.Args{"Path": filepath.Join(b.Output.Path, path.Path)}, err)
	}
	return Fail("error.template", nil, err)
}

// StopError returns an error with the words for why the batch ended before the last row.
func (b *Batch) StopError(err error) error {
	var row *batch.RowError
	switch {
	case errors.As(err, &row):
		return b.RowError(row.Outcome)
	case errors.Is(err, batch.ErrChanged):
		return b.Table.ReadError(err)
	}
	return err
}
