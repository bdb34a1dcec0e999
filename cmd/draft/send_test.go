package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
	"draft/drafts/store"
)

const secret = "correct-horse-battery"

// mailEnv has a home folder with one account, and a test mail server with TLS and a login.
type mailEnv struct {
	t          *testing.T
	folder     string
	database   string // the address of the store; "" if it is in the folder
	server     *smtptest.Server
	timeouts   smtp.Timeouts
	machine    *fakeMachine // nil is a fakeMachine whose editor fails
	batchCount int          // the number of runBatch calls
	ids        []string     // of the rows of the last report, like reasons and due
	reasons    []string
	due        []string // when answers are due
	daysLater  int      // days after today
}

// newMailEnv returns an environment with one stored letter and a server with these faults.
func newMailEnv(t *testing.T, faults ...smtptest.Fault) *mailEnv {
	t.Helper()
	return newMailEnvWithHook(t, nil, faults...)
}

// shortTimeouts are those for a server that hangs. On a busy machine, a server that does not hang may take longer.
func shortTimeouts() smtp.Timeouts {
	all := smtp.Timeouts{}
	for _, stage := range []outbox.Stage{
		outbox.StageGreeting, outbox.StageHello, outbox.StageTLS, outbox.StageAuth, outbox.StageMail, outbox.StageRecipient,
		outbox.StageData, outbox.StageBody, outbox.StageDot, smtp.StageQuit,
	} {
		all[stage] = 300 * time.Millisecond
	}
	return all
}

