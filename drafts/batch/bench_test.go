package batch_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"testing"

	"draft/drafts/batch"
	"draft/drafts/eml"
)

// benchRows returns a table of n good rows.
func benchRows(n int) string {
	var b bytes.Buffer
	b.WriteString(header)
	for i := range n {
		fmt.Fprintf(&b, row, i, i%60, 1+i%900, i+1)
	}
	return b.String()
}

// BenchmarkCheck measures the first reading of a row; BenchmarkMbox and BenchmarkFolder measure the second one.
func BenchmarkCheck(b *testing.B) {
	text := benchRows(b.N)
	j := newJob(b, text)
	b.ReportAllocs()
	b.ResetTimer()
	if _, err := j.Check(context.Background(), table(b, text), func(*batch.Entry) error { return nil }); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkMbox(b *testing.B) {
	benchWrite(b, func(render func(*batch.Letter) ([]byte, error)) batch.Sink {
		return &batch.Mbox{W: io.Discard, Render: render}
	})
}

func BenchmarkFolder(b *testing.B) {
	root, err := os.OpenRoot(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = root.Close() })
	benchWrite(b, func(render func(*batch.Letter) ([]byte, error)) batch.Sink {
		return &batch.Folder{Root: root, Ending: ".eml", Render: render}
	})
}

func benchWrite(b *testing.B, sink func(func(*batch.Letter) ([]byte, error)) batch.Sink) {
	text := benchRows(b.N)
	j := newJob(b, text)
	j.Name = batch.DefaultPattern(j.Template)
	if _, err := j.Check(context.Background(), table(b, text), func(*batch.Entry) error { return nil }); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	_, err := j.Write(context.Background(), table(b, text), func() string { return "test" }, sink(renderEML), func(o batch.Outcome) error {
		if o.Err != nil {
			b.Error(o.Err)
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func renderEML(l *batch.Letter) ([]byte, error) {
	m, err := eml.Freeze(l.Draft, nil)
	if err != nil {
		return nil, err
	}
	return m.Unsent(), nil
}
