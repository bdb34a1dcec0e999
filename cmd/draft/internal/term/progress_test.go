package term

import (
	"strings"
	"testing"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
)

// Work that takes its time shows how far it is from the first step on; work that is done in a moment shows nothing.
func TestProgress(t *testing.T) {
	var said strings.Builder
	terminal := &Terminal{
		Env: func(string) string { return "" }, Err: &said, ErrWidth: func() int { return 80 },
		View: &view.View{Words: lang.New(lang.English)},
	}
	terminal.NewProgress(ProgressOptions{ID: "batch.writing", Unit: "batch.rows", Total: 3, Every: 32, After: 500 * time.Millisecond}).Step()
	if said.Len() > 0 {
		t.Errorf("one row shows %q", said.String())
	}
	p := terminal.NewProgress(ProgressOptions{ID: "batch.sending", Unit: "batch.letters", Total: 3, Every: 1})
	p.Step()
	if !strings.Contains(said.String(), "1/3") {
		t.Errorf("one letter shows %q", said.String())
	}
	p.Hide()
	if !strings.HasSuffix(said.String(), "\r\x1b[2K") {
		t.Errorf("what stays is %q", said.String())
	}
}

// Nothing is shown if it is to be quiet, and a nil Progress shows nothing.
func TestNoProgress(t *testing.T) {
	var said strings.Builder
	terminal := &Terminal{
		Env: func(string) string { return "" }, Err: &said, ErrWidth: func() int { return 80 },
		View: &view.View{Words: lang.New(lang.English)}, Quiet: true,
	}
	for _, p := range []*Progress{nil, terminal.NewProgress(ProgressOptions{ID: "batch.sending", Unit: "batch.letters", Every: 1})} {
		p.Step()
		p.Hide()
	}
	if said.Len() > 0 {
		t.Errorf("%q", said.String())
	}
}
