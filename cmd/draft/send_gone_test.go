package main

import (
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"

	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/smtp/smtptest"
)

// If the folder of the store is moved while a batch is sent, no letter follows the one that is on the wire. Nothing is said that
// would send letters twice; with the folder back in its place the batch goes on.
func TestStoreMovedInABatch(t *testing.T) {
	needsFolder(t)
	if runtime.GOOS == "windows" {
		t.Skip("open files are not moved there")
	}
	var p *mailEnv
	move := sync.OnceFunc(func() {
		if err := os.Rename(p.storeFolder(), p.folder+"/elsewhere"); err != nil {
			t.Error(err)
		}
	})
	p = newMailEnvWithHook(t, func(s smtptest.Stage) {
		if s == smtptest.Dot {
			move()
		}
	})
	p.run("", nil, "remove", firstID, "--yes")
	table := p.writeTable("orders.csv", "50", "51", "52", "53", "54")
	states, conversation, code := p.runBatch(table)
	if code == view.ExitDone || len(p.server.Messages()) != 1 {
		t.Errorf("exit %d, %d messages, %q\n%s", code, len(p.server.Messages()), states, conversation)
	}
	assertContains(t, conversation, "draft stopped sending. Put the folder back", "check your sent mail before you send any of them again")
	if strings.Contains(conversation, "run the same command again") || strings.Contains(conversation, "--queued") {
		t.Errorf("it says how to go on:\n%s", conversation)
	}
	if err := os.RemoveAll(p.storeFolder()); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(p.folder+"/elsewhere", p.storeFolder()); err != nil {
		t.Fatal(err)
	}
	_, conversation, code = p.runBatch(table)
	if code != view.ExitDone || len(p.server.Messages()) != 5 || p.countStatuses()[drafts.StatusSent] != 5 {
		t.Errorf("exit %d, %d messages, %v\n%s", code, len(p.server.Messages()), p.countStatuses(), conversation)
	}
}
