package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/prompt/prompttest"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/outbox"
	"draft/drafts/smtp/smtptest"
	"draft/drafts/store"
)

// writeTable writes a table of refunds with one row for each amount and returns its path.
func (p *mailEnv) writeTable(name string, amounts ...string) string {
	p.t.Helper()
	var b strings.Builder
	b.WriteString("douyin_id,recharged_at,method,amount,reason,order_no,to\n")
	for i, amount := range amounts {
		fmt.Fprintf(&b, "dy_%03d,2026-11-18 20:15,wechat,%s,mistake,42000023452026111812345678%02d,feedback@douyin.com\n", i, amount, i)
	}
	path := filepath.Join(p.folder, name)
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return path
}

// runBatch runs `draft batch --send` and returns the state of each row of its report.
func (p *mailEnv) runBatch(args ...string) (states []string, conversation string, code int) {
	p.t.Helper()
	path := filepath.Join(p.t.TempDir(), "report.csv")
	p.batchCount++
	_, conversation, code = p.run(fmt.Sprintf("batch%08d900", p.batchCount), nil, append([]string{"batch", "refund", "--send", "--yes", "--report", path}, args...)...)
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, conversation, code
	}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		p.t.Fatal(err)
	}
	p.ids, p.reasons, p.due = nil, nil, nil
	for _, cells := range rows[1:] {
		states, p.reasons, p.due = append(states, cells[5]), append(p.reasons, cells[6]), append(p.due, cells[4])
		p.ids = append(p.ids, cells[1])
	}
	return states, conversation, code
}

