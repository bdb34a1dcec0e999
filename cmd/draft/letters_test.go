package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/eml"
	"draft/drafts/outbox"
	"draft/drafts/store"
)

// This file contains script commands that give stored letters any status without sending them.

// outcome is the result of sending a letter.
type outcome struct {
	status drafts.Status
	stage  outbox.Stage
	reply  outbox.Reply
}

// setOutcome brings a draft to a status by the store calls of a sending: freeze, begin, and record the server's reply.
func setOutcome(a *app, id string, f outcome) error {
	s, err := a.store()
	if err != nil {
		return err
	}
	ctx := context.Background()
	l, err := s.Get(ctx, id)
	if err != nil {
		return err
	}
	if l.Frozen == nil {
		if err := freezeLetter(a, s, l); err != nil {
			return err
		}
	}
	if f.status == drafts.StatusQueued {
		return nil
	}
	results, err := s.Begin(ctx, []outbox.Order{{ID: l.ID, Account: "qq"}})
	if err == nil {
		err = results[0].Err
	}
	if err != nil || f.status == drafts.StatusSending {
		return err
	}
	if f.stage == "" || f.stage == outbox.StageDot {
		if err := s.Note(ctx, []outbox.Entry{{ID: l.ID, Status: drafts.StatusCommitting}}); err != nil || f.status == drafts.StatusCommitting {
			return err
		}
	}
	e := outbox.Entry{ID: l.ID, Status: f.status, Reply: f.reply}
	if f.stage != "" {
		e = outbox.Entry{ID: l.ID, Status: f.status, Failure: &outbox.Failure{Stage: f.stage, Reply: f.reply}}
	}
	return s.Note(ctx, []outbox.Entry{e})
}

func freezeLetter(a *app, s *store.Store, l store.Letter) error {
	doc, err := a.documentOf(l)
	if err != nil {
		return err
	}
	files, err := doc.attachments()
	if err != nil {
		return err
	}
	m, err := eml.Freeze(doc.Draft, files)
	if err != nil {
		return err
	}
	message := outbox.Message{ID: l.ID, From: m.From(), To: append(m.Recipients(), "copy@example.com"), Wire: m.Bytes()}
	return s.Queue(context.Background(), message, store.Frozen{MessageID: m.ID(), Account: "qq"}, false, 0)
}

// adoptMessage stores a message of another program.
func adoptMessage(a *app, id, path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	o, err := eml.Open(data)
	if err != nil {
		return err
	}
	s, err := a.store()
	if err != nil {
		return err
	}
	l := store.Letter{ID: id, Subject: o.Subject, From: o.From(), To: o.Recipients(), Content: []byte(`{}`)}
	m := outbox.Message{From: o.From(), To: o.Recipients(), Wire: o.Bytes()}
	return s.Adopt(context.Background(), l, m, store.Frozen{MessageID: o.ID()}, false)
}

// scriptApp returns an app with the script's folders and a clock that is the given minutes ahead.
func scriptApp(ts *testscript.TestScript, minutes int) *app {
	a := withFixedWorld(&app{
		term: &term.Terminal{
			Env:      ts.Getenv,
			Err:      io.Discard,
			ErrWidth: func() int { return 0 },
		},
		view:   &view.View{Words: lang.New(lang.English)},
		config: &config.Config{SettingsDir: func() (string, error) { return filepath.Join(ts.Getenv("XDG_CONFIG_HOME"), "draft"), nil }, DataDir: func() (string, error) { return filepath.Join(ts.Getenv("XDG_DATA_HOME"), "draft"), nil }},
	})
	a.now = func() time.Time { return today.Add(time.Duration(minutes) * time.Minute) }
	return a
}

// letterCommand is the script command that gives a letter a status: letter ID STATUS [STAGE CODE TEXT].
func letterCommand(ts *testscript.TestScript, _ bool, args []string) {
	a := scriptApp(ts, 5)
	defer a.close()
	f := outcome{status: drafts.Status(args[1]), reply: outbox.Reply{Code: 250, Text: "2.0.0 Ok: queued as 4Xy"}}
	if len(args) > 2 {
		f.stage = outbox.Stage(args[2])
		code, err := strconv.Atoi(args[3])
		ts.Check(err)
		text, err := strconv.Unquote(`"` + args[4] + `"`)
		ts.Check(err)
		f.reply = outbox.Reply{Code: code, Text: text}
	}
	ts.Check(setOutcome(a, args[0], f))
}

// adoptCommand is the script command that stores a message: adopt ID FILE.
func adoptCommand(ts *testscript.TestScript, _ bool, args []string) {
	a := scriptApp(ts, 0)
	defer a.close()
	ts.Check(adoptMessage(a, args[0], ts.MkAbs(args[1])))
}
