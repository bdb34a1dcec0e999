package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"draft/drafts/smtp/smtptest"
)

// process is one run of the program: a seat that sends its table. It has a mail server of its own, so that what arrived there is
// what this process has sent.
type process struct {
	seat    int
	args    []string
	rows    []int // of its table
	server  *smtptest.Server
	command *exec.Cmd

	out, said bytes.Buffer

	mu     sync.Mutex
	ended  bool
	killed bool // by this program
	cuts   int  // how often it was killed or paused, or lost its database

	code   int
	report *report // nil if it did not live to give one
	begun  time.Time
	took   time.Duration
}

// report is what is read of `draft batch --json`.
type report struct {
	Sent    int      `json:"sent"`
	Before  int      `json:"sent_before"`
	Unknown int      `json:"unknown"`
	Waiting int      `json:"waiting"`
	Failed  int      `json:"failed"`
	Results []result `json:"results"`
}

// result is what a report says about a row.
type result struct {
	Row       int             `json:"row"` // from 1, the header included
	Before    string          `json:"before"`
	ID        string          `json:"id"`
	Status    string          `json:"status"`
	MessageID string          `json:"message_id"`
	Elsewhere bool            `json:"elsewhere"` // another process had it
	Failure   json.RawMessage `json:"failure"`   // it was sent, and could not be recorded
}

// start starts a seat. The server takes that long for each letter.
func (r *round) start(seat int, table string, rows []int, delay time.Duration) (*process, error) {
	server, err := smtptest.New(smtptest.Config{Faults: []smtptest.Fault{{At: smtptest.Dot, Do: smtptest.Slow, Delay: delay}}})
	if err != nil {
		return nil, err
	}
	name := seatName(seat)
	p := &process{seat: seat, rows: rows, server: server, begun: time.Now(), args: []string{
		"batch", "refund", table, "--send", "--yes", "--json", "--store", r.place.store(name),
		"--smtp=smtp://" + server.Address(), "--connections", fmt.Sprint(r.connections),
	}}
	p.command = exec.Command(r.draft, p.args...) //nolint:gosec // as it was named
	p.command.Env, p.command.Dir = r.environment(name), r.folder
	p.command.Stdout, p.command.Stderr = &p.out, &p.said
	if err := p.command.Start(); err != nil {
		server.Close()
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.processes = append(r.processes, p)
	return p, nil
}

// wait waits until the process has ended, and reads its report.
func (p *process) wait() error {
	err := p.command.Wait()
	p.mu.Lock()
	p.ended, p.took = true, time.Since(p.begun)
	p.mu.Unlock()
	p.server.Close()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return err
	}
	p.code = p.command.ProcessState.ExitCode() // -1 if a signal ended it
	p.report = readReport(p.out.Bytes())
	return nil
}

// readReport reads a report, which stands in an error if something is wrong with one of its rows. It returns nil if there is none.
func readReport(text []byte) *report {
	var read struct {
		report
		Error struct{ Batch *report }
	}
	if json.Unmarshal(text, &read) != nil {
		return nil
	}
	if read.Error.Batch != nil {
		return read.Error.Batch
	}
	if read.Results == nil {
		return nil
	}
	return &read.report
}

// signal sends a signal to a process that has not ended, and reports whether it did.
func (p *process) signal(s syscall.Signal) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended || p.command.Process.Signal(s) != nil {
		return false
	}
	switch s {
	case syscall.SIGKILL:
		p.killed = true
		p.cuts++
	case syscall.SIGSTOP:
		p.cuts++
	default:
	}
	return true
}

// cut counts that the process lost its database.
func (p *process) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.ended {
		p.cuts++
	}
}

// name is what the process is called in what is said about it.
func (p *process) name() string {
	return fmt.Sprintf("%s (process %d, exit %d)", seatName(p.seat), p.command.Process.Pid, p.code)
}

// arrival is a letter at the mail server.
type arrival struct {
	row       int
	messageID string
	by        *process
	answered  bool
}

var douyinID = regexp.MustCompile(`dy_[0-9a-f]{6}`)

// arrivals returns what the server of the process has.
func (p *process) arrivals(rows map[string]int) ([]arrival, error) {
	var list []arrival
	for _, m := range p.server.Messages() {
		head, text, _ := strings.Cut(string(m.Data), "\r\n\r\n")
		if !strings.Contains(head, "base64") {
			return nil, fmt.Errorf("the message is not in base64:\n%s", head)
		}
		body, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(text, "\r\n", ""))
		if err != nil {
			return nil, err
		}
		row, ok := rows[string(douyinID.Find(body))]
		if !ok {
			return nil, fmt.Errorf("no row has this letter:\n%s", body)
		}
		list = append(list, arrival{row: row, messageID: m.ID, by: p, answered: m.Answered})
	}
	return list, nil
}

// keep writes down what the process said.
func (p *process) keep(folder string, n int) error {
	text := fmt.Sprintf("%s\n%s\nbegan %v, took %v, killed %v, cuts %d\n\n%s\n%s", p.name(), strings.Join(p.args, " "),
		p.begun.Format(time.StampMilli), p.took, p.killed, p.cuts, &p.said, &p.out)
	return os.WriteFile(fmt.Sprintf("%s/process%03d", folder, n), []byte(text), 0o600)
}