// Sending a table again sends only the letters that were not sent before.
func TestBatchSend(t *testing.T) {
	p := newMailEnv(t, smtptest.Fault{At: smtptest.Rcpt, N: 3, Do: smtptest.Code, Reply: "450 4.2.0 try again later"})
	if _, conversation, code := p.run("", nil, "remove", firstID, "--yes"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	table := p.writeTable("orders.csv", "50", "51", "52", "53")
	states, conversation, code := p.runBatch(table)
	if got := strings.Join(states, ", "); code != view.ExitPart || len(p.server.Messages()) != 3 || got != "sent, sent, not sent yet, sent" {
		t.Fatalf("exit %d, %q\n%s", code, states, conversation)
	}
	states, conversation, code = p.runBatch(table)
	if got := strings.Join(states, " "); code != view.ExitDone || len(p.server.Messages()) != 4 || strings.Count(got, "sent before") != 3 {
		t.Errorf("again: exit %d, %q\n%s", code, states, conversation)
	}
	states, conversation, code = p.runBatch(table)
	if got := strings.Join(states, " "); code != view.ExitDone || len(p.server.Messages()) != 4 || strings.Count(got, "sent before") != 4 {
		t.Errorf("a third time: exit %d, %q\n%s", code, states, conversation)
	}
	// A row with the same key but other words is not sent again, and the output says so.
	states, conversation, code = p.runBatch(p.writeTable("orders.csv", "50", "51", "5200", "53", "54"))
	if code != view.ExitPart || len(p.server.Messages()) != 5 || states[2] != "sent before with other wording" || states[4] != "sent" {
		t.Errorf("changed: exit %d, %q\n%s", code, states, conversation)
	}
	assertContains(t, conversation, "orders.csv:4", "has different content")
	for id, n := range p.countDelivered() {
		if n != 1 {
			t.Errorf("%s was delivered %d times", id, n)
		}
	}
}

// Letters that could not be sent stay queued. `draft send --queued` sends them, and so does the same or a corrected table.
func TestBatchSendGoesOn(t *testing.T) {
	p := newMailEnv(t)
	p.run("", nil, "remove", firstID, "--yes")
	unreachable := "--smtp=smtp://zhangsan%40example.com@127.0.0.1:1"
	table := p.writeTable("orders.csv", "50", "51", "52")
	states, conversation, code := p.runBatch(table, unreachable, "--rate", "10/s")
	if code != view.ExitFailed || len(states) != 3 || p.countStatuses()[drafts.StatusQueued] != 3 || strings.Count(conversation, "draft send") != 1 {
		t.Fatalf("exit %d, %q\n%s", code, states, conversation)
	}
	assertContains(t, conversation, "draft send --queued "+unreachable+" --rate 10/s\n")
	// The same table keeps the same letters; a row that says something else by now replaces its own.
	if states, conversation, code := p.runBatch(p.writeTable("mended.csv", "50", "51", "99"), "--smtp", strings.TrimPrefix(unreachable, "--smtp=")); code != view.ExitFailed || len(states) != 3 || p.countStatuses()[drafts.StatusQueued] != 3 {
		t.Fatalf("exit %d, %q\n%s", code, states, conversation)
	}
	if _, conversation, code := p.run("", nil, "send", "--queued", "--yes"); code != view.ExitDone || len(p.server.Messages()) != 3 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	if out, _, _ := p.run("", nil, "list", "--json"); !strings.Contains(out, "99.00") || strings.Contains(out, "52.00") {
		t.Errorf("sent was\n%s", out)
	}
	if states, conversation, code := p.runBatch(table); code != view.ExitPart || len(p.server.Messages()) != 3 {
		t.Errorf("exit %d, %q\n%s", code, states, conversation)
	}
}

// A letter with an unknown outcome is not sent again, and the batch exits with ExitUnknown until the outcome is resolved.
func TestBatchSendUnknown(t *testing.T) {
	p := newMailEnv(t, smtptest.Fault{At: smtptest.Dot, N: 2, Do: smtptest.Drop})
	p.run("", nil, "remove", firstID, "--yes")
	table := p.writeTable("orders.csv", "50", "51", "52")
	var letters []string
	for _, when := range []string{"first", "again", "a third time"} {
		states, conversation, code := p.runBatch(table)
		if code != view.ExitUnknown || len(states) != 3 || p.countStatuses()[drafts.StatusUnknown] != 1 || p.countStatuses()[drafts.StatusSent] != 2 {
			t.Fatalf("%s: exit %d, %q, %v\n%s", when, code, states, p.countStatuses(), conversation)
		}
		assertContains(t, conversation, "--resolve")
		if when == "first" {
			letters = p.ids
			continue
		}
		if !slices.Equal(p.ids, letters) || slices.Contains(letters, "") {
			t.Errorf("%s: the letters are %q, and were %q", when, p.ids, letters)
		}
		if got := strings.Join(states, ", "); got != "sent before, delivery unknown, sent before" {
			t.Errorf("%s: %q", when, got)
		}
		if got := strings.Join(p.due, ", "); got != "2026-11-25 to 2026-12-11, , 2026-11-25 to 2026-12-11" {
			t.Errorf("%s: due %q", when, got)
		}
		assertContains(t, conversation, "orders.csv:3: "+strings.Split(p.reasons[1], ". Check whether")[0]+"\n", "sent before, not again: 2; delivery unknown: 1")
		assertContains(t, conversation, "through account work, ")
		assertContains(t, p.reasons[0], "about the same matter was sent on 2026-11-20 ")
		for _, reason := range p.reasons {
			if strings.Contains(reason, "orders.csv") || !strings.Contains(reason, "20") || strings.Contains(reason, "0001-01-01") {
				t.Errorf("%s: no date: %q", when, reason)
			}
		}
	}
	_, conversation, _ := p.run("", nil, "batch", "refund", table)
	assertContains(t, conversation, "2 rows match letters that were sent before", "1 row matches a letter that may already have been delivered")
	// The --json output has the same counts, with a result for each row.
	out, conversation, code := p.run("batch00000000800", nil, "batch", "refund", "--send", "--yes", "--json", table)
	var object struct {
		Error struct {
			Exit  int
			Batch struct {
				Unknown    int
				SentBefore int `json:"sent_before"`
				Results    []view.SentObject
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &object); err != nil || code != view.ExitUnknown || object.Error.Exit != view.ExitUnknown {
		t.Fatalf("exit %d, %v\n%s\n%s", code, err, out, conversation)
	}
	b := object.Error.Batch
	if b.Unknown != 1 || b.SentBefore != 2 || len(b.Results) != 3 {
		t.Errorf("%+v", b)
	}
	for i, r := range b.Results {
		if want := []string{"sent", "unknown", "sent"}[i]; r.Row != i+2 || r.Status != want || r.Before != "same" {
			t.Errorf("%+v", r)
		}
	}
	if _, conversation, code := p.run("", nil, "send", "--resolve", "sent"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	if states, conversation, code := p.runBatch(table); code != view.ExitDone || len(states) != 3 {
		t.Errorf("resolved: exit %d, %q\n%s", code, states, conversation)
	}
	for id, n := range p.countDelivered() {
		if n != 1 {
			t.Errorf("%s was delivered %d times", id, n)
		}
	}
}

// A letter keeps the date of the day it was written, so that sending the same table a day later does not change its words.
func TestBatchSendTomorrow(t *testing.T) {
	p := newMailEnv(t, smtptest.Fault{At: smtptest.Rcpt, N: 2, Do: smtptest.Code, Reply: "450 4.2.0 try again later"})
	p.run("", nil, "remove", firstID, "--yes")
	table := p.writeTable("orders.csv", "50", "51")
	if states, conversation, code := p.runBatch(table); code != view.ExitPart || len(states) != 2 {
		t.Fatalf("exit %d, %q\n%s", code, states, conversation)
	}
	waits, _, _ := p.run("", nil, "list", "--status", "failed-temp", "--json")
	p.daysLater = 1
	states, conversation, code := p.runBatch(table)
	if code != view.ExitDone || len(states) != 2 || strings.Contains(strings.Join(states, " "), "words") {
		t.Errorf("exit %d, %q\n%s", code, states, conversation)
	}
	sent, _, _ := p.run("", nil, "list", "--status", "sent", "--json")
	var before, after []struct{ ID string }
	if json.Unmarshal([]byte(waits), &before) != nil || json.Unmarshal([]byte(sent), &after) != nil || len(before) != 1 || len(after) != 2 ||
		before[0] != after[0] && before[0] != after[1] {
		t.Errorf("the queued letter was replaced by another: %s\n%s", waits, sent)
	}
}

// A row that shares a key with a letter that went is not sent again, even if a number was added; another order of the same minute is.
func TestBatchKeys(t *testing.T) {
	p := newMailEnv(t)
	p.run("", nil, "remove", firstID, "--yes")
	table := func(name string, rows ...string) string {
		path := filepath.Join(p.folder, name)
		text := "douyin_id,recharged_at,method,amount,reason,order_no,to\n"
		for _, row := range rows {
			account, number, _ := strings.Cut(row, " ")
			if number != "" {
				number = "42000023452026111812345678" + number
			}
			text += account + ",2026-11-18 20:15,wechat,50,mistake," + number + ",feedback@douyin.com\n"
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	if states, conversation, code := p.runBatch(table("sent.csv", "dy_one", "dy_six 06", "dy_six 07", "dy_seven 70")); code != view.ExitDone || len(p.server.Messages()) != 4 {
		t.Fatalf("exit %d, %q\n%s", code, states, conversation)
	}
	unreachable := "--smtp=smtp://zhangsan%40example.com@127.0.0.1:1"
	if _, conversation, code := p.runBatch(table("waits.csv", "dy_five", "dy_ten 10"), unreachable); code != view.ExitFailed {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	later := table("later.csv", "dy_one 01", "dy_seven", "dy_six 06", "dy_six 08", "dy_other 09", "dy_five 05", "dy_ten 11")
	states, conversation, code := p.runBatch(later)
	want := []string{"sent before with other wording", "sent before with other wording", "sent before", "sent", "sent", "sent", "sent"}
	if code != view.ExitPart || !slices.Equal(states, want) || len(p.server.Messages()) != 8 {
		t.Fatalf("exit %d, %q, %d messages\n%s", code, states, len(p.server.Messages()), conversation)
	}
	for i, same := range []string{"(same time and amount)", "(same time and amount)", "(same order number)"} {
		assertContains(t, p.reasons[i], same)
	}
	// The letter of dy_five that waited was replaced; that of another order of dy_ten still waits.
	if n := p.countStatuses()[drafts.StatusQueued]; n != 1 {
		t.Errorf("%d letters wait", n)
	}
	elsewhere := table("elsewhere.csv", "dy_six 06")
	text, err := os.ReadFile(elsewhere)
	if err == nil {
		err = os.WriteFile(elsewhere, []byte(strings.ReplaceAll(string(text), "feedback@", "kefu@")), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if states, conversation, code := p.runBatch(elsewhere); code != view.ExitDone || !slices.Equal(states, []string{"sent"}) {
		t.Errorf("to another recipient: exit %d, %q\n%s", code, states, conversation)
	}
	if _, conversation, code := p.run("", nil, "batch", "refund", later, "-o", filepath.Join(p.folder, "letters")); code != view.ExitDone {
		t.Errorf("exit %d\n%s", code, conversation)
	} else {
		assertContains(t, conversation, "7 rows match letters that were sent before")
	}
}

// Nothing is sent if a row is invalid, has no recipient or an unlisted recipient, or if the sending is not confirmed.
func TestBatchSendRefuses(t *testing.T) {
	p := newMailEnv(t)
	bad := p.writeTable("bad.csv", "50", "-1")
	nobody := filepath.Join(p.folder, "nobody.csv")
	elsewhere := filepath.Join(p.folder, "elsewhere.csv")
	good, err := os.ReadFile(p.writeTable("good.csv", "50"))
	if err != nil {
		t.Fatal(err)
	}
	for path, to := range map[string]string{nobody: "", elsewhere: "help@douyin.example.com"} {
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(string(good), "feedback@douyin.com", to)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		args []string
		code int
		want string
	}{
		"a bad row":     {[]string{bad, "--yes"}, view.ExitAnswers, "bad.csv:3"},
		"no sender":     {[]string{filepath.Join(p.folder, "good.csv"), "--yes", "--smtp=smtp://127.0.0.1:1"}, view.ExitAnswers, "no sender"},
		"no recipient":  {[]string{nobody, "--yes"}, view.ExitAnswers, "no recipient"},
		"unlisted":      {[]string{elsewhere, "--yes"}, view.ExitUsage, "douyin.example.com"},
		"no yes":        {[]string{filepath.Join(p.folder, "good.csv")}, view.ExitUsage, "--yes"},
		"with -o":       {[]string{bad, "--yes", "-o", "x"}, view.ExitUsage, "--send"},
		"two servers":   {[]string{bad, "--account", "work", "--smtp", "smtp://127.0.0.1:1"}, view.ExitUsage, "--account"},
		"a bad rate":    {[]string{bad, "--yes", "--rate", "x"}, view.ExitUsage, "30/m"},
		"no such store": {[]string{bad, "--account", "nobody"}, view.ExitUsage, "nobody"},
	} {
		args := append([]string{"batch", "refund", "--send"}, c.args...)
		if _, conversation, code := p.run("", nil, args...); code != c.code || !strings.Contains(conversation, c.want) {
			t.Errorf("%s: exit %d, want %d\n%s", name, code, c.code, conversation)
		}
	}
	if _, conversation, code := p.run("", nil, "batch", "refund", bad, "--yes"); code != view.ExitUsage {
		t.Errorf("without --send: exit %d\n%s", code, conversation)
	}
	if n := len(p.server.Messages()); n > 0 || p.countStatuses()[drafts.StatusQueued] > 0 {
		t.Errorf("%d messages went out, %v", n, p.countStatuses())
	}
	// After a confirmation, --keep-going sends the valid rows.
	script := prompttest.New(t, prompttest.Answer("Send", prompt.Yes))
	if _, conversation, code := p.run("", script, "batch", "refund", "--send", bad, "--keep-going"); code != view.ExitPart || len(p.server.Messages()) != 1 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	script = prompttest.New(t, prompttest.Answer("anyway?", prompt.Yes), prompttest.Answer("Send", prompt.Yes))
	if _, conversation, code := p.run("batch00000000900", script, "batch", "refund", "--send", elsewhere); code != view.ExitDone || len(p.server.Messages()) != 2 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// A letter that was sent and then purged counts as sent before, not as a failure of this run.
func TestBatchSendPurged(t *testing.T) {
	p := newMailEnv(t)
	p.run("", nil, "remove", firstID, "--yes")
	table := p.writeTable("orders.csv", "50")
	if states, conversation, code := p.runBatch(table); code != view.ExitDone {
		t.Fatalf("exit %d, %q\n%s", code, states, conversation)
	}
	out, _, _ := p.run("", nil, "list", "--json")
	var letters []view.ListedObject
	if err := json.Unmarshal([]byte(out), &letters); err != nil || len(letters) != 1 {
		t.Fatal(err, out)
	}
	for _, args := range [][]string{{"remove", letters[0].ID, "--yes"}, {"purge", "--yes"}} {
		if _, conversation, code := p.run("", nil, args...); code != view.ExitDone {
			t.Fatalf("%q: exit %d\n%s", args, code, conversation)
		}
	}
	states, conversation, _ := p.runBatch(table)
	if strings.Join(states, ", ") != "sent before" || len(p.server.Messages()) != 1 {
		t.Errorf("%q\n%s", states, conversation)
	}
	assertContains(t, conversation, "sent now: 0; sent before, not again: 1")
}

// A letter that another process is sending is left to it, and not reported as sent: not on the terminal, in the report or in --json.
func TestBatchSendBusy(t *testing.T) {
	p := newMailEnv(t)
	p.run("", nil, "remove", firstID, "--yes")
	table := p.writeTable("orders.csv", "50")
	unreachable := "--smtp=smtp://zhangsan%40example.com@127.0.0.1:1"
	if states, conversation, code := p.runBatch(table, unreachable); code != view.ExitFailed {
		t.Fatalf("exit %d, %q\n%s", code, states, conversation)
	}
	other, err := store.Open(p.store(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close() //nolint:errcheck // a test
	for l, err := range other.List(t.Context(), store.Filter{Statuses: []drafts.Status{drafts.StatusQueued}}) {
		if err != nil {
			t.Fatal(err)
		}
		results, err := other.Begin(t.Context(), []outbox.Order{{ID: l.ID}})
		if err != nil || results[0].Err != nil {
			t.Fatal(err, results)
		}
	}
	states, conversation, code := p.runBatch(table)
	if code != view.ExitDone || strings.Join(states, ", ") != "being sent" || !strings.Contains(p.reasons[0], "another draft process is sending letter") || len(p.server.Messages()) > 0 {
		t.Errorf("exit %d, %q\n%s", code, states, conversation)
	}
	assertContains(t, conversation, "being sent elsewhere: 1", "run the same command again later with --force")
	out, _, _ := p.run("batch00000000800", nil, "batch", "refund", "--send", "--yes", "--json", table)
	if !strings.Contains(out, `"being_sent": 1`) || !strings.Contains(out, `"status": "sending"`) {
		t.Error(out)
	}
}

// The confirmation and --limit count only the letters that will be sent. Rows that were sent before are reported before the
// question.
func TestBatchSendAsksForWhatGoes(t *testing.T) {
	p := newMailEnv(t, smtptest.Fault{At: smtptest.Dot, N: 2, Do: smtptest.Drop})
	p.run("", nil, "remove", firstID, "--yes")
	if states, conversation, code := p.runBatch(p.writeTable("orders.csv", "50", "51", "52")); code != view.ExitUnknown {
		t.Fatalf("exit %d, %q\n%s", code, states, conversation)
	}
	table := p.writeTable("orders.csv", "50", "51", "5200", "53", "54", "55")
	ask := func(limit, question string) string {
		p.batchCount++
		_, conversation, code := p.run(fmt.Sprintf("batch%08d900", p.batchCount), prompttest.New(t, prompttest.Answer(question, prompt.No)), "batch", "refund", "--send", table, "--limit", limit)
		if code != view.ExitFailed {
			t.Errorf("exit %d\n%s", code, conversation)
		}
		return conversation
	}
	conversation := ask("0", "Send these 3 letters now?")
	assertContains(t, conversation, "1 row matches a letter that was sent before", "orders.csv:3: the delivery of letter", "orders.csv:4: letter", "has different content")
	ask("2", "Send these 2 letters now?")
	// --limit 2 sends rows 4 and 5, because the first three rows were sent before.
	states, conversation, code := p.runBatch(table, "--limit", "2")
	if got := strings.Join(states, ", "); code != view.ExitUnknown || got != "sent before, delivery unknown, sent before with other wording, sent, sent, not reached yet" {
		t.Errorf("exit %d, %q\n%s", code, got, conversation)
	}
	assertContains(t, conversation, "1 row is left, beyond --limit 2")
	states, conversation, code = p.runBatch(table)
	if len(states) != 6 || states[5] != "sent" || len(p.server.Messages()) != 6 {
		t.Errorf("exit %d, %q, %d went out\n%s", code, states, len(p.server.Messages()), conversation)
	}
	// No confirmation is asked if there is no letter to send.
	if _, conversation, code := p.run("batch00000000990", prompttest.New(t), "batch", "refund", "--send", table); code != view.ExitUnknown {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// If many letters have an unknown outcome, later commands print a summary. The hint contains the --smtp options if no
// account was used.
func TestManyUnknown(t *testing.T) {
	var faults []smtptest.Fault
	for _, n := range []int{2, 4, 6, 8} {
		faults = append(faults, smtptest.Fault{At: smtptest.Dot, N: n, Do: smtptest.Drop})
	}
	p := newMailEnv(t, faults...)
	p.run("", nil, "remove", firstID, "--yes")
	table := p.writeTable("orders.csv", "50", "51", "52", "53", "54", "55", "56", "57")
	url := fmt.Sprintf("--smtp=smtp://zhangsan%%40example.com@%s:%d", p.server.Host, p.server.Port)
	caFile := smtptest.CAFile(t)
	_, conversation, code := p.runBatch(table, url, "--ca-file", caFile)
	if code != view.ExitUnknown || p.countStatuses()[drafts.StatusUnknown] != 4 {
		t.Fatalf("exit %d, %v\n%s", code, p.countStatuses(), conversation)
	}
	assertContains(t, conversation, url+" --ca-file "+caFile+" (send it again)")
	_, conversation, code = p.run("", nil, "list", "--status", "draft")
	if code != view.ExitDone || strings.Count(conversation, "\n") > 6 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "4 letters have unknown delivery", "draft list --status unknown", "--resolve resend ID --smtp=URL")
}

// If the server rejects the sender several times, the rest is not tried. With another account the letters are sent from its
// address.
func TestBatchSendBarred(t *testing.T) {
	var faults []smtptest.Fault
	for n := range 3 {
		faults = append(faults, smtptest.Fault{At: smtptest.Mail, N: n + 1, Do: smtptest.Code, Reply: "553 5.7.1 not your address"})
	}
	p := newMailEnv(t, faults...)
	p.run("", nil, "remove", firstID, "--yes")
	table := p.writeTable("orders.csv", "50", "51", "52", "53", "54")
	_, conversation, code := p.runBatch(table)
	if counts := p.countStatuses(); code != view.ExitFailed || counts[drafts.StatusFailedPerm] != 3 || counts[drafts.StatusQueued] != 2 {
		t.Fatalf("exit %d, %v\n%s", code, counts, conversation)
	}
	assertContains(t, conversation, "refused the sender zhangsan@example.com several times", "draft send --queued")
	if strings.Contains(conversation, "draft edit") {
		t.Errorf("it suggests editing the letters:\n%s", conversation)
	}
	if _, conversation, code := p.run("", nil, "account", "add", "lisi@example.com", "--name", "other", "--host", p.server.Host, "--port",
		fmt.Sprint(p.server.Port), "--tls", "starttls", "--user", "zhangsan@example.com", "--ca-file", smtptest.CAFile(t), "--no-test"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	if states, conversation, code := p.runBatch(table, "--account", "other"); code != view.ExitDone || len(p.server.Messages()) != 5 {
		t.Fatalf("exit %d, %q\n%s", code, states, conversation)
	}
	for _, m := range p.server.Messages() {
		if !strings.Contains(string(m.Data), "From: lisi@example.com") {
			t.Errorf("it is not from the other mailbox:\n%s", m.Data)
		}
	}
}

// After Ctrl-C the output says how many letters were sent and are queued, and how to continue. --force lets the same command
// overwrite its report.
func TestBatchSendInterrupted(t *testing.T) {
	once := sync.OnceFunc(func() {
		process, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = process.Signal(os.Interrupt)
		}
		if err != nil {
			t.Error(err)
		}
	})
	p := newMailEnvWithHook(t, func(s smtptest.Stage) {
		if s == smtptest.Dot {
			once()
		}
	})
	p.run("", nil, "remove", firstID, "--yes")
	table := p.writeTable("orders.csv", "50", "51", "52")
	report := filepath.Join(p.folder, "report.csv")
	send := []string{"batch", "refund", "--send", "--yes", table, "--report", report}
	_, conversation, code := p.run("batch00000000100", nil, append(send, "--rate", "1/h")...)
	if code != view.ExitInterrupted || p.countStatuses()[drafts.StatusSent] != 1 || p.countStatuses()[drafts.StatusQueued] != 2 {
		t.Fatalf("exit %d, %v\n%s", code, p.countStatuses(), conversation)
	}
	assertContains(t, conversation, "sent now: 1; still queued: 2", "draft send --queued", "--force")
	if _, conversation, code = p.run("batch00000000200", nil, send...); code != view.ExitFailed {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "--force")
	_, conversation, code = p.run("batch00000000300", nil, append(send, "--force")...)
	if code != view.ExitDone || p.countStatuses()[drafts.StatusSent] != 3 || len(p.server.Messages()) != 3 {
		t.Errorf("exit %d, %v\n%s", code, p.countStatuses(), conversation)
	}
	assertContains(t, conversation, "sent now: 2; sent before, not again: 1")
	text, err := os.ReadFile(report)
	if err != nil || strings.Count(string(text), "\n") != 4 {
		t.Errorf("%v\n%s", err, text)
	}
	if _, conversation, code = p.run("batch00000000400", nil, "batch", "refund", "--send", "--yes", table, "--report", table, "--force"); code != view.ExitUsage {
		t.Errorf("the report over the table: exit %d\n%s", code, conversation)
	}
}

// The summary counts all sent letters, and the report gives each queued letter a reason.
func TestBatchSendSaysHowMany(t *testing.T) {
	p := newMailEnv(t)
	p.run("", nil, "remove", firstID, "--yes")
	var amounts []string
	for i := range 12 {
		amounts = append(amounts, fmt.Sprint(50+i))
	}
	table := p.writeTable("orders.csv", amounts...)
	unreachable := "--smtp=smtp://zhangsan%40example.com@127.0.0.1:1"
	if _, conversation, code := p.runBatch(table, unreachable); code != view.ExitFailed || !strings.Contains(conversation, "sent now: 0; still queued: 12") {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	if got := strings.Join(p.due, ""); got != "" {
		t.Errorf("queued letters have due answers: %q", got)
	}
	for i, reason := range p.reasons {
		if i > 0 && !strings.Contains(reason, "draft send --queued "+unreachable) {
			t.Errorf("row %d: %q", i, reason)
		}
	}
	if _, conversation, code := p.runBatch(table); code != view.ExitDone || !strings.Contains(conversation, "sent now: 12\n") {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// Letters that were sent by mail appear as submitted in the report of all cases and in the calendar.
func TestReportOfABatch(t *testing.T) {
	p := newMailEnv(t)
	p.run("", nil, "remove", firstID, "--yes")
	if states, conversation, code := p.runBatch(p.writeTable("orders.csv", "50", "51")); code != view.ExitDone {
		t.Fatalf("exit %d, %q\n%s", code, states, conversation)
	}
	page, conversation, code := p.run("", nil, "report", "-o", "-")
	if code != view.ExitDone || strings.Count(page, "<td>submitted</td>") != 2 {
		t.Errorf("exit %d\n%s\n%s", code, conversation, page)
	}
	calendar := filepath.Join(p.folder, "due.ics")
	if _, conversation, code := p.run("", nil, "due", "--ics", calendar); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	if text, err := os.ReadFile(calendar); err != nil || strings.Count(string(text), "BEGIN:VEVENT") < 2 {
		t.Errorf("%v\n%s", err, text)
	}
}

// TestBatchSendJSON checks the --json object of a batch that was sent.
func TestBatchSendJSON(t *testing.T) {
	p := newMailEnv(t)
	out, conversation, code := p.run("", nil, "batch", "refund", "--send", "--yes", "--json", p.writeTable("orders.csv", "70", "71"))
	var object struct {
		Written, Sent int
		Results       []view.SentObject
	}
	if err := json.Unmarshal([]byte(out), &object); code != view.ExitDone || err != nil || object.Written != 2 || object.Sent != 2 || len(object.Results) != 2 ||
		object.Results[0].Status != "sent" || object.Results[1].Row != 3 {
		t.Errorf("exit %d, %v\n%s\n%s", code, err, out, conversation)
	}
}

// The --json object counts refused, unknown and queued letters, and its message does not refer to the terminal output.
func TestBatchSendCounts(t *testing.T) {
	faults := []smtptest.Fault{{At: smtptest.Rcpt, N: 1, Do: smtptest.Code, Reply: "550 5.1.1 no such user"}}
	for n := 2; n <= 4; n++ {
		faults = append(faults, smtptest.Fault{At: smtptest.Dot, N: n, Do: smtptest.Drop})
	}
	p := newMailEnv(t, faults...)
	p.run("", nil, "remove", firstID, "--yes")
	out, conversation, code := p.run("batch00000000100", nil, "batch", "refund", "--send", "--yes", "--json", p.writeTable("orders.csv", "50", "51", "52", "53", "54", "55", "56"))
	var object struct {
		Error struct {
			Message string
			Batch   struct{ Written, Sent, Refused, Unknown, Waiting int }
		}
	}
	err := json.Unmarshal([]byte(out), &object)
	if b := object.Error.Batch; err != nil || code != view.ExitUnknown || b.Written != 7 || b.Sent != 1 || b.Refused != 1 || b.Unknown != 3 || b.Waiting != 2 {
		t.Errorf("exit %d, %v, %+v\n%s\n%s", code, err, object, out, conversation)
	}
	if strings.Contains(object.Error.Message, "see above") {
		t.Errorf("the message is %q", object.Error.Message)
	}
}

// A letter of several rows is sent once, under the numbers of all its rows. One that shares a payment with it is not sent.
func TestBatchSendGroups(t *testing.T) {
	p := newMailEnv(t)
	if _, conversation, code := p.run("", nil, "remove", firstID, "--yes"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	table := p.writeTable("orders.csv", "50", "51", "52", "53", "54")
	text, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	for i, account := range []string{"dy_000", "dy_000", "dy_000", "dy_001", "dy_001"} { // rows 2-4 and 5-6
		text = []byte(strings.Replace(string(text), fmt.Sprintf("dy_%03d,2026-11-18 20:15", i), fmt.Sprintf("%s,2026-11-18 20:%d", account, 15+i), 1))
	}
	if err := os.WriteFile(table, text, 0o600); err != nil {
		t.Fatal(err)
	}
	states, conversation, code := p.runBatch(table, "--group-by", "douyin_id")
	if code != view.ExitDone || len(p.server.Messages()) != 2 || strings.Join(states, " ") != "sent sent" {
		t.Fatalf("exit %d, %q\n%s", code, states, conversation)
	}
	states, conversation, code = p.runBatch(table, "--group-by", "douyin_id")
	if code != view.ExitDone || len(p.server.Messages()) != 2 || strings.Count(strings.Join(states, " "), "sent before") != 2 {
		t.Errorf("again: exit %d, %q\n%s", code, states, conversation)
	}
	assertContains(t, conversation, "2 letters match letters that were sent before (the first is "+table+":2)")
	states, conversation, code = p.runBatch(table) // each row is a letter of its own now
	if code == view.ExitDone || len(p.server.Messages()) != 2 || len(states) != 5 {
		t.Errorf("by rows: exit %d, %q\n%s", code, states, conversation)
	}
	out, _, _ := p.run("", nil, "batch", "refund", table, "--send", "--yes", "--group-by", "douyin_id", "--json")
	o := decode[view.BatchObject](t, out)
	if len(o.Results) != 2 || o.Results[0].Row != 2 || fmt.Sprint(o.Results[0].Rows, o.Results[1].Rows) != "[2 3 4] [5 6]" {
		t.Errorf("%+v", o.Results)
	}
}
