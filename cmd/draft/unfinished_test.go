package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/prompt/prompttest"
	"draft/cmd/draft/internal/view"
)

// Removing an unfinished letter asks, because it does not come back; letters that are named with it are asked about first.
func TestRemovingAnUnfinishedLetterAsks(t *testing.T) {
	s := newTestEnv(t)
	s.writeExample("refund")
	s.newID = countedIDs()
	s.run(prompttest.New(t, closureSteps[0], prompttest.Interrupt("Are all instalments", "")), "closure")
	question := func(answer string) prompttest.Step {
		return prompttest.Answer("Delete this unfinished letter? (This cannot be undone)", answer)
	}
	letter := prompttest.Answer("Remove this letter", prompt.Yes)
	_, conversation, code := s.run(prompttest.New(t, letter, question(prompt.No)), "remove", "test", "00000001")
	if code != view.ExitDone || len(s.unfinishedFiles()) != 1 {
		t.Fatalf("exit %d, kept %+v\n%s", code, s.unfinishedFiles(), conversation)
	}
	assertContains(t, conversation, "  00000001  unfinished  Request to close monthly pay", "nothing was removed")
	asked := prompttest.New(t, letter, question(prompt.Yes))
	_, conversation, code = s.run(asked, "remove", "test", "00000001", "0000")
	if code != view.ExitDone || len(s.unfinishedFiles()) != 0 || asked.Asked()[1].Prefill != prompt.No {
		t.Fatalf("exit %d, kept %+v\n%s", code, s.unfinishedFiles(), conversation)
	}
	assertContains(t, conversation, "removed test0000", "deleted the unfinished letter 00000001 “Request to close monthly pay”")
	if _, conversation, code = s.run(nil, "remove", "--undo", "00000001"); code != view.ExitUsage {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// Changes to a letter that are not finished go with the letter when it is purged.
func TestPurgeTakesUnfinishedChanges(t *testing.T) {
	s := newTestEnv(t)
	id := s.writeExample("closure")
	s.newID = countedIDs()
	s.run(prompttest.New(t, prompttest.Answer("Is everything correct", "change"), prompttest.Answer("Which answer", "reason"),
		prompttest.Answer("Reason", "leaving"), prompttest.Interrupt("Is everything correct", "")), "edit", id)
	if kept := s.unfinishedFiles(); len(kept) != 1 || kept[0].Command != "draft edit test0000" || kept[0].About != "test000000000000" {
		t.Fatalf("kept %+v", kept)
	}
	s.run(nil, "remove", id, "--yes")
	if _, conversation, code := s.run(nil, "purge", "--yes"); code != view.ExitDone || len(s.unfinishedFiles()) != 0 {
		t.Errorf("exit %d, kept %+v\n%s", code, s.unfinishedFiles(), conversation)
	}
}

// An unfinished letter of a template file that is gone is shown with the names of its questions.
func TestAnUnfinishedLetterOfATemplateFile(t *testing.T) {
	s := newTestEnv(t)
	s.newID = countedIDs()
	const text = `---
kind: mine
title: {zh: 自定, en: My own}
fields:
  - {name: shop, type: text, label: {zh: 店名, en: Shop}, sample: x}
  - {name: why, type: text, label: {zh: 原因, en: Why}, sample: x}
feedback:
  - {keep: need, text: '{{.shop}}{{.why}}。'}
---
{{define "subject"}}关于{{.shop}}的信{{end}}
{{define "letter"}}x{{end}}
`
	if err := os.WriteFile("my kind.tmpl", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, conversation, code := s.run(prompttest.New(t, prompttest.Answer("Shop", "一家店"), prompttest.Interrupt("Why", "")), "new", "--template", "my kind.tmpl")
	if code != view.ExitInterrupted {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, `draft new --template "my kind.tmpl" continues`)
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	out, conversation, code := s.run(nil, "show", "0000")
	if code != view.ExitDone || !strings.Contains(out, "00000001abcdefgh  mine\n") || !strings.Contains(out, "  shop 一家店") {
		t.Errorf("exit %d\n%s%s", code, out, conversation)
	}
	assertContains(t, conversation, `draft new --template "`+filepath.Join(here, "my kind.tmpl")) // it goes on from every folder
}
