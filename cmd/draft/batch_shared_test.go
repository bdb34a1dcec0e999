package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/smtp/smtptest"
	"draft/drafts/store"
)

// seat is a process that sends a table, as one of several people at one store.
type seat struct {
	cmd            *exec.Cmd
	stdout, stderr bytes.Buffer
	view.BatchObject
}

// startSeat starts `draft batch --send` in a process with a clock and IDs of its own.
func (p *mailEnv) startSeat(table string, more ...string) *seat {
	p.t.Helper()
	s := &seat{cmd: p.command(append([]string{"batch", "refund", table, "--send", "--yes", "--json"}, more...)...)}
	s.cmd.Env = append(s.cmd.Env, withClock+"=1")
	s.cmd.Stdout, s.cmd.Stderr = &s.stdout, &s.stderr
	if err := s.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	return s
}

// ends waits for the process and reads what it says became of the table.
func (s *seat) ends(t *testing.T, want ...int) {
	t.Helper()
	_ = s.cmd.Wait()
	if code := s.cmd.ProcessState.ExitCode(); !slices.Contains(want, code) {
		t.Errorf("exit %d\n%s%s", code, s.stdout.String(), s.stderr.String())
	}
	if s.stdout.Len() == 0 { // it was killed
		return
	}
	var failed struct {
		Error struct {
			Batch *view.BatchObject `json:"batch"`
		} `json:"error"`
	}
	err := errors.Join(json.Unmarshal(s.stdout.Bytes(), &s.BatchObject), json.Unmarshal(s.stdout.Bytes(), &failed))
	if err != nil {
		t.Fatalf("%v\n%s", err, s.stdout.String())
	}
	if failed.Error.Batch != nil {
		s.BatchObject = *failed.Error.Batch
	}
	sum := s.Sent + s.Already + s.Elsewhere + s.Changed + s.Busy + s.Unknown + s.Refused + s.Waiting + s.Failed + s.Bad
	if sum != s.Rows || len(s.Results) != s.Good {
		t.Errorf("%d rows: %s", s.Rows, s.counts())
	}
	for _, r := range s.Results {
		if r.ID == "" || r.Elsewhere && r.Status == "" {
			t.Errorf("row %d: %+v", r.Row, r)
		}
	}
}

func (s *seat) counts() string {
	return fmt.Sprintf("sent %d, before %d, elsewhere %d, changed %d, busy %d, unknown %d, refused %d, waiting %d",
		s.Sent, s.Already, s.Elsewhere, s.Changed, s.Busy, s.Unknown, s.Refused, s.Waiting)
}

// amounts returns the amounts of a table.
func amounts(from, count int) []string {
	all := make([]string, count)
	for i := range all {
		all[i] = fmt.Sprint(from + i)
	}
	return all
}

