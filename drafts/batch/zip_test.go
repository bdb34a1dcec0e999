package batch_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"draft/drafts/answers"
	"draft/drafts/batch"
)

// An archive has the files that a folder gets, with names that every program reads as UTF-8; its table is only in memory.
func TestZipIsAFolder(t *testing.T) {
	text := header + fmt.Sprintf(row, 1, 15, 50, 1) + fmt.Sprintf(row, 2, 16, 60, 2)
	source := &batch.Source{Path: "a.csv", Content: strings.NewReader(text), Size: int64(len(text))}
	write := func(sink batch.Sink) {
		t.Helper()
		j := &batch.Job{Template: load(t, "refund"), Now: now}
		table, err := j.ReadHeader(t.Context(), source, batch.ColumnOptions{})
		if err != nil {
			t.Fatal(err)
		}
		name, problem := batch.ParsePattern("{{.row}}信-{{.amount}}", j.Template)
		if problem != nil {
			t.Fatal(problem)
		}
		j.Name = name
		if _, err := j.Check(t.Context(), table, func(*batch.Entry) error { return nil }); err != nil {
			t.Fatal(err)
		}
		defer j.Close() //nolint:errcheck // a temporary file
		if table, err = source.Open(t.Context()); err != nil {
			t.Fatal(err)
		}
		r, err := j.Write(t.Context(), table, func() string { return "id" }, sink, func(batch.Outcome) error { return nil })
		if err != nil || r.Stop != nil || r.Written != 2 {
			t.Fatal(r, err)
		}
	}
	render := func(l *batch.Letter) ([]byte, error) { return []byte(l.Draft.Letter.Body), nil }
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close() //nolint:errcheck // it was only read
	write(&batch.Folder{Root: root, Ending: ".txt", Render: render})
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	write(&batch.Zip{W: w, Files: []batch.ZipFile{{Ending: ".txt", Render: render}}})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.File {
		want, err := root.ReadFile(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		content, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(content)
		if err != nil || string(got) != string(want) || len(got) == 0 {
			t.Errorf("%s: %d bytes, want %d, %v", f.Name, len(got), len(want), err)
		}
		if f.Flags&0x800 == 0 || f.NonUTF8 {
			t.Errorf("%s has the flags %x", f.Name, f.Flags)
		}
	}
	if len(archive.File) != 2 {
		t.Errorf("%d files", len(archive.File))
	}
}

// What is wrong with a header is told from what is wrong with the table.
func TestHeaderError(t *testing.T) {
	read := func(text string) error {
		j := &batch.Job{Template: load(t, "refund"), Now: now}
		_, err := j.ReadHeader(t.Context(), &batch.Source{Path: "a.csv", Content: strings.NewReader(text), Size: int64(len(text))}, batch.ColumnOptions{})
		return err
	}
	var wrong *batch.HeaderError
	var faults answers.Faults
	if err := read("抖音号\ndy_one\n"); !errors.As(err, &wrong) || !errors.As(err, &faults) {
		t.Errorf("%v", err)
	}
	if err := read("%PDF-"); errors.As(err, &wrong) || !errors.As(err, &faults) {
		t.Errorf("%v", err)
	}
}
