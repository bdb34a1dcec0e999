package main

import (
	"fmt"
	"strings"
	"testing"

	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/smtp/smtptest"
)

// The hints for one letter that was refused, when it is sent and when it is shown later, are those of the server's words.
func TestHintsHeedTheServersWords(t *testing.T) {
	for reply, c := range map[string]struct {
		says, shows string
		never       string
	}{
		"550 MI:SFQ 163 smtp5": {
			"needs no change; send it again in 15 minutes: draft send test0000", "send more slowly. Then draft send test0000; the letter needs no change", "draft edit",
		},
		"550 5.4.5 Daily user sending limit exceeded.":              {"send it again tomorrow: draft send test0000", "continue tomorrow, or from another mailbox. Then draft send test0000; the letter needs", "draft edit"},
		"554 DT:SPM 163 smtp5":                                      {"draft edit test0000", "or send from another mailbox. Correct the letter with draft edit test0000", "needs no change"},
		"553 Mail from must equal authorized user":                  {"change the sender", "or use another account. Then draft send test0000\n", "needs no change"},
		"451 DT:SPM 163 smtp5":                                      {"Try again in 2 minutes: draft send test0000", "it may pass in two minutes", "draft edit"},
		"440 mail from account doesn't conform with authentication": {"change the sender", "or use another account. Then draft send test0000\n", "same message"},
		"554 no": {"draft edit test0000", "see what the server said, correct the letter with draft edit", "needs no change"},
		"451 no": {"Try again later: draft send test0000", "draft send test0000; it is the same message", "draft edit"},
	} {
		p := newMailEnv(t, smtptest.Fault{At: smtptest.Dot, Reply: reply})
		_, conversation, _ := p.run("", nil, "send", firstID, "--yes")
		_, shown, _ := p.run("", nil, "show", firstID)
		if !strings.Contains(conversation, c.says) || !strings.Contains(shown, c.shows) || strings.Contains(conversation+shown, c.never) {
			t.Errorf("%s:\n%s\n%s", reply, conversation, shown)
		}
	}
}

// What a server says decides what the rest of a batch does, whatever the first digit is. The digit decides the status of the
// letter.
func TestBatchHeedsTheServersWords(t *testing.T) {
	at := func(stage smtptest.Stage, n int, reply string) []smtptest.Fault {
		return []smtptest.Fault{{At: stage, N: n, Reply: reply}}
	}
	three := func(stage smtptest.Stage, reply string) []smtptest.Fault {
		return append(append(at(stage, 1, reply), at(stage, 2, reply)...), at(stage, 3, reply)...)
	}
	for name, c := range map[string]struct {
		faults []smtptest.Fault
		code   int
		counts string // sent, refused, not sent yet, queued
		says   []string
		never  []string
	}{
		"the day is used up": {
			at(smtptest.Dot, 3, "554 MI:STC 163 smtp5,D9GowACH1"), view.ExitPart, "2 1 0 5",
			[]string{"MI:STC", "reached its limit for today", "send it again tomorrow: draft send batch", "continue tomorrow"},
			[]string{"draft edit", "in an hour", "asks for a pause"},
		},
		"a quarter of an hour": {
			at(smtptest.Dot, 3, "550 MI:SFQ 163 smtp5,D9GowACH1"), view.ExitPart, "7 1 0 0",
			[]string{"the server asks for a pause: draft sends the other letters in 15 minutes", "The letter needs no change; send it again in 15 minutes: draft send batch"},
			[]string{"draft edit", "for the same reason"},
		},
		"a quarter of an hour, at MAIL and for now": {
			at(smtptest.Mail, 3, "451 MI:SFQ 163 smtp5"), view.ExitPart, "7 0 1 0", []string{"asks for a pause", "15 minutes"}, []string{"draft edit", "several times in a row"},
		},
		"and again": {
			append(at(smtptest.Mail, 3, "451 MI:SFQ 163 smtp5"), at(smtptest.Mail, 4, "451 MI:SFQ 163 smtp5")...), view.ExitPart, "2 0 2 4",
			[]string{"asks for a pause", "for the same reason", "continue in 15 minutes, more slowly"},
			[]string{"draft edit"},
		},
		"connections that are full": {
			[]smtptest.Fault{{At: smtptest.Mail, N: 3, Each: true, Reply: "450 MI:DMC 163 smtp5"}}, view.ExitDone, "8 0 0 0", nil, []string{"MI:DMC"},
		},
		"the sender, for now": {
			three(smtptest.Mail, `440 mail from account doesn't conform with authentication (Auth Account:a@x.cn|Mail Account:b@x.cn)`), view.ExitFailed, "0 0 3 5",
			[]string{"the sender must be the mailbox that logs in", "refused the sender zhangsan@example.com several times"},
			[]string{"try again in a few minutes", "draft edit"},
		},
		"the sender, at the dot": {
			three(smtptest.Dot, "554 DT:SUM 163 smtp5"), view.ExitFailed, "0 3 0 5",
			[]string{"does not match the mailbox that logs in", "refused the sender zhangsan@example.com several times"},
			[]string{"draft edit"},
		},
		"a letter like spam": {
			at(smtptest.Dot, 3, "554 DT:SPM 163 smtp5"), view.ExitPart, "7 1 0 0", []string{"change some words", "draft edit"}, []string{"pause", "for the same reason"},
		},
		"a letter like spam, for now": {
			at(smtptest.Dot, 3, "451 DT:SPM 163 smtp5"), view.ExitPart, "7 0 1 0", []string{"may pass in two minutes"}, []string{"draft edit", "pause"},
		},
		"the account": {
			at(smtptest.Mail, 3, "550 User suspended"), view.ExitPart, "2 1 0 5", []string{"has blocked sending from this mailbox", "first follow the advice above"}, []string{"draft edit", "in an hour", "several times"},
		},
		"words of QQ in GBK": {
			at(smtptest.Dot, 3, "550 \xb7\xa2\xd0\xc5\xc6\xb5\xc2\xca\xb9\xfd\xb8\xdf"), view.ExitPart, "2 1 0 5", []string{"发信频率过高", "in an hour, more slowly"}, []string{"draft edit"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newMailEnv(t, c.faults...)
			p.run("", nil, "remove", firstID, "--yes")
			_, conversation, code := p.runBatch(p.writeTable("orders.csv", "50", "51", "52", "53", "54", "55", "56", "57"))
			counts := p.countStatuses()
			got := fmt.Sprint(counts[drafts.StatusSent], counts[drafts.StatusFailedPerm], counts[drafts.StatusFailedTemp], counts[drafts.StatusQueued])
			if code != c.code || got != c.counts || counts[drafts.StatusSent] != len(p.server.Messages()) {
				t.Errorf("exit %d, %s, %d went out\n%s", code, got, len(p.server.Messages()), conversation)
			}
			assertContains(t, conversation, c.says...)
			for _, never := range c.never {
				if strings.Contains(conversation, never) {
					t.Errorf("it says %q:\n%s", never, conversation)
				}
			}
		})
	}
}