// checkShared checks that each letter was sent once, that the store has nothing else, and that the reports say just that.
func (p *mailEnv) checkShared(letters int, seats ...*seat) {
	p.t.Helper()
	sent := 0
	for _, s := range seats {
		sent += s.Sent
		p.t.Log(s.counts())
	}
	delivered := p.countDelivered()
	for id, n := range delivered {
		if n > 1 {
			p.t.Errorf("%s was delivered %d times", id, n)
		}
	}
	counts := p.countStatuses()
	if len(delivered) != letters || sent != letters || len(counts) != 1 || counts[drafts.StatusSent] != letters {
		p.t.Errorf("%d letters: %d arrived, the reports have %d, and the store %v", letters, len(delivered), sent, counts)
	}
	s, err := store.Open(p.store(), store.Options{})
	if err != nil {
		p.t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // a test
	for l, err := range s.Leftovers(p.t.Context()) {
		p.t.Errorf("left over: %s, %v", l.ID, err)
	}
}

// newSharedEnv returns an environment without letters, whose server does something before it takes each.
func newSharedEnv(t *testing.T, each func(), faults ...smtptest.Fault) *mailEnv {
	t.Helper()
	p := newMailEnvWithHook(t, func(at smtptest.Stage) {
		if at == smtptest.Dot {
			each()
		}
	}, faults...)
	if onServer != "" {
		p.database = newDatabase(t)
	} else if err := os.RemoveAll(p.storeFolder()); err != nil {
		t.Fatal(err)
	}
	return p
}

// newBusyEnv is newSharedEnv with a server that takes the first letter when each of some processes has one there.
func newBusyEnv(t *testing.T, processes int32, each time.Duration) *mailEnv {
	t.Helper()
	var waiting atomic.Int32
	busy, allBusy := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(func() {
		if errors.Is(busy.Err(), context.DeadlineExceeded) {
			t.Error("they were not all busy at one time")
		}
		allBusy()
	})
	return newSharedEnv(t, func() {
		if waiting.Add(1) == processes {
			allBusy()
		}
		<-busy.Done()
		time.Sleep(each)
		waiting.Add(-1)
	})
}

// Four processes that send one table at once share its rows: all are busy, and each report says what became of every row.
func TestSeatsShareATable(t *testing.T) {
	const rows = 80
	p := newBusyEnv(t, 4, 20*time.Millisecond)
	table := p.writeTable("orders.csv", amounts(50, rows)...)
	var seats []*seat
	for range 4 {
		seats = append(seats, p.startSeat(table))
	}
	for _, s := range seats {
		s.ends(t, view.ExitDone)
		if s.Sent < rows/10 || s.Refused+s.Waiting+s.Changed > 0 {
			t.Errorf("%s", s.counts())
		}
	}
	p.checkShared(rows, seats...)
}

// Tables that overlap are sent at once: each payment has one letter.
func TestSeatsShareTables(t *testing.T) {
	p := newBusyEnv(t, 4, 5*time.Millisecond)
	var seats []*seat
	for i := range 4 {
		all := amounts(50, 40+10*i) // 40 rows are in all tables
		seats = append(seats, p.startSeat(p.writeTable(fmt.Sprintf("orders%d.csv", i), all...)))
	}
	for _, s := range seats {
		s.ends(t, view.ExitDone)
	}
	p.checkShared(70, seats...)
}

// If one of several processes is killed, the others or the next one send its letters. Only the one whose end was sent may be unknown.
func TestSeatIsKilled(t *testing.T) {
	const rows = 60
	var ends atomic.Int32
	p := newSharedEnv(t, func() {
		ends.Add(1)
		time.Sleep(10 * time.Millisecond)
	})
	table := p.writeTable("orders.csv", amounts(50, rows)...)
	var seats []*seat
	for range 3 {
		seats = append(seats, p.startSeat(table))
	}
	for ends.Load() < rows/3 {
		time.Sleep(time.Millisecond)
	}
	_ = seats[0].cmd.Process.Kill()
	seats[0].ends(t, -1)
	for _, s := range seats[1:] {
		s.ends(t, view.ExitDone, view.ExitUnknown)
		t.Log(s.counts())
	}
	last := p.startSeat(table)
	last.ends(t, view.ExitDone, view.ExitUnknown)
	for end := time.Now().Add(2 * time.Minute); last.Busy > 0 && time.Now().Before(end); { // the lease of the one that was killed
		time.Sleep(time.Second)
		last = p.startSeat(table)
		last.ends(t, view.ExitDone, view.ExitUnknown)
	}
	t.Log(last.counts())
	counts, delivered := p.countStatuses(), p.countDelivered()
	for id, n := range delivered {
		if n > 1 {
			t.Errorf("%s was delivered %d times", id, n)
		}
	}
	if counts[drafts.StatusUnknown] > 1 || counts[drafts.StatusUnknown]+counts[drafts.StatusSent] != rows || len(delivered) < counts[drafts.StatusSent] {
		t.Errorf("%v, %d delivered", counts, len(delivered))
	}
	if last.Sent+last.Already+last.Unknown != rows || last.Unknown != counts[drafts.StatusUnknown] {
		t.Errorf("the last run: %s", last.counts())
	}
}

// Several processes send what waits at once.
func TestSeatsShareTheQueue(t *testing.T) {
	p := newBusyEnv(t, 4, 5*time.Millisecond)
	table := p.writeTable("orders.csv", amounts(50, 40)...)
	p.startSeat(table, "--smtp=smtp://zhangsan%40example.com@127.0.0.1:1").ends(t, view.ExitFailed)
	if counts := p.countStatuses(); counts[drafts.StatusQueued] != 40 {
		t.Fatalf("%v", counts)
	}
	var all []*exec.Cmd
	var said []*bytes.Buffer
	for range 4 {
		cmd, b := p.command("send", "--queued", "--yes"), &bytes.Buffer{}
		cmd.Env = append(cmd.Env, withClock+"=1")
		cmd.Stderr = b
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		all, said = append(all, cmd), append(said, b)
	}
	for i, cmd := range all {
		if err := cmd.Wait(); err != nil || strings.Contains(said[i].String(), "draft: ") {
			t.Errorf("%v\n%s", err, said[i])
		}
	}
	if counts := p.countStatuses(); counts[drafts.StatusSent] != 40 || len(p.server.Messages()) != 40 {
		t.Errorf("%v, %d messages", counts, len(p.server.Messages()))
	}
}
