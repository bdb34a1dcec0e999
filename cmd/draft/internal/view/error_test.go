package view

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"draft/cmd/draft/internal/desktop"
	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/templates"
)

// The cause fills in Detail, the hint has the same arguments, and an argument Detail of the error precedes the cause.
func TestErrorLines(t *testing.T) {
	cause := &fs.PathError{Op: "open", Path: "/x", Err: fs.ErrPermission}
	for _, c := range []struct {
		name string
		err  error
		want []string
	}{
		{"a cause", Fail("error.write", lang.Args{"Path": "a.txt"}, cause), []string{"cannot write a.txt: permission denied"}},
		{"no cause", Fail("error.exists", lang.Args{"Path": "a.txt"}, nil), []string{english().Text("error.exists", lang.Args{"Path": "a.txt"})}},
		{"wrapped", fmt.Errorf("while saving: %w", Fail("error.write", lang.Args{"Path": "a.txt"}, cause)), []string{"cannot write a.txt: permission denied"}},
		{"words of its own", Fail("error.write", lang.Args{"Path": "a.txt", "Detail": "mine"}, cause), []string{"cannot write a.txt: mine"}},
		{"any other", errors.New("boom"), []string{english().Text("error.failed", lang.Args{"Detail": "boom"})}},
		{"a list", Usage("usage.no_default", lang.Args{"Known": []string{"a", "b"}}, ""), []string{english().Text("usage.no_default", lang.Args{"Known": "a, b"})}},
		{"silent", ExitSilently(ExitPart), nil},
	} {
		if got := english().Lines(c.err); strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	hinted := english().Lines(Usage("usage.too_many", lang.Args{"Value": "x", "Usage": "draft list"}, "draft list"))
	if len(hinted) != 2 || !strings.Contains(hinted[0], "x") || !strings.Contains(hinted[1], "draft list --help") {
		t.Errorf("with a hint: %q", hinted)
	}
}

// A caller's arguments stay as they are: an error with a hint is made of a copy.
func TestUsageCopiesArguments(t *testing.T) {
	args := lang.Args{"Value": "x"}
	if e := Usage("usage.lang", args, "draft"); len(args) != 1 || e.Args["HelpOf"] != "draft" || e.Args["Value"] != "x" {
		t.Errorf("%v, %v", args, e.Args)
	}
}

func TestExitCodes(t *testing.T) {
	cause := errors.New("cause")
	for _, c := range []struct {
		err  *Error
		exit int
		code string
		id   string
	}{
		{Fail("error.read", nil, cause), ExitFailed, "failed", "error.read"},
		{Usage("usage.lang", nil, ""), ExitUsage, "usage", "usage.lang"},
		{ExitSilently(ExitUnknown), ExitUnknown, "failed", ""},
		{Interrupted("", false), ExitInterrupted, "interrupted", "error.interrupted"},
		{Interrupted("", true), ExitInterrupted, "interrupted", "error.interrupted_wrote"},
		{Interrupted("draft refund", true), ExitInterrupted, "interrupted", "error.interrupted_kept"},
	} {
		if c.err.ExitCode() != c.exit || c.err.ErrorCode() != c.code || c.err.ID != c.id {
			t.Errorf("%v: %d, %s, %s", c, c.err.ExitCode(), c.err.ErrorCode(), c.err.ID)
		}
	}
	if !errors.Is(Fail("error.read", nil, cause), cause) {
		t.Error("the cause is lost")
	}
	if lines := english().Lines(Interrupted("draft refund", false)); !strings.Contains(lines[0], "draft refund") {
		t.Errorf("what goes on is not named: %q", lines)
	}
}

// What the system says is worded in both languages, and without the path, which the message around it has.
func TestCause(t *testing.T) {
	at := func(err error) error { return &fs.PathError{Op: "open", Path: "/secret/path", Err: err} }
	for _, err := range []error{
		fs.ErrNotExist, fs.ErrPermission, fs.ErrExist, files.ErrNotRegular, templates.ErrNotFile, files.ErrTooLarge, context.Canceled,
		syscall.ENOSPC, syscall.EISDIR, syscall.ENOTDIR, syscall.EROFS, syscall.ENAMETOOLONG, syscall.EIO,
	} {
		for _, v := range []*View{english(), chinese()} {
			text := v.Cause(at(err))
			if text == "" || strings.HasPrefix(text, "cause.") || strings.Contains(text, "/secret") {
				t.Errorf("%v: %q", err, text)
			}
			if own := text == err.Error(); own && v.Words.Language() == lang.Chinese && err != syscall.EIO { //nolint:errorlint // it is the one above
				t.Errorf("%v is not worded in Chinese", err)
			}
		}
	}
	_, err := os.ReadFile(filepath.Join(t.TempDir(), "none"))
	if got, want := english().Cause(err), english().Text("cause.not_exist", nil); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Every way in which another program can fail has words, with everything that they name in place.
func TestDesktopCause(t *testing.T) {
	for _, code := range []desktop.Code{
		desktop.NoTerminal, desktop.Plain, desktop.NoDisplay, desktop.TooLong, desktop.NotFound, desktop.BadCommand, desktop.Failed,
		desktop.Killed, desktop.Hung, desktop.Refused,
	} {
		e := &desktop.Error{Code: code, Name: "vim", Setting: "EDITOR", Exit: 3, Size: 9, Limit: 5, Err: errors.New("reason")}
		for _, v := range []*View{english(), chinese()} {
			text := v.DesktopCause(fmt.Errorf("wrapped: %w", e))
			if text == "" || strings.Contains(text, "desktop.") || strings.Contains(text, "<no value>") {
				t.Errorf("%s: %q", code, text)
			}
		}
	}
	notStarted := english().DesktopCause(&desktop.Error{Code: desktop.Failed, Name: "vim", Err: fs.ErrPermission})
	if !strings.Contains(notStarted, english().Text("cause.permission", nil)) {
		t.Errorf("a program that could not be started: %q", notStarted)
	}
	if got := english().DesktopCause(fs.ErrNotExist); got != english().Text("cause.not_exist", nil) {
		t.Errorf("another error: %q", got)
	}
}

func TestErrorObject(t *testing.T) {
	o := english().ErrorObject(Usage("usage.lang", lang.Args{"Value": "fr"}, "draft"))
	if o.Code != "usage" || o.Exit != ExitUsage || !strings.Contains(o.Message, "fr") || strings.HasSuffix(o.Message, ":") {
		t.Errorf("%+v", o)
	}
	data, err := json.Marshal(o)
	if err != nil || strings.Contains(string(data), "problems") || strings.Contains(string(data), "null") {
		t.Errorf("%s, %v", data, err)
	}
	object := english().ErrorObject(&TemplateError{Faults: templates.Faults{{File: "a.tmpl", Line: 3, Column: 7, Code: "syntax", Args: map[string]any{"Detail": "x"}}}})
	if len(object.Problems) != 1 || object.Problems[0].Line != 3 || object.Problems[0].Source != "a.tmpl" || object.Problems[0].Message == "" {
		t.Errorf("%+v", object)
	}
}

func TestWrapTemplateError(t *testing.T) {
	faults := templates.Faults{{File: "a.tmpl", Line: 1, Code: "syntax"}}
	var own *TemplateError
	if err := WrapTemplateError("a.tmpl", fmt.Errorf("load: %w", faults)); !errors.As(err, &own) || len(own.Faults) != 1 {
		t.Errorf("faults: %v", err)
	}
	unread := WrapTemplateError("a.tmpl", &fs.PathError{Op: "open", Path: "b.tmpl", Err: fs.ErrNotExist})
	if lines := english().Lines(unread); !strings.Contains(lines[0], "b.tmpl") {
		t.Errorf("the file that is missing is not named: %q", lines)
	}
}