// newMailEnvWithHook is like newMailEnv, but the server calls hook at every stage.
func newMailEnvWithHook(t *testing.T, hook func(smtptest.Stage), faults ...smtptest.Fault) *mailEnv {
	t.Helper()
	p := &mailEnv{t: t, folder: t.TempDir()}
	p.server = smtptest.Start(t, smtptest.Config{
		Security: smtptest.STARTTLS, Mechanisms: []string{"PLAIN"}, User: "zhangsan@example.com", Password: secret, Faults: faults, Hook: hook,
	})
	account := map[string]any{
		"name": "work", "address": "zhangsan@example.com", "host": p.server.Host, "port": p.server.Port, "tls": "starttls",
		"user": "zhangsan@example.com", "auth": "password", "ca_file": smtptest.CAFile(t),
	}
	text, err := json.Marshal(map[string]any{"accounts": []any{account}, "default": "work"})
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(p.folder, "config", "draft")
	if err := os.MkdirAll(config, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(config, "config.json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(faults, func(f smtptest.Fault) bool { return f.Do == smtptest.Hang }) {
		p.timeouts = shortTimeouts()
	}
	p.prepare("a letter", func() { p.writeLetter("test000000000001", "50") })
	return p
}

// prepared has the stores that prepare filled, by what they have: their files by path, or the address of a database.
var prepared sync.Map

// prepare fills the store of p. The first call writes, and the others of this process copy its files, because many tests begin with the
// same letters. On a server it copies its database.
func (p *mailEnv) prepare(has string, write func()) {
	p.t.Helper()
	files, known := prepared.Load(has)
	if onServer != "" {
		if known {
			p.database = copyDatabase(p.t, files.(string))
			return
		}
		if p.database == "" {
			p.database = newDatabase(p.t)
		}
		write()
		prepared.Store(has, copyDatabase(p.t, p.database))
		return
	}
	if !known {
		write()
		prepared.Store(has, p.storeFiles())
		return
	}
	for name, content := range files.(map[string][]byte) {
		path := filepath.Join(p.storeFolder(), name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			p.t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			p.t.Fatal(err)
		}
	}
}

// store is where the store is.
func (p *mailEnv) store() string { return cmp.Or(p.database, p.storeFolder()) }

func (p *mailEnv) storeFolder() string { return filepath.Join(p.folder, "data", "draft") }

// storeFiles reads the files of the store, which is not open.
func (p *mailEnv) storeFiles() map[string][]byte {
	p.t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(p.storeFolder(), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(p.storeFolder(), path)
		if err == nil {
			files[name], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return files
}

// writeLetter stores a refund letter with the given ID and amount.
func (p *mailEnv) writeLetter(id, amount string) {
	p.t.Helper()
	out, conversation, code := p.run(id, nil, "refund", "--set", "recharged_at=2026-11-18 20:15", "--set", "method=wechat", "--set", "amount="+amount,
		"--set", "reason=mistake", "--set", "douyin_id=dy_example88", "--to", "feedback@douyin.com", "-o", "-")
	if code != view.ExitDone {
		p.t.Fatalf("exit %d\n%s%s", code, out, conversation)
	}
}

func (p *mailEnv) env(id string) map[string]string {
	return map[string]string{
		"DRAFT_TEST_ID": id, smtp.SecretVariable: secret, "DRAFT_LANG": "en", "HOME": p.folder,
		"XDG_CONFIG_HOME": filepath.Join(p.folder, "config"), "XDG_DATA_HOME": filepath.Join(p.folder, "data"),
		"XDG_STATE_HOME": filepath.Join(p.folder, "state"), "DRAFT_STORE": p.database,
	}
}

// syncBuffer is a buffer that is safe for concurrent writes.
type syncBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *syncBuffer) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

// run runs draft in this process.
func (p *mailEnv) run(id string, asking prompt.Prompter, args ...string) (out, conversation string, code int) {
	p.t.Helper()
	var stdout bytes.Buffer
	var stderr syncBuffer
	env := p.env(id)
	terminal := newTestTerminal("", &stdout, &stderr)
	terminal.Env = func(name string) string { return env[name] } // withFixedWorld reads it
	a := withFixedWorld(&app{
		term: terminal,
		view: &view.View{},
		config: &config.Config{
			SettingsDir: func() (string, error) { return filepath.Join(p.folder, "config", "draft"), nil },
			StateDir:    func() (string, error) { return filepath.Join(p.folder, "state", "draft"), nil },
			DataDir:     func() (string, error) { return p.storeFolder(), nil },
			Store:       p.database,
		},
		network: network{timeouts: p.timeouts},
	})
	a.term.Machine = p.fakeMachine()
	a.now = func() time.Time { return today.AddDate(0, 0, p.daysLater) }
	once, next := a.newID(), 99
	half := asking != nil && args[0] == "closure" // an interview is saved before its letter has an ID
	var mu sync.Mutex
	a.newID = func() string { // further letters of the same run get other IDs
		mu.Lock()
		defer mu.Unlock()
		if half {
			half = false
			return "half000000000000"
		}
		this := once
		once = fmt.Sprintf("%s%02d", once[:len(once)-2], next)
		next--
		return this
	}
	if asking != nil {
		a.term.NewPrompter = func(*term.Terminal) prompt.Prompter { return asking }
		a.term.OutWidth = func() int { return 80 }
	}
	code = run(context.Background(), args, a)
	return stdout.String(), stderr.text.String(), code
}

func (p *mailEnv) fakeMachine() *fakeMachine {
	if p.machine == nil {
		return &fakeMachine{}
	}
	return p.machine
}

// command returns a command that runs draft in a separate process.
func (p *mailEnv) command(args ...string) *exec.Cmd {
	p.t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = []string{asDraft + "=1", "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir()}
	for name, value := range p.env("test000000000002") {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	return cmd
}

// letter reads a letter from the store.
func (p *mailEnv) letter(id string) store.Letter {
	p.t.Helper()
	s, err := store.Open(p.store(), store.Options{})
	if err != nil {
		p.t.Fatal(err)
	}
	defer s.Close()                                     //nolint:errcheck // a test
	if _, err := s.Recover(p.t.Context()); err != nil { // as every command does that reads letters
		p.t.Fatal(err)
	}
	l, err := s.Get(p.t.Context(), id)
	if err != nil {
		p.t.Fatal(err)
	}
	return l
}

// frozen returns the bytes of the frozen message of a letter.
func (p *mailEnv) frozen(id string) []byte {
	p.t.Helper()
	s, err := store.Open(p.store(), store.Options{})
	if err != nil {
		p.t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // a test
	m, err := s.Message(p.t.Context(), id)
	if err != nil {
		p.t.Fatal(err)
	}
	return m.Wire
}

// countDelivered returns how often the server accepted each Message-ID.
func (p *mailEnv) countDelivered() map[string]int {
	count := map[string]int{}
	for _, m := range p.server.Messages() {
		count[m.ID]++
	}
	return count
}

const firstID = "test000000000001"

// checkSentOnce checks that the first letter was delivered at most once and that its status is true.
func (p *mailEnv) checkSentOnce(name string) {
	p.t.Helper()
	count := p.countDelivered()
	l := p.letter(firstID)
	total := 0
	for id, n := range count {
		total += n
		if n > 1 {
			p.t.Errorf("%s: %s was delivered %d times", name, id, n)
		}
	}
	switch {
	case total > 1:
		p.t.Errorf("%s: %d messages of one letter: %v", name, total, count)
	case total == 1 && l.Status != drafts.StatusSent && l.Status != drafts.StatusUnknown && l.Status != drafts.StatusCommitting:
		p.t.Errorf("%s: delivered, and said to be %s", name, l.Status)
	case total == 0 && l.Status == drafts.StatusSent:
		p.t.Errorf("%s: said to be sent, and lost", name)
	}
}

// TestFaultMatrix injects each fault at every stage; two more runs follow.
func TestFaultMatrix(t *testing.T) {
	actions := []struct {
		name  string
		fault smtptest.Fault
	}{
		{"drop", smtptest.Fault{Do: smtptest.Drop}},
		{"lose", smtptest.Fault{Do: smtptest.Lose}},
		{"hang", smtptest.Fault{Do: smtptest.Hang}},
		{"slow", smtptest.Fault{Do: smtptest.Slow, Delay: 20 * time.Millisecond}},
		{"4xx", smtptest.Fault{Do: smtptest.Code, Reply: "451 4.3.0 try again later"}},
		{"5xx", smtptest.Fault{Do: smtptest.Code, Reply: "554 5.7.1 refused"}},
	}
	var mu sync.Mutex
	rows := map[string]string{}
	t.Run("faults", func(t *testing.T) {
		for _, stage := range smtptest.Stages() {
			for _, action := range actions {
				name := string(stage) + " " + action.name
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					fault := action.fault
					fault.At, fault.N = stage, 1
					p := newMailEnv(t, fault)
					row := ""
					for range 3 {
						_, conversation, code := p.run("", nil, "send", firstID, "--yes")
						l := p.letter(firstID)
						row += fmt.Sprintf("  %-11s %d", l.Status, code)
						if code != view.ExitDone && conversation == "" {
							t.Errorf("exit %d without a word", code)
						}
						if l.Status == drafts.StatusUnknown && !strings.Contains(conversation, "--resolve") {
							t.Errorf("the output does not say that it is unknown:\n%s", conversation)
						}
						p.checkSentOnce(name)
					}
					row += fmt.Sprintf("  delivered %d", len(p.countDelivered()))
					mu.Lock()
					rows[name] = row
					mu.Unlock()
					got := strings.TrimSpace(row)
					if stage == smtptest.Body && (action.name == "drop" || action.name == "lose") && strings.HasPrefix(got, string(drafts.StatusUnknown)) {
						return // the client sends the end of a short letter before it sees the fault
					}
					if want := expectedStatus(stage, action.name); !strings.HasPrefix(got, want) {
						t.Errorf("got %s\nwant %s", got, want)
					}
				})
			}
		}
	})
	for _, stage := range smtptest.Stages() {
		for _, action := range actions {
			name := string(stage) + " " + action.name
			t.Logf("%-14s%s", name, rows[name])
		}
	}
}

// expectedStatus returns the status of the letter after the first run.
func expectedStatus(stage smtptest.Stage, action string) string {
	switch {
	case action == "slow", stage == smtptest.Reset, stage == smtptest.Quit:
		return string(drafts.StatusSent)
	case slices.Index(smtptest.Stages(), stage) < slices.Index(smtptest.Stages(), smtptest.Mail):
		return string(drafts.StatusQueued)
	case action == "4xx":
		return string(drafts.StatusFailedTemp)
	case action == "5xx":
		return string(drafts.StatusFailedPerm)
	case stage == smtptest.Dot, stage == smtptest.Body && action == "hang": // a short letter is sent completely before the hang shows
		return string(drafts.StatusUnknown)
	}
	return string(drafts.StatusFailedTemp)
}

// After a process is killed at any step, the next run sends the letter or reports an unknown outcome.
func TestKilled(t *testing.T) {
	stages := append(smtptest.Stages(), "committed")
	for _, stage := range stages {
		if stage == smtptest.Reset {
			continue // a run with one letter does not send RSET
		}
		t.Run(string(stage), func(t *testing.T) {
			t.Parallel()
			var once sync.Once
			reached, dead := make(chan struct{}), make(chan struct{})
			p := newMailEnvWithHook(t, func(at smtptest.Stage) {
				if at == stage {
					once.Do(func() {
						close(reached)
						<-dead // the server continues after the process is dead
					})
				}
			})
			cmd := p.command("send", firstID, "--yes")
			if stage == "committed" {
				cmd.Env = append(cmd.Env, "DRAFT_TEST_KILL=committed")
				close(reached)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			<-reached
			if stage != "committed" {
				_ = cmd.Process.Kill()
			}
			if err := cmd.Wait(); err == nil {
				t.Fatal("it was not killed")
			}
			close(dead)
			p.waitForLease(firstID)
			if n := len(p.server.Messages()); n > 1 { // only the next run reads what the log says of its status
				t.Errorf("%d messages of one letter", n)
			}
			row := ""
			for range 2 {
				_, conversation, code := p.run("", nil, "send", firstID, "--yes")
				l := p.letter(firstID)
				row += fmt.Sprintf("  %s %d", l.Status, code)
				if l.Status == drafts.StatusUnknown && !strings.Contains(conversation, "--resolve") {
					t.Errorf("the output does not say that it is unknown:\n%s", conversation)
				}
				p.checkSentOnce(string(stage))
			}
			want := []drafts.Status{drafts.StatusSent}
			switch stage {
			case smtptest.Dot, "committed":
				want[0] = drafts.StatusUnknown
			case smtptest.Body: // the end of a short letter may already be in flight
				want = append(want, drafts.StatusUnknown)
			}
			if l := p.letter(firstID); !slices.Contains(want, l.Status) {
				t.Errorf("%s, want %s:%s", l.Status, want, row)
			}
			t.Logf("killed at %-10s%s  delivered %d", stage, row, len(p.countDelivered()))
		})
	}
}

// If eight processes send one letter, exactly one succeeds.
func TestEightProcessesSendOneLetter(t *testing.T) {
	p := newMailEnv(t)
	var group sync.WaitGroup
	codes := make([]int, 8)
	for i := range codes {
		cmd := p.command("send", firstID, "--yes")
		group.Go(func() {
			_ = cmd.Run()
			codes[i] = cmd.ProcessState.ExitCode()
		})
	}
	group.Wait()
	done := 0
	for _, code := range codes {
		if code == view.ExitDone {
			done++
		} else if code != view.ExitFailed {
			t.Errorf("exit codes %v", codes)
		}
	}
	if n := len(p.server.Messages()); n != 1 || done != 1 {
		t.Errorf("%d delivered, exit codes %v", n, codes)
	}
	p.checkSentOnce("eight")
}
