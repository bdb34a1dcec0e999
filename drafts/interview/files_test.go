package interview_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"draft/drafts/field"
	"draft/drafts/interview"
)

const (
	copied    = "/store/evidence/0123456789abcdef0123456789abcdef/支付凭证.png"
	otherCopy = "/store/evidence/fedcba9876543210fedcba9876543210/支付凭证.png"
)

// A file in the store stands in its field by the name that letters list, and that name in the field means it.
func TestStoredFilesByName(t *testing.T) {
	s := open(t, "refund")
	fill(t, s, interview.Sources{Set: refund("evidence", "app:订单\n"+copied+"\n/x/a.png\n"+otherCopy)})
	q := question(t, s, "evidence")
	const shown = "app:订单\n01_支付凭证.png\n/x/a.png\n03_支付凭证.png"
	if got := s.Question(q).Prefill; got != shown {
		t.Errorf("shown is %q, want %q", got, shown)
	}
	for text, want := range map[string]string{
		shown:                           "app:订单\n" + copied + "\n/x/a.png\n" + otherCopy,
		"03_支付凭证.png":                   otherCopy,
		"/y/b.png\n 01_支付凭证.png":        "/y/b.png\n" + copied,
		"支付凭证.png":                      "支付凭证.png",
		"\"03_支付凭证.png\"\n" + otherCopy: otherCopy,
	} {
		if _, problems := s.Change(q, text); problems != nil || value(s, "evidence") != want {
			t.Errorf("%q is %q, want %q; %v", text, value(s, "evidence"), want, problems)
		}
		if _, problems := s.Change(q, "app:订单\n"+copied+"\n/x/a.png\n"+otherCopy); problems != nil {
			t.Fatal(problems)
		}
	}
}

// The text that was left in a field with such a name means the same file later.
func TestLeftNamesOfStoredFiles(t *testing.T) {
	s := open(t, "refund")
	fill(t, s, interview.Sources{Set: refund("evidence", copied)})
	q := question(t, s, "evidence")
	s.Leave(q, "01_支付凭证.png\nmissing.png")
	s = restored(t, s, "refund")
	if got := s.Question(q).Prefill; got != "01_支付凭证.png\nmissing.png" {
		t.Errorf("left is %q", got)
	}
	s.Leave(q, "missing.png\n01_支付凭证.png")
	s.Form().Reopen(q)
	if got := s.Question(q).Prefill; got != "missing.png\n02_支付凭证.png" || s.Left()[0].Text != got {
		t.Errorf("without an answer, left is %q", got)
	}
	s.Leave(q, "02_支付凭证.png\nmissing.png")
	if answer, _, ok := s.InApp(q, "01_支付凭证.png\nmissing.png"); !ok || answer != copied+"\napp:missing.png" {
		t.Errorf("in the app: %q %v", answer, ok)
	}
	if _, problems := s.Change(q, "b.png\n01_支付凭证.png"); problems != nil || value(s, "evidence") != "b.png\n"+copied {
		t.Errorf("%q, %v", value(s, "evidence"), problems)
	}
}

// Paths change in the letters before the current one too. What cannot be changed stays, and the same file is there once.
func TestChangeFiles(t *testing.T) {
	s := open(t, "refund")
	fill(t, s, interview.Sources{Set: refund("evidence", "/x/a.png\n/y/a.png\napp:订单\n/x/gone.png")})
	gone := errors.New("gone")
	var asked []string
	copyTo := func(path string) (string, error) {
		asked = append(asked, path)
		if strings.HasSuffix(path, "gone.png") {
			return "", gone
		}
		return copied, nil
	}
	if err := s.ChangeFiles(copyTo); !errors.Is(err, gone) || value(s, "evidence") != copied+"\napp:订单\n/x/gone.png" {
		t.Errorf("%q, %v", value(s, "evidence"), err)
	}
	if !slices.Equal(asked, []string{"/x/a.png", "/y/a.png", "/x/gone.png"}) {
		t.Errorf("asked for %q", asked)
	}
	if !slices.Equal(s.Files(), []string{copied, "/x/gone.png"}) {
		t.Errorf("files are %q", s.Files())
	}
	fill(t, s, interview.Sources{Set: set("reason", "重复扣款")})
	b, _, ok := s.Form().Switch()
	if !ok {
		t.Fatal("it does not become another letter")
	}
	s.Switch(b, kind(t, b.Kind))
	if err := s.ChangeFiles(func(string) (string, error) { return otherCopy, nil }); err != nil {
		t.Error(err)
	}
	for n, f := range s.State().Forms {
		for _, a := range f.Answers {
			if a.Name == "evidence" && a.Text != otherCopy+"\napp:订单" {
				t.Errorf("letter %d has %q", n, a.Text)
			}
		}
	}
	if len(s.State().Forms) != 2 {
		t.Error("one letter is missing")
	}
}

// A file that the answer names already is not added again: the interview began with the same flags.
func TestAttachAgain(t *testing.T) {
	s := open(t, "refund")
	fill(t, s, interview.Sources{Set: refund(), Attach: []string{copied}})
	s = restored(t, s, "refund")
	fill(t, s, interview.Sources{Attach: []string{copied, "/x/a.png"}})
	if want := (field.FilesValue{copied, "/x/a.png"}).Answer(); value(s, "evidence") != want {
		t.Errorf("%q, want %q", value(s, "evidence"), want)
	}
}
